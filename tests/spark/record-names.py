"""Records the public names of PySpark's classes, for client/dataframe/spark-names.test.ts.

    python3 tests/spark/record-names.py > tests/spark/pyspark-names.json
"""

import json
import sys

import pyspark
from pyspark.sql import functions
from pyspark.sql import Column, DataFrame, DataFrameNaFunctions, DataFrameReader, DataFrameStatFunctions, DataFrameWriter
from pyspark.sql import GroupedData, SparkSession, Window, WindowSpec

classes = {
    "DataFrame": DataFrame,
    "GroupedData": GroupedData,
    "DataFrameNaFunctions": DataFrameNaFunctions,
    "DataFrameStatFunctions": DataFrameStatFunctions,
    "DataFrameReader": DataFrameReader,
    "DataFrameWriter": DataFrameWriter,
    "SparkSession": SparkSession,
    "SparkSession.Builder": SparkSession.Builder,
    "Column": Column,
    "Window": Window,
    "WindowSpec": WindowSpec,
}
names = {name: " ".join(n for n in dir(kind) if not n.startswith("_")) for name, kind in classes.items()}
# Classes, and what is there for types alone, are in __all__, too.
names["functions"] = " ".join(
    name
    for name, value in sorted(vars(functions).items())
    if not name.startswith("_")
    and callable(value)
    and not isinstance(value, type)
    and value.__module__.startswith("pyspark.sql")
    and (name in functions.__all__ or value.__module__ == "pyspark.sql.functions.builtin")
)
json.dump({"pyspark": pyspark.__version__, **names}, sys.stdout, indent=2)
sys.stdout.write("\n")

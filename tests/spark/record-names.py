"""Records the public names of PySpark's classes, for client/dataframe/spark-names.test.ts.

    python3 tests/spark/record-names.py > tests/spark/pyspark-names.json
"""

import json
import sys

import pyspark
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
json.dump({"pyspark": pyspark.__version__, **names}, sys.stdout, indent=2)
sys.stdout.write("\n")

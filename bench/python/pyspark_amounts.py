"""PySpark with a Python function per row; a job before it starts executors and their Pythons. Arguments: master, texts, output folder."""

import json
import os
import sys
import time

from pyspark.sql import SparkSession
from pyspark.sql.functions import col, udf
from pyspark.sql.types import DoubleType

from amount_parser import plain_amount

master, texts, output = sys.argv[1:]
os.environ["PYSPARK_PYTHON"] = sys.executable
spark = (
    SparkSession.builder.master(master)
    .config("spark.ui.enabled", "false")
    .config("spark.ui.showConsoleProgress", "false")
    .config("spark.executor.memory", "1g")
    .config("spark.log.level", "ERROR")
    .getOrCreate()
)
spark.sparkContext.addPyFile(os.path.join(os.path.dirname(os.path.abspath(__file__)), "amount_parser.py"))
amount = udf(plain_amount, DoubleType())
spark.range(8).repartition(8).select(amount(col("id").cast("string"))).collect()
called = time.time()
spark.read.parquet(texts).select("id", amount("text").alias("amount")).write.mode("overwrite").parquet(output)
print(json.dumps({"calledAtMs": called * 1000, "returnedAtMs": time.time() * 1000}, separators=(",", ":")))
spark.stop()

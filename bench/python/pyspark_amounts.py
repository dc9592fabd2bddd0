"""PySpark with a Python function per row; a job before it starts executors and their Pythons. Arguments: master, texts, output folder.

Paths may be s3a://…: hadoop-aws comes from Maven Central then, the store from the environment.
"""

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
# Of the Hadoop that PySpark 4.3 brings.
s3a = {
    "spark.jars.packages": "org.apache.hadoop:hadoop-aws:3.5.0",
    "spark.hadoop.fs.s3a.endpoint": os.environ.get("GOLDPAN_HADOOP_FS_S3A_ENDPOINT", ""),
    "spark.hadoop.fs.s3a.path.style.access": "true",
    "spark.hadoop.fs.s3a.endpoint.region": "us-east-1",
}
builder = SparkSession.builder.master(master)
for key, value in (s3a if texts.startswith("s3a:") else {}).items():
    builder = builder.config(key, value)
spark = (
    builder.config("spark.ui.enabled", "false")
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

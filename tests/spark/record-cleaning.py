"""Records what PySpark answers to the calls of tests/integration/cleaning.test.ts.

Once per change of the cases, with Java and PySpark 4 at hand:
    python3 tests/spark/record-cleaning.py > tests/spark/cleaning-answers.json
"""

import datetime
import json
import math
import os
import sys

os.environ.setdefault("PYSPARK_SUBMIT_ARGS", "--conf spark.ui.enabled=false pyspark-shell")

from pyspark.sql import DataFrame, SparkSession, functions as F  # noqa: E402

spark = SparkSession.builder.master("local[2]").config("spark.sql.shuffle.partitions", 2).getOrCreate()
spark.sparkContext.setLogLevel("OFF")

schema = "id int, n int, d double, s string, b boolean, day date"
rows = [
    (1, 1, 1.5, "x", True, datetime.date(2024, 1, 1)),
    (2, None, math.nan, None, None, None),
    (3, 3, None, "10", False, datetime.date(2024, 2, 1)),
    (4, 1, 2.5, "", None, None),
    (5, 40, -7.25, "red", True, datetime.date(2023, 12, 31)),
    (6, None, None, "2.5", False, None),
]
df = spark.createDataFrame(rows, schema)
numbers = df.select("id", "n", "d")
other = spark.createDataFrame([(1, "one"), (3, "three"), (9, "nine")], "id int, s string")

cases = {
    "fillna(5.7)": lambda: df.fillna(5.7),
    'fillna("z")': lambda: df.fillna("z"),
    "fillna(true)": lambda: df.fillna(True),
    "fillna(map)": lambda: df.fillna({"n": 9.9, "d": "7", "s": 5, "b": True}),
    "fillna(subset)": lambda: df.fillna(0, subset=["s", "n"]),
    "fillna(date)": lambda: df.fillna({"day": "2020-01-01"}),
    "dropna()": lambda: df.dropna(),
    "dropna(all)": lambda: df.select("n", "d", "s").dropna("all"),
    "dropna(thresh)": lambda: df.dropna(thresh=5),
    "dropna(subset)": lambda: df.dropna(subset=["d", "n"]),
    "replace(1, 10)": lambda: df.replace(1, 10),
    "replace(1.5, 9)": lambda: df.replace(1.5, 9),
    "replace(map)": lambda: df.replace({"x": "y", "": None}),
    "replace(lists)": lambda: df.replace([1, 3], [2.7, 4], "n"),
    "replace(list, value)": lambda: df.replace([1, 3], 7),
    "replace(NaN)": lambda: df.replace(math.nan, 0.5),
    "replace(true, false)": lambda: df.replace(True, False),
    "replace(subset of another kind)": lambda: df.replace(1, 2, subset=["s"]),
    "describe()": lambda: df.describe(),
    "describe(n, s)": lambda: df.describe("n", "s"),
    "describe(b)": lambda: df.describe("b"),
    "summary()": lambda: df.select("id", "n", "s").summary(),
    "summary(some)": lambda: df.summary("count", "max", "count_distinct", "approx_count_distinct"),
    "unpivot": lambda: df.unpivot("id", ["n", "d"], "k", "v"),
    "unpivot without values": lambda: numbers.unpivot(["id"], None, "k", "v"),
    "toDF": lambda: numbers.toDF("a", "b", "c"),
    "toDF of a join": lambda: df.join(other, df["id"] == other["id"]).select(df["id"], other["id"], other["s"]).toDF("a", "b", "c"),
    "withColumnsRenamed": lambda: numbers.withColumnsRenamed({"n": "m", "d": "e"}),
    "crosstab": lambda: df.crosstab("n", "b"),
    "approxQuantile": lambda: df.approxQuantile(["d", "n"], [0.0, 0.25, 0.5, 0.75, 1.0], 0.0),
    "corr": lambda: df.filter("n is not null and d is not null").corr("n", "d"),
    "cov": lambda: df.filter("n is not null and d is not null").cov("n", "d"),
    "filter by what select left out": lambda: df.select("s").filter(F.col("n") == 1),
    "orderBy what select left out": lambda: df.select("s").orderBy("id"),
    "orderBy what drop left out": lambda: numbers.drop("id").orderBy(F.col("id").desc()),
    "filter and orderBy what select left out": lambda: df.select("s").filter("n = 1").orderBy(F.col("id").desc()),
    "orderBy below withColumn": lambda: df.select("n").withColumn("m", F.col("n") + 1).orderBy("id"),
    "filter by the column of the frame before": lambda: df.select("s").filter(df["n"] == 1),
    "orderBy an aggregate": lambda: df.groupBy("b").agg(F.sum("n")).orderBy(F.sum("n")),
    "orderBy another aggregate": lambda: df.groupBy("b").agg(F.sum("n").alias("t")).orderBy(F.max("id").desc()),
    "filter by an aggregate": lambda: df.groupBy("b").agg(F.sum("n").alias("t")).filter(F.sum("n") > 3),
    "agg(map)": lambda: df.groupBy("b").agg({"n": "sum"}),
    "groupingSets": lambda: df.groupingSets([["b"], ["n"], []], "b", "n").agg(F.count("*").alias("c")),
    "drop a side's column": lambda: df.join(other, df["id"] == other["id"]).drop(other["id"]).drop(df["s"]),
    "drop an alias's column": lambda: df.alias("a").join(other.alias("o"), F.col("a.id") == F.col("o.id")).drop(F.col("o.id"), F.col("o.s")),
    "dropDuplicates by name": lambda: df.select("n", "b").dropDuplicates(["n"]).select("n"),
    "colRegex": lambda: df.select(df.colRegex("`^[nD].*`")),
    "transform": lambda: numbers.transform(lambda frame, by: frame.withColumn("d", F.col("d") * by), 2),
    "tail": lambda: spark.createDataFrame([tuple(row) for row in numbers.tail(2)], "id int, n int, d double"),
    "selectExpr": lambda: df.selectExpr("id + 1 AS next", "upper(s) AS upper"),
}


def value(cell):
    if isinstance(cell, float) and math.isnan(cell):
        return "NaN"
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    return cell


def answer(result):
    if isinstance(result, DataFrame):
        return {"columns": result.columns, "rows": [[value(cell) for cell in row] for row in result.collect()]}
    return {"value": result}


lines = [f" {json.dumps(name)}: {json.dumps(answer(make()), ensure_ascii=False)}" for name, make in cases.items()]
sys.stdout.write("{\n" + ",\n".join(lines) + "\n}\n")

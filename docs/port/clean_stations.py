"""Cleans what weather stations sent: texts become numbers and times, repeats and impossible values go, and a row per station and
day with its rank among the stations of its country is written in folders by country.

    spark-submit clean_stations.py --raw s3a://rawzone/weather --gold s3a://gold/weather [--since 2024-03-02]

Its port to Goldpan, line by line, is jobs/clean-stations.ts.
"""

import argparse

from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F
from pyspark.sql.types import DoubleType, StringType

MISSING = {"n/a": None, "NULL": None, "-": None, "": None}
ISO = r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$"
EUROPEAN = r"^\d{2}/\d{2}/\d{4} \d{2}:\d{2}$"


def station_id(column: str):
    """st-42, ' ST0042 ' and ST-0042 are the same station."""
    digits = F.regexp_extract(F.upper(F.trim(F.col(column))), r"^ST-?0*(\d+)$", 1)
    return F.when(digits != "", F.concat(F.lit("ST-"), F.lpad(digits, 4, "0")))


def number(column: str):
    """The number in a text such as '21,5 C'; NULL where there is none."""
    digits = F.regexp_extract(F.regexp_replace(F.col(column), ",", "."), r"(-?\d+(?:\.\d+)?)", 1)
    return F.when(digits != "", digits.cast(DoubleType()))


def read_readings(spark: SparkSession, raw: str) -> DataFrame:
    return (
        spark.read.parquet(f"{raw}/readings")
        .withColumnRenamed("station", "station_raw")
        .withColumnsRenamed({"temp": "temperature_raw", "hum": "humidity_raw", "wnd": "wind_raw"})
        .na.replace(MISSING)
        .withColumn("station", station_id("station_raw"))
    )


def with_times(readings: DataFrame) -> DataFrame:
    text = F.trim(F.col("taken"))
    return (
        readings.withColumn(
            "taken_at",
            F.when(text.rlike(ISO), F.to_timestamp(text, "yyyy-MM-dd HH:mm:ss")).when(
                text.rlike(EUROPEAN), F.to_timestamp(text, "dd/MM/yyyy HH:mm")
            ),
        )
        .withColumn("day", F.to_date("taken_at"))
        .withColumn("hour", F.hour("taken_at"))
    )


def with_measures(readings: DataFrame) -> DataFrame:
    wind = number("wind_raw")
    return (
        readings.withColumn("temperature", number("temperature_raw"))
        .withColumn("temperature", F.when(F.col("temperature") != -999, F.col("temperature")))
        .withColumn("humidity", number("humidity_raw").cast("int"))
        .withColumn("wind", F.when(F.col("wind_raw").contains("km/h"), F.round(wind / 3.6, 1)).otherwise(wind))
        .withColumn("firmware", F.regexp_extract("note", r"fw=([\d.]+)", 1))
        .withColumn("firmware", F.when(F.length("firmware") > 0, F.col("firmware")))
        .withColumn("major", F.split("firmware", r"\.").getItem(0).cast("int"))
        .drop("temperature_raw", "humidity_raw", "wind_raw", "station_raw", "taken", "note")
    )


def plausible(readings: DataFrame) -> DataFrame:
    return (
        readings.dropna(subset=["station", "taken_at"])
        .filter("temperature IS NULL OR temperature BETWEEN -60 AND 60")
        .filter(F.col("humidity").isNull() | F.col("humidity").between(0, 100))
        .fillna({"battery": "unknown", "major": 0})
    )


def last_word(readings: DataFrame) -> DataFrame:
    """A sensor that lost its connection sends again: the reading with the greatest sequence number counts."""
    newest = Window.partitionBy("station", "taken_at").orderBy(F.col("seq").desc())
    return (
        readings.dropDuplicates()
        .withColumn("place", F.row_number().over(newest))
        .where(F.col("place") == 1)
        .drop("place")
    )


def outside_maintenance(readings: DataFrame, spark: SparkSession, raw: str) -> DataFrame:
    closed = spark.read.parquet(f"{raw}/maintenance").select(
        station_id("station").alias("closed_station"), F.to_date("first").alias("first"), F.to_date("last").alias("last")
    )
    during = (F.col("station") == F.col("closed_station")) & F.col("day").between(F.col("first"), F.col("last"))
    return readings.join(F.broadcast(closed), during, "left_anti")


def with_stations(readings: DataFrame, spark: SparkSession, raw: str) -> DataFrame:
    stations = (
        spark.read.parquet(f"{raw}/stations")
        .withColumn("station", station_id("id"))
        .withColumn("name", F.initcap(F.trim("name")))
        .withColumn("country", F.upper(F.coalesce(F.col("country"), F.lit("??"))))
        .withColumn("elevation", F.greatest(F.col("elevation"), F.lit(0)))
        .select("station", "name", "country", "elevation")
        .dropDuplicates(["station"])
    )
    return readings.join(F.broadcast(stations), "station", "left").fillna({"country": "??", "name": "unknown"})


def with_jumps(readings: DataFrame) -> DataFrame:
    in_order = Window.partitionBy("station").orderBy("taken_at")
    before = F.lag("temperature").over(in_order)
    return readings.withColumn("jump", F.abs(F.col("temperature") - before)).withColumn(
        "jumped", F.coalesce(F.col("jump") > 15, F.lit(False))
    )


def per_day(readings: DataFrame) -> DataFrame:
    hottest = Window.partitionBy("country", "day").orderBy(F.col("warmest").desc_nulls_last(), "station")
    return (
        readings.groupBy("country", "day", "station", "name")
        .agg(
            F.count("*").alias("readings"),
            F.count("temperature").alias("temperatures"),
            F.countDistinct("hour").alias("hours"),
            F.round(F.avg("temperature"), 2).alias("mean"),
            F.min("temperature").alias("coldest"),
            F.max("temperature").alias("warmest"),
            F.max(F.when(F.col("hour").between(6, 18), F.col("temperature"))).alias("warmest_by_day"),
            F.round(F.avg(F.col("humidity").cast("double")), 1).alias("humidity"),
            F.max("wind").alias("gust"),
            F.sum(F.col("jumped").cast("int")).alias("jumps"),
            F.max("major").alias("firmware"),
            F.max(F.when(F.col("battery") == "low", 1).otherwise(0)).alias("battery_low"),
        )
        .withColumn("complete", F.col("hours") == 24)
        .withColumn("week", F.weekofyear("day"))
        .withColumn("weekday", F.date_format("day", "EEE"))
        .withColumn("rank", F.rank().over(hottest))
        .withColumn("label", F.concat_ws(" ", "name", F.concat(F.lit("("), "station", F.lit(")"))).cast(StringType()))
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--raw", required=True)
    parser.add_argument("--gold", required=True)
    parser.add_argument("--since", default="1900-01-01")
    options = parser.parse_args()
    spark = SparkSession.builder.appName("clean-stations").getOrCreate()
    readings = read_readings(spark, options.raw).transform(with_times).transform(with_measures).transform(plausible)
    readings = readings.filter(F.col("day") >= F.lit(options.since).cast("date"))
    readings = last_word(readings).transform(outside_maintenance, spark, options.raw)
    days = with_stations(readings, spark, options.raw).transform(with_jumps).transform(per_day)
    days.write.mode("overwrite").partitionBy("country").parquet(options.gold)
    spark.stop()


if __name__ == "__main__":
    main()

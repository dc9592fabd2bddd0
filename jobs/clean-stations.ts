/**
 * Cleans what weather stations sent: texts become numbers and times, repeats and impossible values go, and a row per station and
 * day with its rank among the stations of its country is written in folders by country.
 *
 *   goldpan submit jobs/clean-stations.ts --raw s3a://rawzone/weather --gold s3a://gold/weather [--since 2024-03-02]
 *
 * The port of docs/port/clean_stations.py, line by line; docs/PORTING.md tells what is different.
 */
import { parseArgs } from "node:util";
import { functions as F, Window, type Column, type DataFrame, type GoldpanSession } from "goldpan";

const missing = { "n/a": null, NULL: null, "-": null, "": null };
const iso = String.raw`^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$`;
const european = String.raw`^\d{2}/\d{2}/\d{4} \d{2}:\d{2}$`;

/** st-42, ' ST0042 ' and ST-0042 are the same station. */
function stationId(column: string): Column {
  const digits = F.regexp_extract(F.upper(F.trim(F.col(column))), String.raw`^ST-?0*(\d+)$`, 1);
  return F.when(digits.neq(""), F.concat(F.lit("ST-"), F.lpad(digits, 4, "0")));
}

/** The number in a text such as '21,5 C'; NULL where there is none. */
function number(column: string): Column {
  const digits = F.regexp_extract(F.regexp_replace(F.col(column), ",", "."), String.raw`(-?\d+(?:\.\d+)?)`, 1);
  return F.when(digits.neq(""), digits.cast("double"));
}

function readReadings(goldpan: GoldpanSession, raw: string): DataFrame {
  return goldpan.read
    .parquet(`${raw}/readings`)
    .withColumnRenamed("station", "station_raw")
    .withColumnsRenamed({ temp: "temperature_raw", hum: "humidity_raw", wnd: "wind_raw" })
    .na.replace(missing)
    .withColumn("station", stationId("station_raw"));
}

function withTimes(readings: DataFrame): DataFrame {
  const text = F.trim(F.col("taken"));
  return readings
    .withColumn(
      "taken_at",
      F.when(text.rlike(iso), F.to_timestamp(text, "yyyy-MM-dd HH:mm:ss")).when(
        text.rlike(european),
        F.to_timestamp(text, "dd/MM/yyyy HH:mm"),
      ),
    )
    .withColumn("day", F.to_date("taken_at"))
    .withColumn("hour", F.hour("taken_at"));
}

function withMeasures(readings: DataFrame): DataFrame {
  const wind = number("wind_raw");
  return readings
    .withColumn("temperature", number("temperature_raw"))
    .withColumn("temperature", F.when(F.col("temperature").neq(-999), F.col("temperature")))
    .withColumn("humidity", number("humidity_raw").cast("int"))
    .withColumn("wind", F.when(F.col("wind_raw").contains("km/h"), F.round(wind.divide(3.6), 1)).otherwise(wind))
    .withColumn("firmware", F.regexp_extract("note", String.raw`fw=([\d.]+)`, 1))
    .withColumn("firmware", F.when(F.length("firmware").gt(0), F.col("firmware")))
    .withColumn(
      "major",
      F.split("firmware", String.raw`\.`)
        .getItem(0)
        .cast("int"),
    )
    .drop("temperature_raw", "humidity_raw", "wind_raw", "station_raw", "taken", "note");
}

function plausible(readings: DataFrame): DataFrame {
  return readings
    .dropna({ subset: ["station", "taken_at"] })
    .filter("temperature IS NULL OR temperature BETWEEN -60 AND 60")
    .filter(F.col("humidity").isNull().or(F.col("humidity").between(0, 100)))
    .fillna({ battery: "unknown", major: 0 });
}

/** A sensor that lost its connection sends again: the reading with the greatest sequence number counts. */
function lastWord(readings: DataFrame): DataFrame {
  const newest = Window.partitionBy("station", "taken_at").orderBy(F.col("seq").desc());
  return readings
    .dropDuplicates()
    .withColumn("place", F.row_number().over(newest))
    .where(F.col("place").eq(1))
    .drop("place");
}

function outsideMaintenance(readings: DataFrame, goldpan: GoldpanSession, raw: string): DataFrame {
  const closed = goldpan.read
    .parquet(`${raw}/maintenance`)
    .select(
      stationId("station").alias("closed_station"),
      F.to_date("first").alias("first"),
      F.to_date("last").alias("last"),
    );
  const during = F.col("station")
    .eq(F.col("closed_station"))
    .and(F.col("day").between(F.col("first"), F.col("last")));
  return readings.join(F.broadcast(closed), during, "left_anti");
}

function withStations(readings: DataFrame, goldpan: GoldpanSession, raw: string): DataFrame {
  const stations = goldpan.read
    .parquet(`${raw}/stations`)
    .withColumn("station", stationId("id"))
    .withColumn("name", F.initcap(F.trim("name")))
    .withColumn("country", F.upper(F.coalesce(F.col("country"), F.lit("??"))))
    .withColumn("elevation", F.greatest(F.col("elevation"), F.lit(0)))
    .select("station", "name", "country", "elevation")
    .dropDuplicates(["station"]);
  return readings.join(F.broadcast(stations), "station", "left").fillna({ country: "??", name: "unknown" });
}

function withJumps(readings: DataFrame): DataFrame {
  const inOrder = Window.partitionBy("station").orderBy("taken_at");
  const before = F.lag("temperature").over(inOrder);
  return readings
    .withColumn("jump", F.abs(F.col("temperature").minus(before)))
    .withColumn("jumped", F.coalesce(F.col("jump").gt(15), F.lit(false)));
}

function perDay(readings: DataFrame): DataFrame {
  const hottest = Window.partitionBy("country", "day").orderBy(F.col("warmest").desc_nulls_last(), "station");
  return readings
    .groupBy("country", "day", "station", "name")
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
      F.max(F.when(F.col("battery").eq("low"), 1).otherwise(0)).alias("battery_low"),
    )
    .withColumn("complete", F.col("hours").eq(24))
    .withColumn("week", F.weekofyear("day"))
    .withColumn("weekday", F.date_format("day", "EEE"))
    .withColumn("rank", F.rank().over(hottest))
    .withColumn("label", F.concat_ws(" ", "name", F.concat(F.lit("("), "station", F.lit(")"))).cast("string"));
}

export default async function main(goldpan: GoldpanSession, args: string[]): Promise<void> {
  const { values: options } = parseArgs({
    args,
    options: { raw: { type: "string" }, gold: { type: "string" }, since: { type: "string", default: "1900-01-01" } },
  });
  const { raw, gold, since } = options;
  if (raw === undefined || gold === undefined) throw new Error("usage: clean-stations.ts --raw FOLDER --gold FOLDER");
  let readings = readReadings(goldpan, raw).transform(withTimes).transform(withMeasures).transform(plausible);
  readings = readings.filter(F.col("day").gte(F.lit(since).cast("date")));
  readings = lastWord(readings).transform(outsideMaintenance, goldpan, raw);
  const days = withStations(readings, goldpan, raw).transform(withJumps).transform(perDay);
  await days.write.mode("overwrite").partitionBy("country").parquet(gold);
}

/**
 * Methods of Spark and PySpark that are called otherwise here, or not there: a script that calls one is told what to write. They are
 * in no type, so that an editor does not offer them.
 */
import { captureCallSite, planRefused } from "./call-site.js";

/** By method: what to write instead. */
type Replacements = Readonly<Record<string, string>>;

/** Not called in Spark: `frame.rdd`. */
const properties = new Set(["rdd", "na", "stat", "sparkContext", "catalog", "udf"]);

/** Adds methods to a class that throw PLAN_REFUSED with the script's line. */
export function refuseSparkNames(prototype: object, className: string, replacements: Replacements): void {
  for (const [name, hint] of Object.entries(replacements)) {
    const refuse = (): never => {
      const at = captureCallSite(name);
      throw planRefused(`${className} has no ${name}`, at, hint);
    };
    const how = properties.has(name) ? { get: refuse } : { value: refuse, writable: true };
    Object.defineProperty(prototype, name, { ...how, configurable: true, enumerable: false });
  }
}

export const dataFrameReplacements: Replacements = {
  toDF: 'name the columns: select(col("a").as("b")) or withColumnsRenamed({ a: "b" })',
  toPandas: "collect() gives an Arrow table, toArray() plain objects",
  toLocalIterator: "toArray() gives plain objects",
  foreach: "use toArray() here, or mapPartitions for functions that run on workers",
  foreachPartition: "use mapPartitions",
  map: 'declare a row function by udf and use select, or declare mapPartitions("name", (rows) => …)',
  mapInPandas: 'declare mapPartitions("name", (rows) => …, { returns }) at module level',
  mapInArrow: 'declare mapPartitions("name", (rows) => …, { returns }) at module level',
  groupByKey: "use groupBy and agg, with a udaf for an aggregate of your own",
  reduce: "use agg, with a udaf for an aggregate of your own",
  selectDistinct: "write select(…).distinct()",
  minus: "write except(other), or exceptAll(other)",
  registerTempTable: 'write createOrReplaceTempView("name")',
  createTempView: 'write createOrReplaceTempView("name")',
  createGlobalTempView: 'views belong to a session: write createOrReplaceTempView("name")',
  createOrReplaceGlobalTempView: 'views belong to a session: write createOrReplaceTempView("name")',
  checkpoint: "write a table and read it, or use cache()",
  localCheckpoint: "use cache()",
  sampleBy: 'use sample on each part: filter("k = 1").sample(0.1)',
  randomSplit: 'write filter("hash(id) % 10 < 8") and its counterpart',
  hint: "write broadcast(frame); other hints are not there",
  rdd: "there are no RDDs: use select with a udf, mapPartitions, groupBy with a udaf",
  stat: "write agg with corr, covar_samp, percentile_approx",
  withWatermark: "there is no streaming",
  na: "write withColumns with coalesce, or filter by isNotNull",
  dropna: 'write filter("a IS NOT NULL")',
  fillna: 'write withColumn("a", coalesce("a", lit(0)))',
  describe: "write agg with count, avg, stddev, min and max",
  summary: "write agg with count, avg, stddev, percentile, min and max",
};

export const columnReplacements: Replacements = {
  equalTo: "write eq(value)",
  notEqual: "write neq(value)",
  notEq: "write neq(value)",
  eqNullsafe: "write eqNullSafe(value)",
  lessThan: "write lt(value)",
  greaterThan: "write gt(value)",
  multiply: "write times(value)",
  mul: "write times(value)",
  add: "write plus(value)",
  sub: "write minus(value)",
  subtract: "write minus(value)",
  div: "write divide(value)",
  modulo: "write mod(value)",
  isInCollection: "write isin(values)",
  isNaN: "write isnan(column)",
  isnull: "write isNull()",
  isnotnull: "write isNotNull()",
  astype: 'write cast("BIGINT")',
  name: 'write as("name")',
  startswith: "write startsWith(text)",
  endswith: "write endsWith(text)",
  ilike: 'write lower(column).like("…")',
  getItem: "write element_at(column, key)",
  getField: 'write col("struct.field")',
  bitwiseAND: 'write expr("a & b")',
  bitwiseOR: 'write expr("a | b")',
  otherwise: "write when(…).otherwise(value)",
};

export const groupedReplacements: Replacements = {
  apply: "use agg with a udaf",
  applyInPandas: "use agg with a udaf, or mapPartitions",
  cogroup: "use join",
  mapGroups: "use agg with a udaf",
  flatMapGroups: "use agg with a udaf, then explode",
};

export const readerReplacements: Replacements = {
  table: 'write goldpan.table("view"), or read.parquet(path)',
  load: "write read.parquet(path) or read.text(path)",
  format: "write read.parquet(path) or read.text(path)",
  schema: 'Parquet has its schema; cast after reading: cast({ a: "BIGINT" })',
  csv: "land CSV as Parquet first; read.text gives its lines",
  json: "land JSON as Parquet first; read.text gives its lines",
  orc: "land ORC as Parquet first",
  jdbc: "land the database's rows as Parquet first",
};

export const writerReplacements: Replacements = {
  saveAsTable: "a table is a folder: write parquet(path)",
  insertInto: 'write mode("append").parquet(path)',
  csv: "tables are Parquet: write parquet(path)",
  json: "tables are Parquet: write parquet(path)",
  orc: "tables are Parquet: write parquet(path)",
  text: "tables are Parquet: write parquet(path)",
  jdbc: "write parquet(path) and load it from there",
  bucketBy: "write partitionBy(…), or repartition(n, …) before",
  sortBy: "write orderBy(…) or sortWithinPartitions(…) before",
};

export const sessionReplacements: Replacements = {
  range: 'write sql("SELECT range AS id FROM range(10)") or createDataFrame',
  sparkContext: "there is none: sessions are made by GoldpanSession.builder()",
  catalog: 'views are made by createOrReplaceTempView("name")',
  udf: 'declare row functions at module level: import { udf } from "goldpan"',
  newSession: "one process has one session",
};

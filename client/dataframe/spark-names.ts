/**
 * Methods of Spark and PySpark that are called otherwise here, or not there: a script that calls one is told what to write. They are
 * in no type, so that an editor does not offer them.
 */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { captureCallSite, planRefused } from "./call-site.js";

/** By method: what to write instead. */
type Replacements = Readonly<Record<string, string>>;

/** Not called in Spark: `frame.rdd`. */
const properties = new Set(
  (
    "rdd sparkContext catalog udf udtf tvf dataSource plot executionInfo isStreaming sparkSession storageLevel writeStream readStream " +
    "streams client profile emptyDataFrame"
  ).split(" "),
);

/** Adds methods to a class that throw PLAN_REFUSED with the script's line. @throws INTERNAL where the class has one of them itself */
export function refuseSparkNames(prototype: object, className: string, replacements: Replacements): void {
  for (const [name, hint] of Object.entries(replacements)) {
    if (name in prototype) throw new GoldpanError("INTERNAL", `${className} has a ${name}, and would refuse it`);
    const refuse = (): never => {
      const at = captureCallSite(name);
      throw planRefused(`${className} has no ${name}`, at, hint);
    };
    const how = properties.has(name) ? { get: refuse } : { value: refuse, writable: true };
    Object.defineProperty(prototype, name, { ...how, configurable: true, enumerable: false });
  }
}

export const dataFrameReplacements: Replacements = {
  toPandas: "collect() gives an Arrow table, toArray() plain objects",
  foreach: "use toArray() here, or mapPartitions for functions that run on workers",
  foreachPartition: "use mapPartitions",
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
  rdd: "there are no RDDs: use select with a udf, mapPartitions, groupBy with a udaf",
  freqItems: 'write groupBy("kind").count().filter("count > 100")',
  withWatermark: "there is no streaming",
  dropDuplicatesWithinWatermark: "there is no streaming: use dropDuplicates",
  isStreaming: "there is no streaming",
  writeStream: "there is no streaming: use write",
  toArrow: "collect() gives an Arrow table",
  toJSON: 'write select(to_json(struct("a", "b"))), or write.json(path)',
  pandas_api: "there is no pandas here; docs/READERS.md says how pandas reads what is written",
  plot: "there are no plots: toArray() gives the rows",
  inputFiles: 'goldpan table PATH tells the inputs of a commit; withColumn("file", input_file_name()) a row\'s',
  observe: "write expect(name, predicate, action), which counts, or agg(…)",
  exists: 'write a semi join: join(other, condition, "semi")',
  scalar: "write crossJoin with the aggregated DataFrame, or await first() and use its value",
  asTable: "there are no table functions: use mapPartitions",
  lateralJoin: "write join, or explode a list",
  nearestByJoin: "write join and a window over the distance",
  mergeInto: 'read the table, join it, and write.mode("overwrite")',
  writeTo: "a table is a folder: write.mode(…).parquet(path)",
  metadataColumn: 'write withColumn("file", input_file_name())',
  withMetadata: "columns have names and types, no metadata",
  executionInfo: 'write explain("executed")',
  repartitionById: 'write repartition(16, "id")',
  sameSemantics: "write explain() of both",
  semanticHash: "write explain()",
  sparkSession: "main gets the session as its first argument",
  storageLevel: "there is one: rows are kept on workers' disks by cache()",
  isLocal: "jobs always run on workers; local[*] has them in this process",
  to: 'write select("a", "b").cast({ a: "BIGINT" })',
  transpose: "write unpivot(…) and groupBy(…).pivot(…)",
  zip: 'join both by a key, or by row_number().over(Window.partitionBy(…).orderBy("id"))',
  zipWithIndex: 'write withColumn("index", row_number().over(Window.partitionBy(…).orderBy("id")))',
};

export const statReplacements: Replacements = {
  freqItems: dataFrameReplacements["freqItems"] ?? "",
  sampleBy: dataFrameReplacements["sampleBy"] ?? "",
};

export const columnReplacements: Replacements = {
  equalTo: "write eq(value)",
  notEqual: "write neq(value)",
  notEq: "write neq(value)",
  eqNullsafe: "write eqNullSafe(value)",
  ge: "write gte(value)",
  le: "write lte(value)",
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
  isnull: "write isNull()",
  isnotnull: "write isNotNull()",
  transform: 'call the function itself: clean(col("a"))',
  when: "write when(condition, value).when(…).otherwise(…)",
  dropFields: 'name the fields that stay: struct("address.city", "address.zip")',
  outer: "there are no correlated subqueries: write a join",
  otherwise: "write when(…).otherwise(value)",
};

export const groupedReplacements: Replacements = {
  apply: "use agg with a udaf",
  applyInPandas: "use agg with a udaf, or mapPartitions",
  cogroup: "use join",
  mapGroups: "use agg with a udaf",
  flatMapGroups: "use agg with a udaf, then explode",
  applyInArrow: "use agg with a udaf, or mapPartitions",
  applyInPandasWithState: "there is no streaming: use agg with a udaf",
  transformWithState: "there is no streaming: use agg with a udaf",
  transformWithStateInPandas: "there is no streaming: use agg with a udaf",
};

export const readerReplacements: Replacements = {
  table: 'write goldpan.table("view"), or read.parquet(path)',
  orc: "land ORC as Parquet first",
  jdbc: "land the database's rows as Parquet first",
  xml: "land XML as Parquet first; read.text gives its lines",
  changes: "read two versions of the table, and except(…)",
};

export const writerReplacements: Replacements = {
  saveAsTable: "a table is a folder: write parquet(path)",
  insertInto: 'write mode("append").parquet(path)',
  orc: "write parquet(path)",
  jdbc: "write parquet(path) and load it from there",
  xml: "write parquet(path), csv(path) or json(path)",
  clusterBy: "write orderBy(…) before: row groups then have ranges of their own",
  bucketBy: "write partitionBy(…), or repartition(n, …) before",
  sortBy: "write orderBy(…) or sortWithinPartitions(…) before",
};

export const sessionReplacements: Replacements = {
  sparkContext: "there is none: sessions are made by GoldpanSession.builder()",
  catalog: 'views are made by createOrReplaceTempView("name")',
  udf: 'declare row functions at module level: import { udf } from "goldpan"',
  newSession: "one process has one session",
  active: "main gets the session as its first argument",
  getActiveSession: "main gets the session as its first argument",
  Builder: "write GoldpanSession.builder()",
  addArtifact: "the bundle has what the script imports; --files adds others",
  addArtifacts: "the bundle has what the script imports; --files adds others",
  addTag: "actions are named by their line in the script",
  removeTag: "actions are named by their line in the script",
  getTags: "actions are named by their line in the script",
  clearTags: "actions are named by their line in the script",
  interruptAll: "goldpan submit --kill ends an application",
  interruptOperation: "goldpan submit --kill ends an application",
  interruptTag: "goldpan submit --kill ends an application",
  registerProgressHandler: "submit shows progress",
  removeProgressHandler: "submit shows progress",
  clearProgressHandlers: "submit shows progress",
  client: "there is none: sessions are made by GoldpanSession.builder()",
  copyFromLocalToFs: "write the rows: createDataFrame(…).write.parquet(path)",
  dataSource: "land the rows as Parquet first",
  emptyDataFrame: 'write createDataFrame([], "id BIGINT")',
  profile: 'write explain("executed")',
  readStream: "there is no streaming: use read",
  streams: "there is no streaming",
  tvf: "write select(explode(…))",
  udtf: "use flatMap with a udf that returns a list, or mapPartitions",
};

export const confReplacements: Replacements = {
  set: "settings hold from the start: goldpan submit --conf key=value, or config(key, value) of GoldpanSession.builder()",
  unset: "settings hold from the start: leave out what sets it",
  getAll: "write conf.get(key); docs/CONFIG.md lists all settings",
  isModifiable: "none is: settings hold from the start",
};

export const builderReplacements: Replacements = {
  enableHiveSupport: "leave it out: a table is a folder",
  remote: 'write master("goldpan://host:7077")',
  create: "write getOrCreate()",
};

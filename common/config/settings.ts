/**
 * Every setting of an application, a master and a worker. Keys have Spark's name after `goldpan.` wherever the meaning is Spark's.
 * docs/CONFIG.md has one row per entry; a test holds both together. Environment variables are the key in capitals with
 * underscores (`GOLDPAN_EXECUTOR_MEMORY`), plus the aliases in `environment`.
 */
export type SettingType = "string" | "pattern" | "bytes" | "duration" | "integer" | "number" | "boolean";

export interface Setting {
  readonly type: SettingType;
  /** As a user would write it; undefined means unset. */
  readonly default: string | undefined;
  readonly doc: string;
  /** Never printed, logged, journaled or sent to the master by a client. */
  readonly secret?: true;
  /** Other environment variables that set it, weaker than its own. */
  readonly environment?: readonly string[];
  /** Spark's key where it is not `spark.` + the rest. */
  readonly spark?: readonly string[];
  /** What Spark's `-1` means, where it has a meaning of its own. */
  readonly minusOne?: string;
  /** Smallest value allowed, for numbers. */
  readonly minimum?: number;
  /** All that a text may be, in lower case; it may be given in either. */
  readonly choices?: readonly string[];
}

export const settings = {
  "goldpan.master": {
    type: "string",
    default: "local[*]",
    doc: "Where to run: `local[N]`, `local[*]`, `local-cluster[W,C]`, `local-cluster[W,C,MEM]`, `goldpan://host:port`.",
  },
  "goldpan.app.name": {
    type: "string",
    default: undefined,
    doc: "Name of the application; the script's file name unless set.",
  },
  "goldpan.authenticate.secret": {
    type: "string",
    default: undefined,
    secret: true,
    environment: ["GOLDPAN_TOKEN"],
    doc: "Bearer token of the cluster, sent with every call. A process that has one refuses calls without it.",
  },
  "goldpan.executor.memory": {
    type: "bytes",
    default: "1g",
    minimum: 128 * 2 ** 20,
    doc: "Memory of one executor process, all of it: a watcher outside ends an executor that exceeds it.",
  },
  "goldpan.executor.cores": {
    type: "integer",
    default: "1",
    minimum: 1,
    doc: "Cores of one executor; it runs one task with so many DuckDB threads.",
  },
  "goldpan.cores.max": {
    type: "integer",
    default: undefined,
    minimum: 1,
    doc: "Cores that the application uses at most over all workers; all unless set.",
  },
  "goldpan.task.maxFailures": {
    type: "integer",
    default: "4",
    minimum: 1,
    doc: "Attempts per task before the job fails.",
  },
  "goldpan.driver.maxResultSize": {
    type: "bytes",
    default: "1g",
    doc: "Bytes that one action may bring to the driver.",
  },
  "goldpan.redaction.columns": {
    type: "pattern",
    default: undefined,
    doc: "A regular expression, whatever the case: values of columns whose names it matches are masked in error texts. Passwords, secrets, tokens, credentials and keys unless set; empty for none.",
  },
  "goldpan.driver.memory": {
    type: "bytes",
    default: undefined,
    minimum: 256 * 2 ** 20,
    doc: "Cluster mode: memory of the driver with all that it starts, as the worker enforces it, 1g unless set. Client mode: the script's heap, Node's own limit unless set.",
  },
  "goldpan.driver.cores": {
    type: "integer",
    default: "1",
    minimum: 1,
    doc: "Cluster mode: cores of the driver. All drivers of a worker fit its cores; they take no slots from tasks.",
  },
  "goldpan.driver.supervise": {
    type: "boolean",
    default: "false",
    doc: "Cluster mode: whether a driver that is lost with its worker, or ended by a signal, is started again.",
  },
  "goldpan.driver.maxRestarts": {
    type: "integer",
    default: "3",
    doc: "How often a supervised driver is started again; the pause before doubles from 1 s to 60 s.",
  },
  "goldpan.driver.output.maxBytes": {
    type: "bytes",
    default: "64m",
    doc: "Cluster mode: what a driver prints beyond is left out, each of stdout and stderr.",
  },
  "goldpan.files": {
    type: "string",
    default: undefined,
    doc: "Files that travel with the application, with commas between: `GoldpanFiles.get(name)` finds them in the script and in row functions.",
  },
  "goldpan.files.maxBytes": {
    type: "bytes",
    default: "256m",
    doc: "Bytes of all files that travel with the application; one has at most 64 MiB.",
  },
  "goldpan.submit.deployMode": {
    type: "string",
    default: "client",
    doc: "Where the script runs: `client` beside submit, `cluster` on a worker.",
  },
  "goldpan.submit.onDisconnect": {
    type: "string",
    default: undefined,
    doc: "What happens when submit is cut off: `cancel` ends the application, `continue` lets it go on; cancel in client mode, continue in cluster mode unless set.",
  },
  "goldpan.submit.idempotencyKey": {
    type: "string",
    default: undefined,
    doc: "Names the run: while an application of this key runs, or once one has succeeded, it answers for another submit; an append commits once per key.",
  },
  "goldpan.standalone.submit.waitAppCompletion": {
    type: "boolean",
    default: "true",
    doc: "Cluster mode: whether submit waits for the application and exits with its code.",
  },
  "goldpan.sql.session.timeZone": {
    type: "string",
    default: "UTC",
    doc: "Time zone of timestamps with time zone; the host's is never used.",
  },
  "goldpan.sql.files.maxPartitionBytes": {
    type: "bytes",
    default: "128m",
    doc: "Compressed bytes that one task reads, in whole row groups.",
  },
  "goldpan.sql.files.openCostInBytes": {
    type: "bytes",
    default: "4m",
    doc: "What opening a file counts when small files are packed into one task.",
  },
  "goldpan.sql.shuffle.partitions": {
    type: "integer",
    default: undefined,
    minimum: 1,
    doc: "Partitions of an exchange; chosen by the size of its input unless set.",
  },
  "goldpan.sql.autoBroadcastJoinThreshold": {
    type: "bytes",
    default: "10m",
    minusOne: "0",
    doc: "A join's side of at most so many compressed bytes is sent whole to every task; 0, or Spark's -1, never does.",
  },
  "goldpan.sql.adaptive.enabled": {
    type: "boolean",
    default: "true",
    doc: "Whether sizes known after an exchange change how the next stage runs.",
  },
  "goldpan.sql.adaptive.coalescePartitions.enabled": {
    type: "boolean",
    default: "true",
    doc: "Whether small partitions share a task.",
  },
  "goldpan.sql.adaptive.advisoryPartitionSizeInBytes": {
    type: "bytes",
    default: "64m",
    doc: "Compressed bytes up to which small partitions share a task, and into which a skewed one is split.",
  },
  "goldpan.sql.adaptive.coalescePartitions.minPartitionSize": {
    type: "bytes",
    default: "1m",
    doc: "Partitions below it share a task even where slots stay idle.",
  },
  "goldpan.sql.adaptive.skewJoin.enabled": {
    type: "boolean",
    default: "true",
    doc: "Whether a partition much larger than the others is split among several tasks.",
  },
  "goldpan.sql.adaptive.skewJoin.skewedPartitionFactor": {
    type: "number",
    default: "5",
    minimum: 1,
    doc: "A partition is skewed beyond so many times the median.",
  },
  "goldpan.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes": {
    type: "bytes",
    default: "256m",
    doc: "And only beyond so many compressed bytes.",
  },
  "goldpan.sql.runtimeFilter.enabled": {
    type: "boolean",
    default: "true",
    doc: "Whether the keys of a join's small side prune the other side's scan.",
  },
  "goldpan.sql.crossJoin.maxRows": {
    type: "integer",
    default: "1000000000",
    minimum: 1,
    doc: "Estimated rows beyond which a cross join, or a join without an equality, is refused.",
  },
  "goldpan.sql.singleTask.enabled": {
    type: "boolean",
    default: "false",
    doc: "Whether a window without PARTITION BY, or another operator that needs all rows in one task, may run.",
  },
  "goldpan.sql.singleTask.maxBytes": {
    type: "bytes",
    default: "1g",
    doc: "Estimated compressed bytes beyond which an aggregate that needs all values in one task is refused.",
  },
  "goldpan.sql.sources.partitionOverwriteMode": {
    type: "string",
    default: "static",
    doc: "Whether an overwrite with partitionBy replaces the table (`static`) or the partitions that it writes to (`dynamic`).",
  },
  "goldpan.sql.files.maxRecordsPerFile": {
    type: "integer",
    default: "0",
    minimum: 0,
    doc: "Most rows of a data file that a write makes; 0 for any number. The write option maxRecordsPerFile wins.",
  },
  "goldpan.sink.targetFileBytes": {
    type: "bytes",
    default: "512m",
    minimum: 0,
    doc: "Compressed size of data files: a task's output of one and a half times that or more becomes several files; 0 never. The write option targetFileBytes wins.",
  },
  "goldpan.sink.filesMax": {
    type: "integer",
    default: "1000",
    minimum: 1,
    doc: "Files that one write may make; a partitioned one that would make more is refused.",
  },
  "goldpan.reducer.maxSizeInFlight": {
    type: "bytes",
    default: "48m",
    doc: "Bytes of pieces that one task has on their way at once.",
  },
  "goldpan.io.compression.codec": {
    type: "string",
    default: "lz4",
    choices: ["lz4", "snappy", "zstd"],
    doc: "How pieces are compressed: `lz4`, `snappy`, or `zstd`, which costs more time and saves a network bytes.",
  },
  "goldpan.shuffle.readHostLocalDisk": {
    type: "boolean",
    default: "true",
    doc: "Whether pieces of workers that share this worker's disk are read there instead of being sent.",
  },
  "goldpan.scheduler.noWorkerTimeout": {
    type: "duration",
    default: "120s",
    doc: "How long a job waits for a worker before it fails.",
  },
  "goldpan.worker.timeout": { type: "duration", default: "5s", doc: "A worker silent for so long is lost." },
  "goldpan.client.reattachTimeout": {
    type: "duration",
    default: "10s",
    doc: "How long the master waits for a cut-off client before it cancels its application.",
  },
  "goldpan.hadoop.fs.s3a.endpoint": {
    type: "string",
    default: undefined,
    environment: ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"],
    doc: "URL of the object store, for instance `http://minio:9000`; AWS unless set.",
  },
  "goldpan.hadoop.fs.s3a.access.key": {
    type: "string",
    default: undefined,
    secret: true,
    environment: ["AWS_ACCESS_KEY_ID"],
    doc: "Access key of the object store.",
  },
  "goldpan.hadoop.fs.s3a.secret.key": {
    type: "string",
    default: undefined,
    secret: true,
    environment: ["AWS_SECRET_ACCESS_KEY"],
    doc: "Secret key of the object store.",
  },
  "goldpan.hadoop.fs.s3a.session.token": {
    type: "string",
    default: undefined,
    secret: true,
    environment: ["AWS_SESSION_TOKEN"],
    doc: "Session token that goes with temporary keys.",
  },
  "goldpan.hadoop.fs.s3a.endpoint.region": {
    type: "string",
    default: "us-east-1",
    environment: ["AWS_REGION", "AWS_DEFAULT_REGION"],
    doc: "Region of the object store.",
  },
  "goldpan.hadoop.fs.s3a.path.style.access": {
    type: "boolean",
    default: undefined,
    doc: "Bucket in the path instead of the host name; true when an endpoint is set.",
  },
  "goldpan.hadoop.fs.s3a.connection.maximum": {
    type: "integer",
    default: "32",
    minimum: 1,
    doc: "Connections of a master or worker to the object store: at most so many that read ranges, and as many again per host for all else. An executor has 16 that read and 16 that upload.",
  },
  "goldpan.hadoop.fs.s3a.attempts.maximum": {
    type: "integer",
    default: "5",
    minimum: 1,
    doc: "Tries of one request to the object store.",
  },
  "goldpan.hadoop.fs.s3a.request.timeout": {
    type: "duration",
    default: "30s",
    doc: "Deadline of one request to the object store, and of each stall of a body.",
  },
  "goldpan.hadoop.fs.s3a.retry.budget": {
    type: "duration",
    default: "120s",
    doc: "How long an object store that has answered before may fail until the attempt does.",
  },
  "goldpan.hadoop.fs.s3a.multipart.size": {
    type: "bytes",
    default: "16m",
    minimum: 5242880,
    doc: "Bytes of one part of an upload.",
  },
  "goldpan.local.dir": {
    type: "string",
    default: undefined,
    environment: ["SPARK_LOCAL_DIRS"],
    doc: "Folder for slices, pieces and spill; a folder in the system's temporary one unless set.",
  },
  "goldpan.worker.pieces.maxBytes": {
    type: "bytes",
    default: undefined,
    doc: "Disk that pieces may take on one worker; nine tenths of what is free at its start unless set.",
  },
  "goldpan.worker.cores": {
    type: "integer",
    default: undefined,
    minimum: 1,
    environment: ["SPARK_WORKER_CORES"],
    doc: "Cores that a worker offers; the machine's or the container's unless set.",
  },
  "goldpan.worker.memory": {
    type: "bytes",
    default: undefined,
    environment: ["SPARK_WORKER_MEMORY"],
    doc: "Memory that a worker offers to executors; what the machine or container has, less 512 MB, unless set.",
  },
} as const satisfies Record<string, Setting>;

export type SettingKey = keyof typeof settings;

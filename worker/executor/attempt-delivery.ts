/** What becomes of a fragment's rows: pieces for later stages, a result for the client, files for a table, or nothing but a count. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../../common/config/config.js";
import { InvariantError } from "../../common/errors/goldpan-error.js";
import { quoteIdentifier } from "../../common/sql-text.js";
import type { Column, PieceDelivery, SinkDelivery, Task } from "../../common/wire/types.js";
import type { Engine } from "../engine/engine.js";
import type { ExecutorStart } from "../executor-protocol.js";
import { quarantineFileName, sinkFileName } from "../sink-file-name.js";
import { publishPieces, writePieces, type PieceCodec, type WrittenPieces } from "./deliver-pieces.js";
import { writeResult } from "./deliver-result.js";
import { writeSinkData, writeSinkFile } from "./deliver-sink.js";
import { outputSql, quarantineSql } from "./deliver-sql.js";
import type { FragmentContext } from "./fragment-context.js";
import type { FragmentResult } from "./fragment-run.js";
import { partitionIdSql } from "./partition-id.js";
import type { SinkFile } from "./sink-file.js";

/** What a fragment's delivery left on this disk. */
export interface Delivered extends WrittenPieces {
  /** Still to be uploaded. */
  readonly files: readonly SinkFile[];
}

/** Of the attempt whose rows they are. */
export interface DeliveryOptions {
  readonly engine: Engine;
  readonly context: FragmentContext;
  readonly task: Task;
  readonly token: string;
  readonly folder: string;
  readonly config: Config;
  readonly start: ExecutorStart;
}

const dataName = "data";
const outputName = "output";
const quarantineName = "quarantine.parquet";

/** What a delivery may leave in the attempt's folder. */
export const deliveredNames = [dataName, quarantineName, outputName, `${outputName}.partitions`];

const noPieces = { pieceSizes: Buffer.alloc(0), statistics: [] };

export class AttemptDelivery {
  constructor(private readonly options: DeliveryOptions) {}

  /** @throws EngineError, TYPE_NOT_SUPPORTED, RESULT_TOO_LARGE, DATA_ERROR for too many files */
  async deliver(result: FragmentResult): Promise<Delivered> {
    const { engine, task, token, folder, config, start } = this.options;
    const delivery = task.fragment?.delivery;
    if (!delivery) throw new InvariantError("a fragment without a delivery");
    const output: readonly Column[] = task.fragment?.output?.columns ?? [];
    if (delivery.sink) return await this.toSink(result, output, delivery.sink);
    if (delivery.discard) return await this.discard(result);
    const path = join(folder, outputName);
    const written = delivery.result
      ? await writeResult(engine, result.relation, output, path, config.bytes("goldpan.driver.maxResultSize"))
      : await this.toPieces(result, output, path, delivery.pieces ?? undefined);
    const sink = delivery.pieces?.quarantine;
    const files = sink ? await this.quarantined(result, sink) : [];
    await publishPieces(path, start.pieceFolder, token);
    return { ...written, files };
  }

  /** Makes the rows, as a delivery would, and counts them. */
  private async discard({ relation }: FragmentResult): Promise<Delivered> {
    const hashes = relation.columns.map((name) => `bit_xor(hash(${quoteIdentifier(name)}))`);
    const { rows } = await this.options.engine.object(
      `SELECT ${["count(*) AS rows", ...hashes].join(", ")} FROM (${relation.sql})`,
    );
    return { rows: Number(rows), bytes: 0, ...noPieces, files: [] };
  }

  private async toPieces(
    { relation }: FragmentResult,
    output: readonly Column[],
    path: string,
    delivery: PieceDelivery | undefined,
  ): Promise<WrittenPieces> {
    if (delivery === undefined) throw new InvariantError("a delivery of nothing known");
    const { engine, context, config } = this.options;
    const partitioning = await partitionIdSql(context, relation, delivery);
    const rows = partitioning?.relation ?? relation;
    const codec = config.string("goldpan.io.compression.codec") as PieceCodec;
    return await writePieces(engine, rows, output, partitioning, path, codec, delivery.statisticsColumns);
  }

  private async toSink(result: FragmentResult, output: readonly Column[], sink: SinkDelivery): Promise<Delivered> {
    const { engine, task } = this.options;
    if (task.key === null) throw new InvariantError("a sink without its task");
    const sql = await outputSql(engine, result.relation, output, "table");
    const data = await this.writeData(sql, sink, sinkFileName(sink, task.key));
    const files = [...data, ...(await this.quarantined(result, sink))];
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    return { rows: data.reduce((sum, file) => sum + file.rows, 0), bytes, ...noPieces, files };
  }

  private async writeData(sql: string, sink: SinkDelivery, name: string): Promise<SinkFile[]> {
    const { engine, task, config } = this.options;
    const folder = join(this.options.folder, dataName);
    await mkdir(folder);
    const filesMax = config.integer("goldpan.sink.filesMax");
    const files = await writeSinkData(engine, sql, sink, { folder, name, filesMax });
    // One file says which columns an empty table has; more would say nothing.
    return files.filter(({ rows }) => rows > 0 || task.key?.partition === 0);
  }

  /** Rows that this task's expectations took out, whatever it delivers to. */
  private async quarantined(result: FragmentResult, sink: SinkDelivery): Promise<SinkFile[]> {
    const { engine, task, folder } = this.options;
    if (result.quarantine.length === 0 || sink.quarantineTable === "" || task.key === null) return [];
    const rows = await quarantineSql(engine, result.quarantine, sink.quarantine?.columns ?? []);
    const file = await writeSinkFile(engine, rows, sink, {
      path: join(folder, quarantineName),
      uri: `${sink.quarantineTable}${quarantineFileName(sink, task.key)}.parquet`,
      quarantine: true,
    });
    if (file.rows !== result.rowsQuarantined) {
      throw new InvariantError(`${String(result.rowsQuarantined)} rows to quarantine became ${String(file.rows)}`);
    }
    return [file];
  }
}

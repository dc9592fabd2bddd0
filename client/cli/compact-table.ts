/** `goldpan table --compact`: small files into few, by a job of this process. */
import type { Config } from "../../common/config/config.js";
import type { JobSummary } from "../../common/wire/types.js";

/**
 * @param table  absolute
 * @param targetBytes  of the files; goldpan.sink.targetFileBytes unless given
 * @returns the job's summary; its commit is 0 where nothing was to do
 */
export async function compactTable(
  config: Config,
  table: string,
  targetBytes: number | undefined,
): Promise<JobSummary> {
  // A session is large, and no other form of the command needs one.
  const [{ createSession }, { connect }] = await Promise.all([
    import("../session/goldpan-session.js"),
    import("../local-mode.js"),
  ]);
  const appName = "goldpan table --compact";
  const opened = await connect(config, { applicationName: appName });
  const session = createSession(opened.connection, {
    ...{ appName, baseFolder: process.cwd(), settings: config.shareable(), onStopped: () => opened.close() },
    observer: { onNotice: ({ text }) => process.stderr.write(`goldpan: note: ${text}\n`) },
  });
  try {
    const writer = session.read.parquet(table).write;
    return await (targetBytes === undefined ? writer : writer.option("targetFileBytes", targetBytes)).compact(table);
  } finally {
    await session.stop();
  }
}

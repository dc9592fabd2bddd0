/** Where the rows are that writes to tables have quarantined. */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { ObjectStore } from "../object-store.js";
import { TableLog } from "./table-log.js";
import { quarantineTableOf } from "./table-path.js";

/**
 * @param tables  absolute paths of tables of ours
 * @returns the folders of their quarantine tables, in the same order
 * @throws INPUT_NOT_FOUND for a path without a table of ours, QUARANTINE_NOT_FOUND for a table that has no quarantine
 */
export async function quarantineTables(store: ObjectStore, tables: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const table of tables) found.push(await quarantineTable(store, table));
  return found;
}

async function quarantineTable(store: ObjectStore, table: string): Promise<string> {
  const log = TableLog.open(store, table);
  // Quarantined rows are committed with the table's: its last commit may not have come to them yet.
  await log.rollForward();
  if ((await log.latest()) === 0) {
    throw new GoldpanError(
      "INPUT_NOT_FOUND",
      `${log.table} is no table that goldpan wrote, so that it has no quarantine`,
      {
        details: { key: log.table },
        hint: "name the table that the expectations are written to, not its quarantine",
      },
    );
  }
  const quarantine = quarantineTableOf(log.table);
  if ((await TableLog.open(store, quarantine).latest()) > 0) return quarantine;
  throw new GoldpanError("QUARANTINE_NOT_FOUND", `no write to ${log.table} had an expectation that quarantines`, {
    details: { table: log.table },
    hint: "nothing can be replayed; where that is no mistake, catch QUARANTINE_NOT_FOUND",
  });
}

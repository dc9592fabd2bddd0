/** A local session on two slots over the shop's files, and one DuckDB process over the same files beside it. */
import { afterAll, beforeAll, expect } from "vitest";
import { GoldpanSession, type DataFrame } from "../../../client/index.js";
import { differenceOfRows, firstDifference } from "../compare-rows.js";
import { withDuckDB } from "../duckdb.js";
import { rowsOfArrow, rowsOfDuckDB, type ExactRow } from "../exact-rows.js";
import { temporaryFolder } from "../temporary-folder.js";
import { makeShop, shopViews, type Shop } from "./shop.js";

interface Answer {
  readonly columns: readonly [name: string, type: string][];
  readonly rows: readonly ExactRow[];
}

interface Opened {
  readonly shop: Shop;
  readonly goldpan: GoldpanSession;
  readonly orders: DataFrame;
  readonly customers: DataFrame;
}

/** One per file of tests; open from before its first test until after its last. */
export class ShopSession {
  readonly folder = temporaryFolder();
  private session: Opened | undefined;

  constructor(appName: string) {
    beforeAll(async () => {
      const shop = await makeShop(this.folder);
      const goldpan = await GoldpanSession.builder()
        .master("local[2]")
        .appName(appName)
        .config("goldpan.sql.shuffle.partitions", 5)
        .getOrCreate();
      const [orders, customers] = [goldpan.read.parquet(shop.orders), goldpan.read.parquet(shop.customers)];
      this.session = { shop, goldpan, orders, customers };
    });
    afterAll(() => this.session?.goldpan.stop());
  }

  get opened(): Opened {
    if (this.session === undefined) throw new Error("no test runs yet");
    return this.session;
  }

  async answerOf(query: string): Promise<Answer> {
    return withDuckDB(async (connection) => {
      const reader = await connection.runAndReadAll(`${shopViews(this.opened.shop)} ${query}`);
      const names = reader.columnNames();
      return {
        columns: reader.columnTypes().map((type, index) => [names[index] ?? "", type.toString()]),
        rows: rowsOfDuckDB(reader),
      };
    });
  }

  /** The rows of `frame` are those of `query` over the same files, in whatever order. */
  readonly same = async (frame: DataFrame, query: string): Promise<void> => {
    const [rows, types, answer] = await Promise.all([frame.collect(), frame.dtypes(), this.answerOf(query)]);
    expect(types.map(([name]) => name)).toEqual(answer.columns.map(([name]) => name));
    expect(answer.rows.length).toBeGreaterThan(0);
    expect(differenceOfRows(rowsOfArrow(rows), answer.rows)).toBeUndefined();
  };

  /** And in the same order. */
  readonly sameInOrder = async (frame: DataFrame, query: string): Promise<void> => {
    const [rows, answer] = await Promise.all([frame.collect(), this.answerOf(query)]);
    const actual = rowsOfArrow(rows);
    expect(answer.rows.length).toBeGreaterThan(0);
    const position = firstDifference(actual, answer.rows);
    expect({ position, row: actual[position] }).toEqual({ position: -1, row: undefined });
    expect(actual.length).toBe(answer.rows.length);
  };
}

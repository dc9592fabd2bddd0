/** `cache()` on two real workers, one of which is killed: what it kept is made again, and the rows are the same. */
import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { avg, col, count, GoldpanSession, sum } from "../../client/index.js";
import { rowsOfArrow } from "../support/exact-rows.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { makeShop } from "../support/transforms/shop.js";

const folder = temporaryFolder();
let goldpan: GoldpanSession;

beforeAll(async () => {
  goldpan = await GoldpanSession.builder()
    .master("local-cluster[2,1]")
    .config("goldpan.sql.shuffle.partitions", 4)
    .getOrCreate();
});

afterAll(() => goldpan.stop());

/** Worker daemons that this process started. */
function workers(): number[] {
  const listed = execFileSync("ps", ["-o", "pid=,args=", "--ppid", String(process.pid)], { encoding: "utf8" });
  return listed
    .split("\n")
    .filter((line) => / worker goldpan:/.test(line))
    .map((line) => Number.parseInt(line, 10));
}

test("a job after the loss of a worker gives the rows of the job before it", async () => {
  const shop = await makeShop(folder);
  const groups = goldpan.read
    .parquet(shop.orders)
    .repartition(4, "customer")
    .groupBy("customer", "shop")
    .agg(sum("amount").as("amount"), count("*").as("n"))
    .cache();
  const jobs = () =>
    Promise.all([
      groups.orderBy("customer", "shop").collect().then(rowsOfArrow),
      groups
        .groupBy("shop")
        .agg(sum("n").as("n"), avg("amount").as("mean"))
        .orderBy("shop")
        .collect()
        .then(rowsOfArrow),
      groups.filter(col("n").gt(3)).count(),
    ]);
  const before = await jobs();
  expect(await jobs()).toEqual(before);
  const [victim, ...others] = workers();
  expect(others).toHaveLength(1);
  process.kill(victim!, "SIGKILL");
  expect(await jobs()).toEqual(before);
  expect(await jobs()).toEqual(before);
});

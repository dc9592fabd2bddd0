/** Makes a failing case small: drops steps, parts of steps, tables, columns, rows and files as long as it fails in the same way. */
import type { FuzzCase } from "./fuzz-case.js";
import { framesOf, type Frame } from "./frame.js";
import { scan } from "./row-operators.js";
import type { RandomTable } from "./tables.js";

/** @param fails  whether a simpler case still shows what is wrong; one that is no longer valid does not */
export async function shrink(
  failing: FuzzCase,
  fails: (candidate: FuzzCase) => Promise<boolean>,
  triesMax = 400,
): Promise<FuzzCase> {
  let best = failing;
  let tries = 0;
  for (let progress = true; progress;) {
    progress = false;
    for (const candidate of simplerCases(best)) {
      if (++tries > triesMax) return best;
      if (!(await fails(candidate))) continue;
      best = candidate;
      progress = true;
      break;
    }
  }
  return best;
}

function* simplerCases(given: FuzzCase): Generator<FuzzCase> {
  for (const plan of simplerPlans(given.plan)) yield { ...given, plan };
  const used = new Set(framesOf(given.plan).flatMap((frame) => (frame.uses.length > 0 ? [frame.script([])] : [])));
  for (const table of given.tables) {
    if (!used.has(`tables.${table.name}`)) continue;
    for (const smaller of simplerTables(table)) yield withTable(given, table, smaller);
  }
}

/** Each frame gone or simpler, those near the end first. */
function* simplerPlans(root: Frame): Generator<Frame> {
  for (const input of root.inputs) yield input;
  for (const frame of root.simpler()) yield frame;
  for (const [index, input] of root.inputs.entries()) {
    for (const simpler of simplerPlans(input)) {
      yield root.over(root.inputs.map((other, position) => (position === index || other === input ? simpler : other)));
    }
  }
}

function* simplerTables(table: RandomTable): Generator<RandomTable> {
  const count = table.rows.length;
  for (let size = Math.ceil(count / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < count; from += size) {
      yield { ...table, rows: [...table.rows.slice(0, from), ...table.rows.slice(from + size)] };
      if (count / size > 32) break;
    }
  }
  if (table.files > 1) yield { ...table, files: table.files - 1 };
  if (table.columns.length > 1) {
    for (const position of table.columns.keys()) {
      const others = <T>(items: readonly T[]): T[] => items.filter((_, index) => index !== position);
      yield { ...table, columns: others(table.columns), rows: table.rows.map(others) };
    }
  }
}

function withTable({ plan, tables }: FuzzCase, old: RandomTable, table: RandomTable): FuzzCase {
  const rebuilt = new Map<Frame, Frame>();
  const rebuild = (frame: Frame): Frame => {
    const known = rebuilt.get(frame);
    if (known !== undefined) return known;
    const isScan = frame.inputs.length === 0 && frame.script([]) === `tables.${old.name}`;
    const made = isScan ? scan(table) : frame.inputs.length === 0 ? frame : frame.over(frame.inputs.map(rebuild));
    rebuilt.set(frame, made);
    return made;
  };
  return { plan: rebuild(plan), tables: tables.map((other) => (other === old ? table : other)) };
}

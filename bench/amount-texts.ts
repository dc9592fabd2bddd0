/** Prices and durations as people write them, made by DuckDB from row numbers, the same on every machine. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { made } from "./side-inputs.js";

const files = 8;

/** Pseudo-random but fixed: 0 ≤ value < `below`, from the row number and a salt. */
const draw = (salt: number, below: number) => `(hash(i, ${salt}) % ${below})::INTEGER`;

const whole = draw(1, 1_000);
const cents = `lpad(${draw(2, 100)}::VARCHAR, 2, '0')`;
const thousands = `(1 + ${draw(3, 40)})`;
const three = `lpad(${whole}::VARCHAR, 3, '0')`;

const hours = `(1 + ${draw(6, 23)})`;
const minutes = draw(7, 60);

/** Every spelling that the parser has a branch for, and some that it refuses. */
const spellings: readonly string[] = [
  `'$' || ${thousands} || ',' || ${three} || '.' || ${cents}`,
  `${thousands} || '.' || ${three} || ',' || ${cents} || ' €'`,
  `'USD ' || ${whole} || '.' || ${cents}`,
  `'eur' || ${whole} || ',' || ${cents}`,
  `'  £ ' || ${thousands} || '''' || ${three} || '.' || ${cents} || ' '`,
  `'(' || ${whole} || '.' || ${cents} || ')'`,
  `${whole} || '.' || ${cents} || '-'`,
  `'-' || ${thousands} || ' ' || ${three} || ' GBP'`,
  `${whole} || '.5k'`,
  `'$' || ${thousands} || '.25M'`,
  `${whole}::VARCHAR`,
  `${thousands} || ',' || ${three}`,
  `${whole} || '.' || ${cents} || ' chf'`,
  `${whole} || ' or so'`,
  `['', '-', 'N/A', 'none', 'free', 'Gratis', 'TBD', ' null '][1 + ${draw(4, 8)}]`,
  `NULL`,
  `${hours} || 'h ' || ${minutes} || 'm'`,
  `${hours} || ' hours and ' || ${minutes} || ' minutes'`,
  `${minutes} || ' MIN'`,
  `'PT' || ${hours} || 'H' || ${minutes} || 'M' || ${draw(8, 60)} || 'S'`,
  `lpad(${hours}::VARCHAR, 2, '0') || ':' || lpad(${minutes}::VARCHAR, 2, '0')`,
  `' ' || ${hours} || ':' || lpad(${minutes}::VARCHAR, 2, '0') || ':07'`,
  `${hours} || ',5 Hrs'`,
  `${draw(9, 9)} || ' days, ' || ${hours} || ' hrs ' || ${minutes} || ' sec'`,
];

/** `rows` rows of `id BIGINT, text VARCHAR`. @returns their files */
export async function generateAmounts(folder: string, rows: number): Promise<string[]> {
  const target = join(folder, `amounts-${rows}`);
  mkdirSync(target, { recursive: true });
  const perFile = Math.ceil(rows / files);
  const branches = spellings.map((sql, index) => `WHEN ${index} THEN ${sql}`).join(" ");
  const paths: string[] = [];
  for (let file = 0; file < files; file++) {
    const [from, to] = [file * perFile, Math.min(rows, (file + 1) * perFile)];
    const query = `SELECT i AS id, CASE ${draw(5, spellings.length)} ${branches} END AS text FROM range(${from}, ${to}) t(i)`;
    const path = join(target, `amounts-${file}.parquet`);
    paths.push(await made(path, (part) => `COPY (${query}) TO '${part}' (FORMAT parquet, COMPRESSION snappy)`));
  }
  return paths;
}

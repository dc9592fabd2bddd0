/** The 22 queries by number. */
import { query as q01 } from "./q01.js";
import { query as q02 } from "./q02.js";
import { query as q03 } from "./q03.js";
import { query as q04 } from "./q04.js";
import { query as q05 } from "./q05.js";
import { query as q06 } from "./q06.js";
import { query as q07 } from "./q07.js";
import { query as q08 } from "./q08.js";
import { query as q09 } from "./q09.js";
import { query as q10 } from "./q10.js";
import { query as q11 } from "./q11.js";
import { query as q12 } from "./q12.js";
import { query as q13 } from "./q13.js";
import { query as q14 } from "./q14.js";
import { query as q15 } from "./q15.js";
import { query as q16 } from "./q16.js";
import { query as q17 } from "./q17.js";
import { query as q18 } from "./q18.js";
import { query as q19 } from "./q19.js";
import { query as q20 } from "./q20.js";
import { query as q21 } from "./q21.js";
import { query as q22 } from "./q22.js";
import type { Query } from "./tables.js";

/** Position n − 1 is Qn. */
export const queries: readonly Query[] = [
  ...[q01, q02, q03, q04, q05, q06, q07, q08, q09, q10, q11],
  ...[q12, q13, q14, q15, q16, q17, q18, q19, q20, q21, q22],
];

// Original file: proto/goldpan/v1/plan.proto

import type { SchemaInput as _goldpan_v1_SchemaInput, Schema as _goldpan_v1_Schema } from '../../goldpan/v1/Schema.js';

/**
 * Rows of the script's own. `rows_json` is one JSON object a line, keyed by column name; dates and times in ISO 8601,
 * integers beyond 2^53 and non-finite numbers as strings, bytes in base64.
 */
export interface ValuesInput {
  'schema'?: (_goldpan_v1_SchemaInput | null);
  'rowsJson'?: (Buffer | Uint8Array | string);
}

/**
 * Rows of the script's own. `rows_json` is one JSON object a line, keyed by column name; dates and times in ISO 8601,
 * integers beyond 2^53 and non-finite numbers as strings, bytes in base64.
 */
export interface Values {
  'schema': (_goldpan_v1_Schema | null);
  'rowsJson': (Buffer);
}

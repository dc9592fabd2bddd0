// Original file: proto/goldpan/v1/task.proto

import type { SchemaInput as _goldpan_v1_SchemaInput, Schema as _goldpan_v1_Schema } from '../../goldpan/v1/Schema.js';
import type { RecordFormatInput as _goldpan_v1_RecordFormatInput, RecordFormat as _goldpan_v1_RecordFormat } from '../../goldpan/v1/RecordFormat.js';

/**
 * The split's row groups. Each column is cast to the type given here; one that a file lacks is NULL; partition columns come
 * from the split. With `provenance`, `_source_file`, `_source_row_group` and `_source_row` are kept along the chain for
 * quarantine and error reports.
 */
export interface ScanSourceInput {
  'columns'?: (_goldpan_v1_SchemaInput | null);
  'provenance'?: (boolean);
  /**
   * `parquet`, `text`, `csv` or `json`.
   */
  'format'?: (string);
  /**
   * Of csv and json.
   */
  'records'?: (_goldpan_v1_RecordFormatInput | null);
  /**
   * Files that cannot be read are left out and counted, by the task that has their beginning: position among the job's expectations,
   * whose rows are files then. Absent: the first one fails the attempt.
   */
  'badFiles'?: (number);
  /**
   * Of text: each file is one row, with the ends of its lines; one without a byte is none.
   */
  'wholeText'?: (boolean);
  '_badFiles'?: "badFiles";
}

/**
 * The split's row groups. Each column is cast to the type given here; one that a file lacks is NULL; partition columns come
 * from the split. With `provenance`, `_source_file`, `_source_row_group` and `_source_row` are kept along the chain for
 * quarantine and error reports.
 */
export interface ScanSource {
  'columns': (_goldpan_v1_Schema | null);
  'provenance': (boolean);
  /**
   * `parquet`, `text`, `csv` or `json`.
   */
  'format': (string);
  /**
   * Of csv and json.
   */
  'records': (_goldpan_v1_RecordFormat | null);
  /**
   * Files that cannot be read are left out and counted, by the task that has their beginning: position among the job's expectations,
   * whose rows are files then. Absent: the first one fails the attempt.
   */
  'badFiles'?: (number);
  /**
   * Of text: each file is one row, with the ends of its lines; one without a byte is none.
   */
  'wholeText': (boolean);
  '_badFiles'?: "badFiles";
}

// Original file: proto/goldpan/v1/task.proto

import type { SchemaInput as _goldpan_v1_SchemaInput, Schema as _goldpan_v1_Schema } from '../../goldpan/v1/Schema.js';
import type { TextSinkInput as _goldpan_v1_TextSinkInput, TextSink as _goldpan_v1_TextSink } from '../../goldpan/v1/TextSink.js';
import type { Long } from '@grpc/proto-loader';

export interface SinkDeliveryInput {
  /**
   * The table's folder, ending in `/`.
   */
  'table'?: (string);
  'compression'?: (string);
  'compressionLevel'?: (number);
  'parquetVersion'?: (string);
  'rowGroupRows'?: (number | string | Long);
  /**
   * The quarantine table's folder; empty when nothing of the job quarantines.
   */
  'quarantineTable'?: (string);
  /**
   * Names that make the data files of this write unique: part-<partition>-<write_id>-<attempt>.parquet
   */
  'writeId'?: (string);
  /**
   * Columns of the quarantine table, `_violations` and its kind last. A column that the quarantining step did not see is NULL,
   * one of another type is cast.
   */
  'quarantine'?: (_goldpan_v1_SchemaInput | null);
  /**
   * Columns of the output, last in it, that become folders and leave the files.
   */
  'partitionBy'?: (string)[];
  /**
   * Absent: Parquet. The quarantine table is always Parquet.
   */
  'text'?: (_goldpan_v1_TextSinkInput | null);
  /**
   * Most rows of a data file; 0 for any number.
   */
  'fileRowsMax'?: (number | string | Long);
  /**
   * Bytes of a data file, about: a task's output well beyond them becomes several files. 0 for any number.
   */
  'fileBytesTarget'?: (number | string | Long);
  /**
   * Whether the rows of the files, read back, are compared with those that came, by a sum of hashes.
   */
  'hashRows'?: (boolean);
}

export interface SinkDelivery {
  /**
   * The table's folder, ending in `/`.
   */
  'table': (string);
  'compression': (string);
  'compressionLevel': (number);
  'parquetVersion': (string);
  'rowGroupRows': (number);
  /**
   * The quarantine table's folder; empty when nothing of the job quarantines.
   */
  'quarantineTable': (string);
  /**
   * Names that make the data files of this write unique: part-<partition>-<write_id>-<attempt>.parquet
   */
  'writeId': (string);
  /**
   * Columns of the quarantine table, `_violations` and its kind last. A column that the quarantining step did not see is NULL,
   * one of another type is cast.
   */
  'quarantine': (_goldpan_v1_Schema | null);
  /**
   * Columns of the output, last in it, that become folders and leave the files.
   */
  'partitionBy': (string)[];
  /**
   * Absent: Parquet. The quarantine table is always Parquet.
   */
  'text': (_goldpan_v1_TextSink | null);
  /**
   * Most rows of a data file; 0 for any number.
   */
  'fileRowsMax': (number);
  /**
   * Bytes of a data file, about: a task's output well beyond them becomes several files. 0 for any number.
   */
  'fileBytesTarget': (number);
  /**
   * Whether the rows of the files, read back, are compared with those that came, by a sum of hashes.
   */
  'hashRows': (boolean);
}

// Original file: proto/goldpan/v1/task.proto

import type { SchemaInput as _goldpan_v1_SchemaInput, Schema as _goldpan_v1_Schema } from '../../goldpan/v1/Schema.js';
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
}

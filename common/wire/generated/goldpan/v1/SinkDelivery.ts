// Original file: proto/goldpan/v1/task.proto

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
}

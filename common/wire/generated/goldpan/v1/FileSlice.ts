// Original file: proto/goldpan/v1/task.proto

import type { RowGroupRefInput as _goldpan_v1_RowGroupRefInput, RowGroupRef as _goldpan_v1_RowGroupRef } from '../../goldpan/v1/RowGroupRef.js';
import type { ByteRangeInput as _goldpan_v1_ByteRangeInput, ByteRange as _goldpan_v1_ByteRange } from '../../goldpan/v1/ByteRange.js';
import type { Long } from '@grpc/proto-loader';

export interface FileSliceInput {
  /**
   * `s3a://bucket/key` or `file:///path`.
   */
  'uri'?: (string);
  'etag'?: (string);
  'bytes'?: (number | string | Long);
  'footerBytes'?: (number);
  'rowGroups'?: (_goldpan_v1_RowGroupRefInput)[];
  /**
   * Hive partition values by column name; absent is NULL.
   */
  'partitionValues'?: ({[key: string]: string});
  'nullPartitions'?: (string)[];
  /**
   * Of text: lines that begin at `from` or after it, and before `to`.
   */
  'range'?: (_goldpan_v1_ByteRangeInput | null);
  /**
   * Known to be bad, and why: not read, counted among the scan's bad files.
   */
  'problem'?: (string);
}

export interface FileSlice {
  /**
   * `s3a://bucket/key` or `file:///path`.
   */
  'uri': (string);
  'etag': (string);
  'bytes': (number);
  'footerBytes': (number);
  'rowGroups': (_goldpan_v1_RowGroupRef)[];
  /**
   * Hive partition values by column name; absent is NULL.
   */
  'partitionValues': ({[key: string]: string});
  'nullPartitions': (string)[];
  /**
   * Of text: lines that begin at `from` or after it, and before `to`.
   */
  'range': (_goldpan_v1_ByteRange | null);
  /**
   * Known to be bad, and why: not read, counted among the scan's bad files.
   */
  'problem': (string);
}

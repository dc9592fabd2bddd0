// Original file: proto/goldpan/v1/task.proto

import type { UploadInput as _goldpan_v1_UploadInput, Upload as _goldpan_v1_Upload } from '../../goldpan/v1/Upload.js';
import type { UploadPartInput as _goldpan_v1_UploadPartInput, UploadPart as _goldpan_v1_UploadPart } from '../../goldpan/v1/UploadPart.js';
import type { ColumnStatisticsInput as _goldpan_v1_ColumnStatisticsInput, ColumnStatistics as _goldpan_v1_ColumnStatistics } from '../../goldpan/v1/ColumnStatistics.js';
import type { Long } from '@grpc/proto-loader';

/**
 * A data file, uploaded but invisible.
 */
export interface PendingFileInput {
  'upload'?: (_goldpan_v1_UploadInput | null);
  'parts'?: (_goldpan_v1_UploadPartInput)[];
  'bytes'?: (number | string | Long);
  'rows'?: (number | string | Long);
  'statistics'?: (_goldpan_v1_ColumnStatisticsInput)[];
  'quarantine'?: (boolean);
  'createdAtMs'?: (number | string | Long);
  'footerBytes'?: (number);
}

/**
 * A data file, uploaded but invisible.
 */
export interface PendingFile {
  'upload': (_goldpan_v1_Upload | null);
  'parts': (_goldpan_v1_UploadPart)[];
  'bytes': (number);
  'rows': (number);
  'statistics': (_goldpan_v1_ColumnStatistics)[];
  'quarantine': (boolean);
  'createdAtMs': (number);
  'footerBytes': (number);
}

// Original file: proto/goldpan/v1/worker.proto

import type { UploadInput as _goldpan_v1_UploadInput, Upload as _goldpan_v1_Upload } from '../../goldpan/v1/Upload.js';

export interface AbortUploadsInput {
  'uploads'?: (_goldpan_v1_UploadInput)[];
}

export interface AbortUploads {
  'uploads': (_goldpan_v1_Upload)[];
}

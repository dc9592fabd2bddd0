// Original file: proto/goldpan/v1/application.proto

import type { Long } from '@grpc/proto-loader';

export interface ShippedFileInput {
  /**
   * Without a folder; no two have the same.
   */
  'name'?: (string);
  'sha256'?: (string);
  'bytes'?: (number | string | Long);
}

export interface ShippedFile {
  /**
   * Without a folder; no two have the same.
   */
  'name': (string);
  'sha256': (string);
  'bytes': (number);
}

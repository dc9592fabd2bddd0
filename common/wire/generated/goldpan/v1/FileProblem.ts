// Original file: proto/goldpan/v1/errors.proto

import type { Long } from '@grpc/proto-loader';

export interface FileProblemInput {
  'file'?: (string);
  'bytes'?: (number | string | Long);
  'problem'?: (string);
}

export interface FileProblem {
  'file': (string);
  'bytes': (number);
  'problem': (string);
}

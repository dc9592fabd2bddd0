// Original file: proto/goldpan/v1/errors.proto

import type { FileProblemInput as _goldpan_v1_FileProblemInput, FileProblem as _goldpan_v1_FileProblem } from '../../goldpan/v1/FileProblem.js';
import type { Long } from '@grpc/proto-loader';

/**
 * What is wrong in the data. Fields that are not known are empty; row counts from 0 within the file, -1 is unknown.
 */
export interface DataDetailsInput {
  'files'?: (_goldpan_v1_FileProblemInput)[];
  'rowGroup'?: (number);
  'row'?: (number | string | Long);
  'column'?: (string);
  'value'?: (string);
  'function'?: (string);
}

/**
 * What is wrong in the data. Fields that are not known are empty; row counts from 0 within the file, -1 is unknown.
 */
export interface DataDetails {
  'files': (_goldpan_v1_FileProblem)[];
  'rowGroup': (number);
  'row': (number);
  'column': (string);
  'value': (string);
  'function': (string);
}

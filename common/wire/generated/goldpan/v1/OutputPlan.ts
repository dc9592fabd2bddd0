// Original file: proto/goldpan/v1/application.proto

import type { Long } from '@grpc/proto-loader';

export interface OutputPlanInput {
  'table'?: (string);
  /**
   * error, overwrite, append or dynamic.
   */
  'mode'?: (string);
  /**
   * Number of the table's latest commit; 0 without one.
   */
  'baseCommit'?: (number | string | Long);
  /**
   * Files that the commit removes.
   */
  'filesRemoved'?: (number);
  /**
   * 0 where it depends on the rows: one file at least per folder, or per task without folders.
   */
  'files'?: (number);
  /**
   * Tasks without rows write no file, and sizes that are known only later may leave fewer tasks.
   */
  'filesAtMost'?: (boolean);
  'partitionBy'?: (string)[];
  /**
   * Folders that the rows can go to, where that is known from the inputs' own folders; 0 where it depends on the rows.
   */
  'partitionsAtMost'?: (number);
  /**
   * Empty unless an expectation quarantines.
   */
  'quarantineTable'?: (string);
}

export interface OutputPlan {
  'table': (string);
  /**
   * error, overwrite, append or dynamic.
   */
  'mode': (string);
  /**
   * Number of the table's latest commit; 0 without one.
   */
  'baseCommit': (number);
  /**
   * Files that the commit removes.
   */
  'filesRemoved': (number);
  /**
   * 0 where it depends on the rows: one file at least per folder, or per task without folders.
   */
  'files': (number);
  /**
   * Tasks without rows write no file, and sizes that are known only later may leave fewer tasks.
   */
  'filesAtMost': (boolean);
  'partitionBy': (string)[];
  /**
   * Folders that the rows can go to, where that is known from the inputs' own folders; 0 where it depends on the rows.
   */
  'partitionsAtMost': (number);
  /**
   * Empty unless an expectation quarantines.
   */
  'quarantineTable': (string);
}

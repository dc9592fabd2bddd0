// Original file: proto/goldpan/v1/task.proto

import type { CsvSinkInput as _goldpan_v1_CsvSinkInput, CsvSink as _goldpan_v1_CsvSink } from '../../goldpan/v1/CsvSink.js';

/**
 * Data files of text: a record a line.
 */
export interface TextSinkInput {
  /**
   * csv, json or text.
   */
  'format'?: (string);
  /**
   * none, gzip or zstd.
   */
  'compression'?: (string);
  /**
   * Formats of strftime.
   */
  'dateFormat'?: (string);
  'timestampFormat'?: (string);
  /**
   * Of TIMESTAMP WITH TIME ZONE, in the session's time zone; empty: ISO 8601 in UTC.
   */
  'timestampTzFormat'?: (string);
  /**
   * Of json: fields that are NULL are left out.
   */
  'ignoreNullFields'?: (boolean);
  'csv'?: (_goldpan_v1_CsvSinkInput | null);
}

/**
 * Data files of text: a record a line.
 */
export interface TextSink {
  /**
   * csv, json or text.
   */
  'format': (string);
  /**
   * none, gzip or zstd.
   */
  'compression': (string);
  /**
   * Formats of strftime.
   */
  'dateFormat': (string);
  'timestampFormat': (string);
  /**
   * Of TIMESTAMP WITH TIME ZONE, in the session's time zone; empty: ISO 8601 in UTC.
   */
  'timestampTzFormat': (string);
  /**
   * Of json: fields that are NULL are left out.
   */
  'ignoreNullFields': (boolean);
  'csv': (_goldpan_v1_CsvSink | null);
}

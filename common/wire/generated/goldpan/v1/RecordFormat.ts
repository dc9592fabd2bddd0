// Original file: proto/goldpan/v1/task.proto

import type { SchemaInput as _goldpan_v1_SchemaInput, Schema as _goldpan_v1_Schema } from '../../goldpan/v1/Schema.js';

/**
 * How records are taken from text.
 */
export interface RecordFormatInput {
  /**
   * What each record has: of csv in this order, of json by name.
   */
  'fields'?: (_goldpan_v1_SchemaInput | null);
  /**
   * As the script gave them, by the names of the documentation.
   */
  'options'?: ({[key: string]: string});
  /**
   * A column that has the text of each malformed record, and NULL for the others. Such records keep the fields that can be read.
   */
  'malformedColumn'?: (string);
}

/**
 * How records are taken from text.
 */
export interface RecordFormat {
  /**
   * What each record has: of csv in this order, of json by name.
   */
  'fields': (_goldpan_v1_Schema | null);
  /**
   * As the script gave them, by the names of the documentation.
   */
  'options': ({[key: string]: string});
  /**
   * A column that has the text of each malformed record, and NULL for the others. Such records keep the fields that can be read.
   */
  'malformedColumn': (string);
}

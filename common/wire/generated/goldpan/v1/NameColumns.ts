// Original file: proto/goldpan/v1/plan.proto


/**
 * One name per column.
 */
export interface NameColumnsInput {
  'names'?: (string)[];
}

/**
 * One name per column.
 */
export interface NameColumns {
  'names': (string)[];
}

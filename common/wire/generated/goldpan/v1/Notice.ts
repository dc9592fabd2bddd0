// Original file: proto/goldpan/v1/application.proto


/**
 * Something the user should read: a slow start, an empty table, no workers.
 */
export interface NoticeInput {
  'code'?: (string);
  'text'?: (string);
}

/**
 * Something the user should read: a slow start, an empty table, no workers.
 */
export interface Notice {
  'code': (string);
  'text': (string);
}

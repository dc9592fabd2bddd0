// Original file: proto/goldpan/v1/task.proto


export interface CsvSinkInput {
  'header'?: (boolean);
  'separator'?: (string);
  /**
   * Empty for none.
   */
  'quote'?: (string);
  'escape'?: (string);
  'nullValue'?: (string);
  'emptyValue'?: (string);
  'quoteAll'?: (boolean);
  'trimStart'?: (boolean);
  'trimEnd'?: (boolean);
}

export interface CsvSink {
  'header': (boolean);
  'separator': (string);
  /**
   * Empty for none.
   */
  'quote': (string);
  'escape': (string);
  'nullValue': (string);
  'emptyValue': (string);
  'quoteAll': (boolean);
  'trimStart': (boolean);
  'trimEnd': (boolean);
}

// Original file: proto/goldpan/v1/errors.proto


/**
 * A place in the user's script, source-mapped to the file that the user wrote. Line and column count from 1.
 */
export interface CallSiteInput {
  'file'?: (string);
  'line'?: (number);
  'column'?: (number);
  'method'?: (string);
}

/**
 * A place in the user's script, source-mapped to the file that the user wrote. Line and column count from 1.
 */
export interface CallSite {
  'file': (string);
  'line': (number);
  'column': (number);
  'method': (string);
}

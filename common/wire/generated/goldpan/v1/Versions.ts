// Original file: proto/goldpan/v1/errors.proto


/**
 * What both ends of a connection must agree on. `protocol` and `engine` must be equal.
 */
export interface VersionsInput {
  'goldpan'?: (string);
  'protocol'?: (number);
  'engine'?: (string);
}

/**
 * What both ends of a connection must agree on. `protocol` and `engine` must be equal.
 */
export interface Versions {
  'goldpan': (string);
  'protocol': (number);
  'engine': (string);
}

// Original file: proto/goldpan/v1/errors.proto


export interface PeerDetailsInput {
  'address'?: (string);
  'expected'?: (string);
  'actual'?: (string);
}

export interface PeerDetails {
  'address': (string);
  'expected': (string);
  'actual': (string);
}

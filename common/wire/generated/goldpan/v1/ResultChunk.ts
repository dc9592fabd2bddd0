// Original file: proto/goldpan/v1/application.proto


export interface ResultChunkInput {
  'partition'?: (number);
  'arrowIpc'?: (Buffer | Uint8Array | string);
  'lastOfPartition'?: (boolean);
}

export interface ResultChunk {
  'partition': (number);
  'arrowIpc': (Buffer);
  'lastOfPartition': (boolean);
}

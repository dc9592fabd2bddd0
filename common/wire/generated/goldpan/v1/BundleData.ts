// Original file: proto/goldpan/v1/worker.proto


export interface BundleDataInput {
  'data'?: (Buffer | Uint8Array | string);
}

export interface BundleData {
  'data': (Buffer);
}

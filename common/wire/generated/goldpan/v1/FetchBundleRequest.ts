// Original file: proto/goldpan/v1/worker.proto


export interface FetchBundleRequestInput {
  'sha256'?: (string);
}

export interface FetchBundleRequest {
  'sha256': (string);
}

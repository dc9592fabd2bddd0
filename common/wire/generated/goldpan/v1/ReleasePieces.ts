// Original file: proto/goldpan/v1/worker.proto


export interface ReleasePiecesInput {
  'applicationId'?: (string);
  'jobId'?: (number);
}

export interface ReleasePieces {
  'applicationId': (string);
  'jobId': (number);
}

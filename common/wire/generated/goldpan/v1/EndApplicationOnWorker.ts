// Original file: proto/goldpan/v1/worker.proto


export interface EndApplicationOnWorkerInput {
  'applicationId'?: (string);
}

export interface EndApplicationOnWorker {
  'applicationId': (string);
}

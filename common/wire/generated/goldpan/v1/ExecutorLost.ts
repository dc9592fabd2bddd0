// Original file: proto/goldpan/v1/worker.proto


export interface ExecutorLostInput {
  'applicationId'?: (string);
  'exitCode'?: (number);
  'signal'?: (string);
}

export interface ExecutorLost {
  'applicationId': (string);
  'exitCode': (number);
  'signal': (string);
}

// Original file: proto/goldpan/v1/worker.proto


export interface ReleasePiecesInput {
  'applicationId'?: (string);
  'jobId'?: (number);
  /**
   * Stages of the job whose pieces stay: they are cached, or still read.
   */
  'keepStages'?: (number)[];
}

export interface ReleasePieces {
  'applicationId': (string);
  'jobId': (number);
  /**
   * Stages of the job whose pieces stay: they are cached, or still read.
   */
  'keepStages': (number)[];
}

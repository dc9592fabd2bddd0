// Original file: proto/goldpan/v1/errors.proto


/**
 * One try at one task: a stage on one partition. `attempt` and `stage_attempt` count from 1, the rest from 0.
 */
export interface AttemptKeyInput {
  'applicationId'?: (string);
  'jobId'?: (number);
  'stageId'?: (number);
  'stageAttempt'?: (number);
  'partition'?: (number);
  'attempt'?: (number);
}

/**
 * One try at one task: a stage on one partition. `attempt` and `stage_attempt` count from 1, the rest from 0.
 */
export interface AttemptKey {
  'applicationId': (string);
  'jobId': (number);
  'stageId': (number);
  'stageAttempt': (number);
  'partition': (number);
  'attempt': (number);
}

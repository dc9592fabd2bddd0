// Original file: proto/goldpan/v1/application.proto


export interface StageProgressInput {
  'stageId'?: (number);
  'name'?: (string);
  'tasks'?: (number);
  'tasksRunning'?: (number);
  'tasksDone'?: (number);
  'attemptsFailed'?: (number);
}

export interface StageProgress {
  'stageId': (number);
  'name': (string);
  'tasks': (number);
  'tasksRunning': (number);
  'tasksDone': (number);
  'attemptsFailed': (number);
}

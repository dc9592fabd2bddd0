// Original file: proto/goldpan/v1/application.proto


export interface StagePlanInput {
  'stageId'?: (number);
  'name'?: (string);
  'tasks'?: (number);
  /**
   * Sizes that are known only later may leave fewer.
   */
  'tasksAtMost'?: (boolean);
  'readsStages'?: (number)[];
}

export interface StagePlan {
  'stageId': (number);
  'name': (string);
  'tasks': (number);
  /**
   * Sizes that are known only later may leave fewer.
   */
  'tasksAtMost': (boolean);
  'readsStages': (number)[];
}

// Original file: proto/goldpan/v1/application.proto


export interface ClusterStateInput {
  'workersAlive'?: (number);
  'slots'?: (number);
}

export interface ClusterState {
  'workersAlive': (number);
  'slots': (number);
}

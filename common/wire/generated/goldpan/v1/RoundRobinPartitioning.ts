// Original file: proto/goldpan/v1/task.proto


export interface RoundRobinPartitioningInput {
  'partitions'?: (number);
}

export interface RoundRobinPartitioning {
  'partitions': (number);
}

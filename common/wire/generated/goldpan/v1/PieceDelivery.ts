// Original file: proto/goldpan/v1/task.proto

import type { HashPartitioningInput as _goldpan_v1_HashPartitioningInput, HashPartitioning as _goldpan_v1_HashPartitioning } from '../../goldpan/v1/HashPartitioning.js';
import type { RangePartitioningInput as _goldpan_v1_RangePartitioningInput, RangePartitioning as _goldpan_v1_RangePartitioning } from '../../goldpan/v1/RangePartitioning.js';
import type { RoundRobinPartitioningInput as _goldpan_v1_RoundRobinPartitioningInput, RoundRobinPartitioning as _goldpan_v1_RoundRobinPartitioning } from '../../goldpan/v1/RoundRobinPartitioning.js';
import type { SinkDeliveryInput as _goldpan_v1_SinkDeliveryInput, SinkDelivery as _goldpan_v1_SinkDelivery } from '../../goldpan/v1/SinkDelivery.js';

/**
 * Parquet v2, zstd, kept on the worker's disk and served from there: one file with the partitions' small pieces one after the other, large
 * ones each in a file of its own, and an index of their places, sizes and checksums. Empty partitions have no bytes.
 */
export interface PieceDeliveryInput {
  'hash'?: (_goldpan_v1_HashPartitioningInput | null);
  'range'?: (_goldpan_v1_RangePartitioningInput | null);
  'roundRobin'?: (_goldpan_v1_RoundRobinPartitioningInput | null);
  /**
   * Columns whose smallest and greatest value are reported, for runtime filters.
   */
  'statisticsColumns'?: (string)[];
  /**
   * Where rows go that the fragment's expectations quarantine; only its quarantine fields count. Absent where none may.
   */
  'quarantine'?: (_goldpan_v1_SinkDeliveryInput | null);
  'partitioning'?: "hash"|"range"|"roundRobin";
}

/**
 * Parquet v2, zstd, kept on the worker's disk and served from there: one file with the partitions' small pieces one after the other, large
 * ones each in a file of its own, and an index of their places, sizes and checksums. Empty partitions have no bytes.
 */
export interface PieceDelivery {
  'hash'?: (_goldpan_v1_HashPartitioning | null);
  'range'?: (_goldpan_v1_RangePartitioning | null);
  'roundRobin'?: (_goldpan_v1_RoundRobinPartitioning | null);
  /**
   * Columns whose smallest and greatest value are reported, for runtime filters.
   */
  'statisticsColumns': (string)[];
  /**
   * Where rows go that the fragment's expectations quarantine; only its quarantine fields count. Absent where none may.
   */
  'quarantine': (_goldpan_v1_SinkDelivery | null);
  'partitioning'?: "hash"|"range"|"roundRobin";
}

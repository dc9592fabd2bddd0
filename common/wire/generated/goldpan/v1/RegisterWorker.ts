// Original file: proto/goldpan/v1/worker.proto

import type { VersionsInput as _goldpan_v1_VersionsInput, Versions as _goldpan_v1_Versions } from '../../goldpan/v1/Versions.js';
import type { AttemptKeyInput as _goldpan_v1_AttemptKeyInput, AttemptKey as _goldpan_v1_AttemptKey } from '../../goldpan/v1/AttemptKey.js';
import type { DriverKeyInput as _goldpan_v1_DriverKeyInput, DriverKey as _goldpan_v1_DriverKey } from '../../goldpan/v1/DriverKey.js';
import type { Long } from '@grpc/proto-loader';

export interface RegisterWorkerInput {
  'versions'?: (_goldpan_v1_VersionsInput | null);
  'cores'?: (number);
  'memoryBytes'?: (number | string | Long);
  /**
   * host:port of its PieceService.
   */
  'pieceAddress'?: (string);
  /**
   * What it still runs, and the finished attempts whose pieces it still holds, from before a broken connection.
   */
  'running'?: (_goldpan_v1_AttemptKeyInput)[];
  'holding'?: (_goldpan_v1_AttemptKeyInput)[];
  'isolation'?: (string);
  /**
   * That run here.
   */
  'drivers'?: (_goldpan_v1_DriverKeyInput)[];
}

export interface RegisterWorker {
  'versions': (_goldpan_v1_Versions | null);
  'cores': (number);
  'memoryBytes': (number);
  /**
   * host:port of its PieceService.
   */
  'pieceAddress': (string);
  /**
   * What it still runs, and the finished attempts whose pieces it still holds, from before a broken connection.
   */
  'running': (_goldpan_v1_AttemptKey)[];
  'holding': (_goldpan_v1_AttemptKey)[];
  'isolation': (string);
  /**
   * That run here.
   */
  'drivers': (_goldpan_v1_DriverKey)[];
}

// Original file: proto/goldpan/v1/task.proto

import type { AttemptKeyInput as _goldpan_v1_AttemptKeyInput, AttemptKey as _goldpan_v1_AttemptKey } from '../../goldpan/v1/AttemptKey.js';
import type { FragmentInput as _goldpan_v1_FragmentInput, Fragment as _goldpan_v1_Fragment } from '../../goldpan/v1/Fragment.js';
import type { SplitInput as _goldpan_v1_SplitInput, Split as _goldpan_v1_Split } from '../../goldpan/v1/Split.js';
import type { PieceSetInput as _goldpan_v1_PieceSetInput, PieceSet as _goldpan_v1_PieceSet } from '../../goldpan/v1/PieceSet.js';
import type { Long } from '@grpc/proto-loader';

export interface TaskInput {
  'key'?: (_goldpan_v1_AttemptKeyInput | null);
  'fragment'?: (_goldpan_v1_FragmentInput | null);
  'split'?: (_goldpan_v1_SplitInput | null);
  /**
   * One per input of the fragment.
   */
  'inputs'?: (_goldpan_v1_PieceSetInput)[];
  /**
   * Seeds volatile functions: the same for every attempt of the task.
   */
  'seed'?: (number | string | Long);
  /**
   * Of the application, as far as executors need them.
   */
  'settings'?: ({[key: string]: string});
  /**
   * Pins CONSISTENT_WITHIN_QUERY functions such as now().
   */
  'applicationStartedAtMs'?: (number | string | Long);
}

export interface Task {
  'key': (_goldpan_v1_AttemptKey | null);
  'fragment': (_goldpan_v1_Fragment | null);
  'split': (_goldpan_v1_Split | null);
  /**
   * One per input of the fragment.
   */
  'inputs': (_goldpan_v1_PieceSet)[];
  /**
   * Seeds volatile functions: the same for every attempt of the task.
   */
  'seed': (number);
  /**
   * Of the application, as far as executors need them.
   */
  'settings': ({[key: string]: string});
  /**
   * Pins CONSISTENT_WITHIN_QUERY functions such as now().
   */
  'applicationStartedAtMs': (number);
}

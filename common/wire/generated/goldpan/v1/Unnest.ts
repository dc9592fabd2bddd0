// Original file: proto/goldpan/v1/plan.proto

import type { RelationInput as _goldpan_v1_RelationInput, Relation as _goldpan_v1_Relation } from '../../goldpan/v1/Relation.js';
import type { ExpressionInput as _goldpan_v1_ExpressionInput, Expression as _goldpan_v1_Expression } from '../../goldpan/v1/Expression.js';

/**
 * One row per element of a list or entry of a map; the input's columns are repeated.
 */
export interface UnnestInput {
  'input'?: (_goldpan_v1_RelationInput | null);
  'expression'?: (_goldpan_v1_ExpressionInput | null);
  /**
   * Names of the new columns: [element], or [position, element] with `with_position`; for a map key and value instead of element.
   */
  'names'?: (string)[];
  /**
   * From 0.
   */
  'withPosition'?: (boolean);
  /**
   * A row without elements stays, with NULL.
   */
  'outer'?: (boolean);
}

/**
 * One row per element of a list or entry of a map; the input's columns are repeated.
 */
export interface Unnest {
  'input': (_goldpan_v1_Relation | null);
  'expression': (_goldpan_v1_Expression | null);
  /**
   * Names of the new columns: [element], or [position, element] with `with_position`; for a map key and value instead of element.
   */
  'names': (string)[];
  /**
   * From 0.
   */
  'withPosition': (boolean);
  /**
   * A row without elements stays, with NULL.
   */
  'outer': (boolean);
}

// Original file: proto/goldpan/v1/plan.proto

import type { RelationInput as _goldpan_v1_RelationInput, Relation as _goldpan_v1_Relation } from '../../goldpan/v1/Relation.js';

/**
 * A SELECT in DuckDB's dialect over views and paths.
 */
export interface SqlInput {
  'query'?: (string);
  'views'?: ({[key: string]: _goldpan_v1_RelationInput});
  /**
   * `file:///…/`, ending in `/`: where paths without a scheme begin.
   */
  'folder'?: (string);
}

/**
 * A SELECT in DuckDB's dialect over views and paths.
 */
export interface Sql {
  'query': (string);
  'views': ({[key: string]: _goldpan_v1_Relation});
  /**
   * `file:///…/`, ending in `/`: where paths without a scheme begin.
   */
  'folder': (string);
}

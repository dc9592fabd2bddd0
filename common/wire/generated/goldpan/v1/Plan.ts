// Original file: proto/goldpan/v1/plan.proto

import type { RelationInput as _goldpan_v1_RelationInput, Relation as _goldpan_v1_Relation } from '../../goldpan/v1/Relation.js';
import type { RowFunctionInput as _goldpan_v1_RowFunctionInput, RowFunction as _goldpan_v1_RowFunction } from '../../goldpan/v1/RowFunction.js';

/**
 * A logical plan: the relations that a DataFrame stands for. Expressions are SQL text in DuckDB's dialect.
 */
export interface PlanInput {
  'root'?: (_goldpan_v1_RelationInput | null);
  /**
   * Row functions that the expressions of the plan call by name.
   */
  'functions'?: (_goldpan_v1_RowFunctionInput)[];
  /**
   * Relations that are read several times, each after those that it reads.
   */
  'shared'?: (_goldpan_v1_RelationInput)[];
}

/**
 * A logical plan: the relations that a DataFrame stands for. Expressions are SQL text in DuckDB's dialect.
 */
export interface Plan {
  'root': (_goldpan_v1_Relation | null);
  /**
   * Row functions that the expressions of the plan call by name.
   */
  'functions': (_goldpan_v1_RowFunction)[];
  /**
   * Relations that are read several times, each after those that it reads.
   */
  'shared': (_goldpan_v1_Relation)[];
}

// Original file: proto/goldpan/v1/plan.proto

import type { RelationInput as _goldpan_v1_RelationInput, Relation as _goldpan_v1_Relation } from '../../goldpan/v1/Relation.js';
import type { FillNullsInput as _goldpan_v1_FillNullsInput, FillNulls as _goldpan_v1_FillNulls } from '../../goldpan/v1/FillNulls.js';
import type { DropNullsInput as _goldpan_v1_DropNullsInput, DropNulls as _goldpan_v1_DropNulls } from '../../goldpan/v1/DropNulls.js';
import type { ReplaceValuesInput as _goldpan_v1_ReplaceValuesInput, ReplaceValues as _goldpan_v1_ReplaceValues } from '../../goldpan/v1/ReplaceValues.js';
import type { NameColumnsInput as _goldpan_v1_NameColumnsInput, NameColumns as _goldpan_v1_NameColumns } from '../../goldpan/v1/NameColumns.js';
import type { SummarizeInput as _goldpan_v1_SummarizeInput, Summarize as _goldpan_v1_Summarize } from '../../goldpan/v1/Summarize.js';
import type { UnpivotInput as _goldpan_v1_UnpivotInput, Unpivot as _goldpan_v1_Unpivot } from '../../goldpan/v1/Unpivot.js';
import type { ShareOfRowsInput as _goldpan_v1_ShareOfRowsInput, ShareOfRows as _goldpan_v1_ShareOfRows } from '../../goldpan/v1/ShareOfRows.js';

/**
 * What depends on the names and types that the input turns out to have: written out as projections, filters and aggregates when they
 * are known.
 */
export interface BySchemaInput {
  'input'?: (_goldpan_v1_RelationInput | null);
  'fillNulls'?: (_goldpan_v1_FillNullsInput | null);
  'dropNulls'?: (_goldpan_v1_DropNullsInput | null);
  'replaceValues'?: (_goldpan_v1_ReplaceValuesInput | null);
  'nameColumns'?: (_goldpan_v1_NameColumnsInput | null);
  'summarize'?: (_goldpan_v1_SummarizeInput | null);
  'unpivot'?: (_goldpan_v1_UnpivotInput | null);
  'shareOfRows'?: (_goldpan_v1_ShareOfRowsInput | null);
  'form'?: "fillNulls"|"dropNulls"|"replaceValues"|"nameColumns"|"summarize"|"unpivot"|"shareOfRows";
}

/**
 * What depends on the names and types that the input turns out to have: written out as projections, filters and aggregates when they
 * are known.
 */
export interface BySchema {
  'input': (_goldpan_v1_Relation | null);
  'fillNulls'?: (_goldpan_v1_FillNulls | null);
  'dropNulls'?: (_goldpan_v1_DropNulls | null);
  'replaceValues'?: (_goldpan_v1_ReplaceValues | null);
  'nameColumns'?: (_goldpan_v1_NameColumns | null);
  'summarize'?: (_goldpan_v1_Summarize | null);
  'unpivot'?: (_goldpan_v1_Unpivot | null);
  'shareOfRows'?: (_goldpan_v1_ShareOfRows | null);
  'form'?: "fillNulls"|"dropNulls"|"replaceValues"|"nameColumns"|"summarize"|"unpivot"|"shareOfRows";
}

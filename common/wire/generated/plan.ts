import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { ActionInput as _goldpan_v1_ActionInput, Action as _goldpan_v1_Action } from './goldpan/v1/Action.js';
import type { AggregateInput as _goldpan_v1_AggregateInput, Aggregate as _goldpan_v1_Aggregate } from './goldpan/v1/Aggregate.js';
import type { AliasInput as _goldpan_v1_AliasInput, Alias as _goldpan_v1_Alias } from './goldpan/v1/Alias.js';
import type { AttemptKeyInput as _goldpan_v1_AttemptKeyInput, AttemptKey as _goldpan_v1_AttemptKey } from './goldpan/v1/AttemptKey.js';
import type { BroadcastInput as _goldpan_v1_BroadcastInput, Broadcast as _goldpan_v1_Broadcast } from './goldpan/v1/Broadcast.js';
import type { BySchemaInput as _goldpan_v1_BySchemaInput, BySchema as _goldpan_v1_BySchema } from './goldpan/v1/BySchema.js';
import type { CacheInput as _goldpan_v1_CacheInput, Cache as _goldpan_v1_Cache } from './goldpan/v1/Cache.js';
import type { CallSiteInput as _goldpan_v1_CallSiteInput, CallSite as _goldpan_v1_CallSite } from './goldpan/v1/CallSite.js';
import type { CollectInput as _goldpan_v1_CollectInput, Collect as _goldpan_v1_Collect } from './goldpan/v1/Collect.js';
import type { ColumnInput as _goldpan_v1_ColumnInput, Column as _goldpan_v1_Column } from './goldpan/v1/Column.js';
import type { DataDetailsInput as _goldpan_v1_DataDetailsInput, DataDetails as _goldpan_v1_DataDetails } from './goldpan/v1/DataDetails.js';
import type { DeduplicateInput as _goldpan_v1_DeduplicateInput, Deduplicate as _goldpan_v1_Deduplicate } from './goldpan/v1/Deduplicate.js';
import type { DiscardInput as _goldpan_v1_DiscardInput, Discard as _goldpan_v1_Discard } from './goldpan/v1/Discard.js';
import type { DropInput as _goldpan_v1_DropInput, Drop as _goldpan_v1_Drop } from './goldpan/v1/Drop.js';
import type { DropNullsInput as _goldpan_v1_DropNullsInput, DropNulls as _goldpan_v1_DropNulls } from './goldpan/v1/DropNulls.js';
import type { ErrorInput as _goldpan_v1_ErrorInput, Error as _goldpan_v1_Error } from './goldpan/v1/Error.js';
import type { ExpectInput as _goldpan_v1_ExpectInput, Expect as _goldpan_v1_Expect } from './goldpan/v1/Expect.js';
import type { ExpectationDetailsInput as _goldpan_v1_ExpectationDetailsInput, ExpectationDetails as _goldpan_v1_ExpectationDetails } from './goldpan/v1/ExpectationDetails.js';
import type { ExpressionInput as _goldpan_v1_ExpressionInput, Expression as _goldpan_v1_Expression } from './goldpan/v1/Expression.js';
import type { FileProblemInput as _goldpan_v1_FileProblemInput, FileProblem as _goldpan_v1_FileProblem } from './goldpan/v1/FileProblem.js';
import type { FillNullsInput as _goldpan_v1_FillNullsInput, FillNulls as _goldpan_v1_FillNulls } from './goldpan/v1/FillNulls.js';
import type { FilterInput as _goldpan_v1_FilterInput, Filter as _goldpan_v1_Filter } from './goldpan/v1/Filter.js';
import type { FreshnessInput as _goldpan_v1_FreshnessInput, Freshness as _goldpan_v1_Freshness } from './goldpan/v1/Freshness.js';
import type { GroupingSetInput as _goldpan_v1_GroupingSetInput, GroupingSet as _goldpan_v1_GroupingSet } from './goldpan/v1/GroupingSet.js';
import type { JoinInput as _goldpan_v1_JoinInput, Join as _goldpan_v1_Join } from './goldpan/v1/Join.js';
import type { LimitInput as _goldpan_v1_LimitInput, Limit as _goldpan_v1_Limit } from './goldpan/v1/Limit.js';
import type { LimitDetailsInput as _goldpan_v1_LimitDetailsInput, LimitDetails as _goldpan_v1_LimitDetails } from './goldpan/v1/LimitDetails.js';
import type { MapPartitionsInput as _goldpan_v1_MapPartitionsInput, MapPartitions as _goldpan_v1_MapPartitions } from './goldpan/v1/MapPartitions.js';
import type { NameColumnsInput as _goldpan_v1_NameColumnsInput, NameColumns as _goldpan_v1_NameColumns } from './goldpan/v1/NameColumns.js';
import type { NamedExpressionInput as _goldpan_v1_NamedExpressionInput, NamedExpression as _goldpan_v1_NamedExpression } from './goldpan/v1/NamedExpression.js';
import type { NullFillInput as _goldpan_v1_NullFillInput, NullFill as _goldpan_v1_NullFill } from './goldpan/v1/NullFill.js';
import type { PeerDetailsInput as _goldpan_v1_PeerDetailsInput, PeerDetails as _goldpan_v1_PeerDetails } from './goldpan/v1/PeerDetails.js';
import type { PivotInput as _goldpan_v1_PivotInput, Pivot as _goldpan_v1_Pivot } from './goldpan/v1/Pivot.js';
import type { PlanInput as _goldpan_v1_PlanInput, Plan as _goldpan_v1_Plan } from './goldpan/v1/Plan.js';
import type { ProjectInput as _goldpan_v1_ProjectInput, Project as _goldpan_v1_Project } from './goldpan/v1/Project.js';
import type { RelationInput as _goldpan_v1_RelationInput, Relation as _goldpan_v1_Relation } from './goldpan/v1/Relation.js';
import type { RenameInput as _goldpan_v1_RenameInput, Rename as _goldpan_v1_Rename } from './goldpan/v1/Rename.js';
import type { RepartitionInput as _goldpan_v1_RepartitionInput, Repartition as _goldpan_v1_Repartition } from './goldpan/v1/Repartition.js';
import type { ReplaceValuesInput as _goldpan_v1_ReplaceValuesInput, ReplaceValues as _goldpan_v1_ReplaceValues } from './goldpan/v1/ReplaceValues.js';
import type { ReplacementInput as _goldpan_v1_ReplacementInput, Replacement as _goldpan_v1_Replacement } from './goldpan/v1/Replacement.js';
import type { RowBoundsInput as _goldpan_v1_RowBoundsInput, RowBounds as _goldpan_v1_RowBounds } from './goldpan/v1/RowBounds.js';
import type { RowFunctionInput as _goldpan_v1_RowFunctionInput, RowFunction as _goldpan_v1_RowFunction } from './goldpan/v1/RowFunction.js';
import type { SampleInput as _goldpan_v1_SampleInput, Sample as _goldpan_v1_Sample } from './goldpan/v1/Sample.js';
import type { ScanInput as _goldpan_v1_ScanInput, Scan as _goldpan_v1_Scan } from './goldpan/v1/Scan.js';
import type { SchemaInput as _goldpan_v1_SchemaInput, Schema as _goldpan_v1_Schema } from './goldpan/v1/Schema.js';
import type { ScriptDetailsInput as _goldpan_v1_ScriptDetailsInput, ScriptDetails as _goldpan_v1_ScriptDetails } from './goldpan/v1/ScriptDetails.js';
import type { SetOperationInput as _goldpan_v1_SetOperationInput, SetOperation as _goldpan_v1_SetOperation } from './goldpan/v1/SetOperation.js';
import type { ShareOfRowsInput as _goldpan_v1_ShareOfRowsInput, ShareOfRows as _goldpan_v1_ShareOfRows } from './goldpan/v1/ShareOfRows.js';
import type { SortInput as _goldpan_v1_SortInput, Sort as _goldpan_v1_Sort } from './goldpan/v1/Sort.js';
import type { SortOrderInput as _goldpan_v1_SortOrderInput, SortOrder as _goldpan_v1_SortOrder } from './goldpan/v1/SortOrder.js';
import type { SqlInput as _goldpan_v1_SqlInput, Sql as _goldpan_v1_Sql } from './goldpan/v1/Sql.js';
import type { StoreDetailsInput as _goldpan_v1_StoreDetailsInput, StoreDetails as _goldpan_v1_StoreDetails } from './goldpan/v1/StoreDetails.js';
import type { SummarizeInput as _goldpan_v1_SummarizeInput, Summarize as _goldpan_v1_Summarize } from './goldpan/v1/Summarize.js';
import type { TableDetailsInput as _goldpan_v1_TableDetailsInput, TableDetails as _goldpan_v1_TableDetails } from './goldpan/v1/TableDetails.js';
import type { UnionInput as _goldpan_v1_UnionInput, Union as _goldpan_v1_Union } from './goldpan/v1/Union.js';
import type { UnnestInput as _goldpan_v1_UnnestInput, Unnest as _goldpan_v1_Unnest } from './goldpan/v1/Unnest.js';
import type { UnpivotInput as _goldpan_v1_UnpivotInput, Unpivot as _goldpan_v1_Unpivot } from './goldpan/v1/Unpivot.js';
import type { UpstreamDetailsInput as _goldpan_v1_UpstreamDetailsInput, UpstreamDetails as _goldpan_v1_UpstreamDetails } from './goldpan/v1/UpstreamDetails.js';
import type { ValuesInput as _goldpan_v1_ValuesInput, Values as _goldpan_v1_Values } from './goldpan/v1/Values.js';
import type { VersionsInput as _goldpan_v1_VersionsInput, Versions as _goldpan_v1_Versions } from './goldpan/v1/Versions.js';
import type { WithColumnsInput as _goldpan_v1_WithColumnsInput, WithColumns as _goldpan_v1_WithColumns } from './goldpan/v1/WithColumns.js';
import type { WriteInput as _goldpan_v1_WriteInput, Write as _goldpan_v1_Write } from './goldpan/v1/Write.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  goldpan: {
    v1: {
      Action: MessageTypeDefinition<_goldpan_v1_ActionInput, _goldpan_v1_Action>
      Aggregate: MessageTypeDefinition<_goldpan_v1_AggregateInput, _goldpan_v1_Aggregate>
      Alias: MessageTypeDefinition<_goldpan_v1_AliasInput, _goldpan_v1_Alias>
      AttemptKey: MessageTypeDefinition<_goldpan_v1_AttemptKeyInput, _goldpan_v1_AttemptKey>
      Broadcast: MessageTypeDefinition<_goldpan_v1_BroadcastInput, _goldpan_v1_Broadcast>
      BySchema: MessageTypeDefinition<_goldpan_v1_BySchemaInput, _goldpan_v1_BySchema>
      Cache: MessageTypeDefinition<_goldpan_v1_CacheInput, _goldpan_v1_Cache>
      CallSite: MessageTypeDefinition<_goldpan_v1_CallSiteInput, _goldpan_v1_CallSite>
      Collect: MessageTypeDefinition<_goldpan_v1_CollectInput, _goldpan_v1_Collect>
      Column: MessageTypeDefinition<_goldpan_v1_ColumnInput, _goldpan_v1_Column>
      ColumnKind: EnumTypeDefinition
      DataDetails: MessageTypeDefinition<_goldpan_v1_DataDetailsInput, _goldpan_v1_DataDetails>
      Deduplicate: MessageTypeDefinition<_goldpan_v1_DeduplicateInput, _goldpan_v1_Deduplicate>
      Discard: MessageTypeDefinition<_goldpan_v1_DiscardInput, _goldpan_v1_Discard>
      Drop: MessageTypeDefinition<_goldpan_v1_DropInput, _goldpan_v1_Drop>
      DropNulls: MessageTypeDefinition<_goldpan_v1_DropNullsInput, _goldpan_v1_DropNulls>
      Error: MessageTypeDefinition<_goldpan_v1_ErrorInput, _goldpan_v1_Error>
      Expect: MessageTypeDefinition<_goldpan_v1_ExpectInput, _goldpan_v1_Expect>
      ExpectationAction: EnumTypeDefinition
      ExpectationDetails: MessageTypeDefinition<_goldpan_v1_ExpectationDetailsInput, _goldpan_v1_ExpectationDetails>
      Expression: MessageTypeDefinition<_goldpan_v1_ExpressionInput, _goldpan_v1_Expression>
      FileProblem: MessageTypeDefinition<_goldpan_v1_FileProblemInput, _goldpan_v1_FileProblem>
      FillNulls: MessageTypeDefinition<_goldpan_v1_FillNullsInput, _goldpan_v1_FillNulls>
      Filter: MessageTypeDefinition<_goldpan_v1_FilterInput, _goldpan_v1_Filter>
      Freshness: MessageTypeDefinition<_goldpan_v1_FreshnessInput, _goldpan_v1_Freshness>
      GroupingKind: EnumTypeDefinition
      GroupingSet: MessageTypeDefinition<_goldpan_v1_GroupingSetInput, _goldpan_v1_GroupingSet>
      Join: MessageTypeDefinition<_goldpan_v1_JoinInput, _goldpan_v1_Join>
      JoinKind: EnumTypeDefinition
      Limit: MessageTypeDefinition<_goldpan_v1_LimitInput, _goldpan_v1_Limit>
      LimitDetails: MessageTypeDefinition<_goldpan_v1_LimitDetailsInput, _goldpan_v1_LimitDetails>
      MapPartitions: MessageTypeDefinition<_goldpan_v1_MapPartitionsInput, _goldpan_v1_MapPartitions>
      NameColumns: MessageTypeDefinition<_goldpan_v1_NameColumnsInput, _goldpan_v1_NameColumns>
      NamedExpression: MessageTypeDefinition<_goldpan_v1_NamedExpressionInput, _goldpan_v1_NamedExpression>
      NullFill: MessageTypeDefinition<_goldpan_v1_NullFillInput, _goldpan_v1_NullFill>
      NullOrder: EnumTypeDefinition
      PeerDetails: MessageTypeDefinition<_goldpan_v1_PeerDetailsInput, _goldpan_v1_PeerDetails>
      Pivot: MessageTypeDefinition<_goldpan_v1_PivotInput, _goldpan_v1_Pivot>
      Plan: MessageTypeDefinition<_goldpan_v1_PlanInput, _goldpan_v1_Plan>
      Project: MessageTypeDefinition<_goldpan_v1_ProjectInput, _goldpan_v1_Project>
      Relation: MessageTypeDefinition<_goldpan_v1_RelationInput, _goldpan_v1_Relation>
      Rename: MessageTypeDefinition<_goldpan_v1_RenameInput, _goldpan_v1_Rename>
      Repartition: MessageTypeDefinition<_goldpan_v1_RepartitionInput, _goldpan_v1_Repartition>
      RepartitionKind: EnumTypeDefinition
      ReplaceValues: MessageTypeDefinition<_goldpan_v1_ReplaceValuesInput, _goldpan_v1_ReplaceValues>
      Replacement: MessageTypeDefinition<_goldpan_v1_ReplacementInput, _goldpan_v1_Replacement>
      RetryClass: EnumTypeDefinition
      RowBounds: MessageTypeDefinition<_goldpan_v1_RowBoundsInput, _goldpan_v1_RowBounds>
      RowFunction: MessageTypeDefinition<_goldpan_v1_RowFunctionInput, _goldpan_v1_RowFunction>
      RowFunctionKind: EnumTypeDefinition
      Sample: MessageTypeDefinition<_goldpan_v1_SampleInput, _goldpan_v1_Sample>
      Scan: MessageTypeDefinition<_goldpan_v1_ScanInput, _goldpan_v1_Scan>
      Schema: MessageTypeDefinition<_goldpan_v1_SchemaInput, _goldpan_v1_Schema>
      ScriptDetails: MessageTypeDefinition<_goldpan_v1_ScriptDetailsInput, _goldpan_v1_ScriptDetails>
      SetOperation: MessageTypeDefinition<_goldpan_v1_SetOperationInput, _goldpan_v1_SetOperation>
      SetOperationKind: EnumTypeDefinition
      ShareOfRows: MessageTypeDefinition<_goldpan_v1_ShareOfRowsInput, _goldpan_v1_ShareOfRows>
      Sort: MessageTypeDefinition<_goldpan_v1_SortInput, _goldpan_v1_Sort>
      SortOrder: MessageTypeDefinition<_goldpan_v1_SortOrderInput, _goldpan_v1_SortOrder>
      Sql: MessageTypeDefinition<_goldpan_v1_SqlInput, _goldpan_v1_Sql>
      StoreDetails: MessageTypeDefinition<_goldpan_v1_StoreDetailsInput, _goldpan_v1_StoreDetails>
      Summarize: MessageTypeDefinition<_goldpan_v1_SummarizeInput, _goldpan_v1_Summarize>
      TableDetails: MessageTypeDefinition<_goldpan_v1_TableDetailsInput, _goldpan_v1_TableDetails>
      Union: MessageTypeDefinition<_goldpan_v1_UnionInput, _goldpan_v1_Union>
      Unnest: MessageTypeDefinition<_goldpan_v1_UnnestInput, _goldpan_v1_Unnest>
      Unpivot: MessageTypeDefinition<_goldpan_v1_UnpivotInput, _goldpan_v1_Unpivot>
      UpstreamDetails: MessageTypeDefinition<_goldpan_v1_UpstreamDetailsInput, _goldpan_v1_UpstreamDetails>
      Values: MessageTypeDefinition<_goldpan_v1_ValuesInput, _goldpan_v1_Values>
      Versions: MessageTypeDefinition<_goldpan_v1_VersionsInput, _goldpan_v1_Versions>
      WithColumns: MessageTypeDefinition<_goldpan_v1_WithColumnsInput, _goldpan_v1_WithColumns>
      Write: MessageTypeDefinition<_goldpan_v1_WriteInput, _goldpan_v1_Write>
      WriteMode: EnumTypeDefinition
    }
  }
}


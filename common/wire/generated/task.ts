import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { ActionInput as _goldpan_v1_ActionInput, Action as _goldpan_v1_Action } from './goldpan/v1/Action.js';
import type { AggregateInput as _goldpan_v1_AggregateInput, Aggregate as _goldpan_v1_Aggregate } from './goldpan/v1/Aggregate.js';
import type { AggregateFunctionOperatorInput as _goldpan_v1_AggregateFunctionOperatorInput, AggregateFunctionOperator as _goldpan_v1_AggregateFunctionOperator } from './goldpan/v1/AggregateFunctionOperator.js';
import type { AggregateOperatorInput as _goldpan_v1_AggregateOperatorInput, AggregateOperator as _goldpan_v1_AggregateOperator } from './goldpan/v1/AggregateOperator.js';
import type { AliasInput as _goldpan_v1_AliasInput, Alias as _goldpan_v1_Alias } from './goldpan/v1/Alias.js';
import type { AttemptKeyInput as _goldpan_v1_AttemptKeyInput, AttemptKey as _goldpan_v1_AttemptKey } from './goldpan/v1/AttemptKey.js';
import type { AttemptReportInput as _goldpan_v1_AttemptReportInput, AttemptReport as _goldpan_v1_AttemptReport } from './goldpan/v1/AttemptReport.js';
import type { BoundsOperatorInput as _goldpan_v1_BoundsOperatorInput, BoundsOperator as _goldpan_v1_BoundsOperator } from './goldpan/v1/BoundsOperator.js';
import type { BroadcastInput as _goldpan_v1_BroadcastInput, Broadcast as _goldpan_v1_Broadcast } from './goldpan/v1/Broadcast.js';
import type { BySchemaInput as _goldpan_v1_BySchemaInput, BySchema as _goldpan_v1_BySchema } from './goldpan/v1/BySchema.js';
import type { ByteRangeInput as _goldpan_v1_ByteRangeInput, ByteRange as _goldpan_v1_ByteRange } from './goldpan/v1/ByteRange.js';
import type { CacheInput as _goldpan_v1_CacheInput, Cache as _goldpan_v1_Cache } from './goldpan/v1/Cache.js';
import type { CallSiteInput as _goldpan_v1_CallSiteInput, CallSite as _goldpan_v1_CallSite } from './goldpan/v1/CallSite.js';
import type { CollectInput as _goldpan_v1_CollectInput, Collect as _goldpan_v1_Collect } from './goldpan/v1/Collect.js';
import type { ColumnInput as _goldpan_v1_ColumnInput, Column as _goldpan_v1_Column } from './goldpan/v1/Column.js';
import type { ColumnStatisticsInput as _goldpan_v1_ColumnStatisticsInput, ColumnStatistics as _goldpan_v1_ColumnStatistics } from './goldpan/v1/ColumnStatistics.js';
import type { CsvSinkInput as _goldpan_v1_CsvSinkInput, CsvSink as _goldpan_v1_CsvSink } from './goldpan/v1/CsvSink.js';
import type { DataDetailsInput as _goldpan_v1_DataDetailsInput, DataDetails as _goldpan_v1_DataDetails } from './goldpan/v1/DataDetails.js';
import type { DeduplicateInput as _goldpan_v1_DeduplicateInput, Deduplicate as _goldpan_v1_Deduplicate } from './goldpan/v1/Deduplicate.js';
import type { DeduplicateOperatorInput as _goldpan_v1_DeduplicateOperatorInput, DeduplicateOperator as _goldpan_v1_DeduplicateOperator } from './goldpan/v1/DeduplicateOperator.js';
import type { DeliveryInput as _goldpan_v1_DeliveryInput, Delivery as _goldpan_v1_Delivery } from './goldpan/v1/Delivery.js';
import type { DiscardInput as _goldpan_v1_DiscardInput, Discard as _goldpan_v1_Discard } from './goldpan/v1/Discard.js';
import type { DiscardDeliveryInput as _goldpan_v1_DiscardDeliveryInput, DiscardDelivery as _goldpan_v1_DiscardDelivery } from './goldpan/v1/DiscardDelivery.js';
import type { DropInput as _goldpan_v1_DropInput, Drop as _goldpan_v1_Drop } from './goldpan/v1/Drop.js';
import type { DropNullsInput as _goldpan_v1_DropNullsInput, DropNulls as _goldpan_v1_DropNulls } from './goldpan/v1/DropNulls.js';
import type { ErrorInput as _goldpan_v1_ErrorInput, Error as _goldpan_v1_Error } from './goldpan/v1/Error.js';
import type { ExpectInput as _goldpan_v1_ExpectInput, Expect as _goldpan_v1_Expect } from './goldpan/v1/Expect.js';
import type { ExpectOperatorInput as _goldpan_v1_ExpectOperatorInput, ExpectOperator as _goldpan_v1_ExpectOperator } from './goldpan/v1/ExpectOperator.js';
import type { ExpectationDetailsInput as _goldpan_v1_ExpectationDetailsInput, ExpectationDetails as _goldpan_v1_ExpectationDetails } from './goldpan/v1/ExpectationDetails.js';
import type { ExpectationTallyInput as _goldpan_v1_ExpectationTallyInput, ExpectationTally as _goldpan_v1_ExpectationTally } from './goldpan/v1/ExpectationTally.js';
import type { ExpressionInput as _goldpan_v1_ExpressionInput, Expression as _goldpan_v1_Expression } from './goldpan/v1/Expression.js';
import type { FileProblemInput as _goldpan_v1_FileProblemInput, FileProblem as _goldpan_v1_FileProblem } from './goldpan/v1/FileProblem.js';
import type { FileSliceInput as _goldpan_v1_FileSliceInput, FileSlice as _goldpan_v1_FileSlice } from './goldpan/v1/FileSlice.js';
import type { FillNullsInput as _goldpan_v1_FillNullsInput, FillNulls as _goldpan_v1_FillNulls } from './goldpan/v1/FillNulls.js';
import type { FilterInput as _goldpan_v1_FilterInput, Filter as _goldpan_v1_Filter } from './goldpan/v1/Filter.js';
import type { FragmentInput as _goldpan_v1_FragmentInput, Fragment as _goldpan_v1_Fragment } from './goldpan/v1/Fragment.js';
import type { FreshnessInput as _goldpan_v1_FreshnessInput, Freshness as _goldpan_v1_Freshness } from './goldpan/v1/Freshness.js';
import type { GroupingSetInput as _goldpan_v1_GroupingSetInput, GroupingSet as _goldpan_v1_GroupingSet } from './goldpan/v1/GroupingSet.js';
import type { HashPartitioningInput as _goldpan_v1_HashPartitioningInput, HashPartitioning as _goldpan_v1_HashPartitioning } from './goldpan/v1/HashPartitioning.js';
import type { JoinInput as _goldpan_v1_JoinInput, Join as _goldpan_v1_Join } from './goldpan/v1/Join.js';
import type { JoinKeyInput as _goldpan_v1_JoinKeyInput, JoinKey as _goldpan_v1_JoinKey } from './goldpan/v1/JoinKey.js';
import type { JoinOperatorInput as _goldpan_v1_JoinOperatorInput, JoinOperator as _goldpan_v1_JoinOperator } from './goldpan/v1/JoinOperator.js';
import type { LimitInput as _goldpan_v1_LimitInput, Limit as _goldpan_v1_Limit } from './goldpan/v1/Limit.js';
import type { LimitDetailsInput as _goldpan_v1_LimitDetailsInput, LimitDetails as _goldpan_v1_LimitDetails } from './goldpan/v1/LimitDetails.js';
import type { LimitOperatorInput as _goldpan_v1_LimitOperatorInput, LimitOperator as _goldpan_v1_LimitOperator } from './goldpan/v1/LimitOperator.js';
import type { MapFunctionOperatorInput as _goldpan_v1_MapFunctionOperatorInput, MapFunctionOperator as _goldpan_v1_MapFunctionOperator } from './goldpan/v1/MapFunctionOperator.js';
import type { MapPartitionsInput as _goldpan_v1_MapPartitionsInput, MapPartitions as _goldpan_v1_MapPartitions } from './goldpan/v1/MapPartitions.js';
import type { MapPartitionsOperatorInput as _goldpan_v1_MapPartitionsOperatorInput, MapPartitionsOperator as _goldpan_v1_MapPartitionsOperator } from './goldpan/v1/MapPartitionsOperator.js';
import type { NameColumnsInput as _goldpan_v1_NameColumnsInput, NameColumns as _goldpan_v1_NameColumns } from './goldpan/v1/NameColumns.js';
import type { NamedExpressionInput as _goldpan_v1_NamedExpressionInput, NamedExpression as _goldpan_v1_NamedExpression } from './goldpan/v1/NamedExpression.js';
import type { NamedTreeInput as _goldpan_v1_NamedTreeInput, NamedTree as _goldpan_v1_NamedTree } from './goldpan/v1/NamedTree.js';
import type { NullFillInput as _goldpan_v1_NullFillInput, NullFill as _goldpan_v1_NullFill } from './goldpan/v1/NullFill.js';
import type { OperatorInput as _goldpan_v1_OperatorInput, Operator as _goldpan_v1_Operator } from './goldpan/v1/Operator.js';
import type { PeerDetailsInput as _goldpan_v1_PeerDetailsInput, PeerDetails as _goldpan_v1_PeerDetails } from './goldpan/v1/PeerDetails.js';
import type { PendingFileInput as _goldpan_v1_PendingFileInput, PendingFile as _goldpan_v1_PendingFile } from './goldpan/v1/PendingFile.js';
import type { PieceDeliveryInput as _goldpan_v1_PieceDeliveryInput, PieceDelivery as _goldpan_v1_PieceDelivery } from './goldpan/v1/PieceDelivery.js';
import type { PieceRefInput as _goldpan_v1_PieceRefInput, PieceRef as _goldpan_v1_PieceRef } from './goldpan/v1/PieceRef.js';
import type { PieceSetInput as _goldpan_v1_PieceSetInput, PieceSet as _goldpan_v1_PieceSet } from './goldpan/v1/PieceSet.js';
import type { PieceSourceInput as _goldpan_v1_PieceSourceInput, PieceSource as _goldpan_v1_PieceSource } from './goldpan/v1/PieceSource.js';
import type { PivotInput as _goldpan_v1_PivotInput, Pivot as _goldpan_v1_Pivot } from './goldpan/v1/Pivot.js';
import type { PlanInput as _goldpan_v1_PlanInput, Plan as _goldpan_v1_Plan } from './goldpan/v1/Plan.js';
import type { ProjectInput as _goldpan_v1_ProjectInput, Project as _goldpan_v1_Project } from './goldpan/v1/Project.js';
import type { ProjectOperatorInput as _goldpan_v1_ProjectOperatorInput, ProjectOperator as _goldpan_v1_ProjectOperator } from './goldpan/v1/ProjectOperator.js';
import type { RangePartitioningInput as _goldpan_v1_RangePartitioningInput, RangePartitioning as _goldpan_v1_RangePartitioning } from './goldpan/v1/RangePartitioning.js';
import type { RecordFormatInput as _goldpan_v1_RecordFormatInput, RecordFormat as _goldpan_v1_RecordFormat } from './goldpan/v1/RecordFormat.js';
import type { RelationInput as _goldpan_v1_RelationInput, Relation as _goldpan_v1_Relation } from './goldpan/v1/Relation.js';
import type { RenameInput as _goldpan_v1_RenameInput, Rename as _goldpan_v1_Rename } from './goldpan/v1/Rename.js';
import type { RepartitionInput as _goldpan_v1_RepartitionInput, Repartition as _goldpan_v1_Repartition } from './goldpan/v1/Repartition.js';
import type { ReplaceValuesInput as _goldpan_v1_ReplaceValuesInput, ReplaceValues as _goldpan_v1_ReplaceValues } from './goldpan/v1/ReplaceValues.js';
import type { ReplacementInput as _goldpan_v1_ReplacementInput, Replacement as _goldpan_v1_Replacement } from './goldpan/v1/Replacement.js';
import type { ResultDeliveryInput as _goldpan_v1_ResultDeliveryInput, ResultDelivery as _goldpan_v1_ResultDelivery } from './goldpan/v1/ResultDelivery.js';
import type { RoundRobinPartitioningInput as _goldpan_v1_RoundRobinPartitioningInput, RoundRobinPartitioning as _goldpan_v1_RoundRobinPartitioning } from './goldpan/v1/RoundRobinPartitioning.js';
import type { RowBoundsInput as _goldpan_v1_RowBoundsInput, RowBounds as _goldpan_v1_RowBounds } from './goldpan/v1/RowBounds.js';
import type { RowFunctionInput as _goldpan_v1_RowFunctionInput, RowFunction as _goldpan_v1_RowFunction } from './goldpan/v1/RowFunction.js';
import type { RowFunctionCallInput as _goldpan_v1_RowFunctionCallInput, RowFunctionCall as _goldpan_v1_RowFunctionCall } from './goldpan/v1/RowFunctionCall.js';
import type { RowGroupRefInput as _goldpan_v1_RowGroupRefInput, RowGroupRef as _goldpan_v1_RowGroupRef } from './goldpan/v1/RowGroupRef.js';
import type { SampleInput as _goldpan_v1_SampleInput, Sample as _goldpan_v1_Sample } from './goldpan/v1/Sample.js';
import type { SampleKeysOperatorInput as _goldpan_v1_SampleKeysOperatorInput, SampleKeysOperator as _goldpan_v1_SampleKeysOperator } from './goldpan/v1/SampleKeysOperator.js';
import type { SampleOperatorInput as _goldpan_v1_SampleOperatorInput, SampleOperator as _goldpan_v1_SampleOperator } from './goldpan/v1/SampleOperator.js';
import type { ScanInput as _goldpan_v1_ScanInput, Scan as _goldpan_v1_Scan } from './goldpan/v1/Scan.js';
import type { ScanSourceInput as _goldpan_v1_ScanSourceInput, ScanSource as _goldpan_v1_ScanSource } from './goldpan/v1/ScanSource.js';
import type { SchemaInput as _goldpan_v1_SchemaInput, Schema as _goldpan_v1_Schema } from './goldpan/v1/Schema.js';
import type { ScriptDetailsInput as _goldpan_v1_ScriptDetailsInput, ScriptDetails as _goldpan_v1_ScriptDetails } from './goldpan/v1/ScriptDetails.js';
import type { SetOperationInput as _goldpan_v1_SetOperationInput, SetOperation as _goldpan_v1_SetOperation } from './goldpan/v1/SetOperation.js';
import type { SetOperatorInput as _goldpan_v1_SetOperatorInput, SetOperator as _goldpan_v1_SetOperator } from './goldpan/v1/SetOperator.js';
import type { ShareOfRowsInput as _goldpan_v1_ShareOfRowsInput, ShareOfRows as _goldpan_v1_ShareOfRows } from './goldpan/v1/ShareOfRows.js';
import type { SinkDeliveryInput as _goldpan_v1_SinkDeliveryInput, SinkDelivery as _goldpan_v1_SinkDelivery } from './goldpan/v1/SinkDelivery.js';
import type { SortInput as _goldpan_v1_SortInput, Sort as _goldpan_v1_Sort } from './goldpan/v1/Sort.js';
import type { SortKeyInput as _goldpan_v1_SortKeyInput, SortKey as _goldpan_v1_SortKey } from './goldpan/v1/SortKey.js';
import type { SortOperatorInput as _goldpan_v1_SortOperatorInput, SortOperator as _goldpan_v1_SortOperator } from './goldpan/v1/SortOperator.js';
import type { SortOrderInput as _goldpan_v1_SortOrderInput, SortOrder as _goldpan_v1_SortOrder } from './goldpan/v1/SortOrder.js';
import type { SplitInput as _goldpan_v1_SplitInput, Split as _goldpan_v1_Split } from './goldpan/v1/Split.js';
import type { SqlInput as _goldpan_v1_SqlInput, Sql as _goldpan_v1_Sql } from './goldpan/v1/Sql.js';
import type { StoreDetailsInput as _goldpan_v1_StoreDetailsInput, StoreDetails as _goldpan_v1_StoreDetails } from './goldpan/v1/StoreDetails.js';
import type { SummarizeInput as _goldpan_v1_SummarizeInput, Summarize as _goldpan_v1_Summarize } from './goldpan/v1/Summarize.js';
import type { TableDetailsInput as _goldpan_v1_TableDetailsInput, TableDetails as _goldpan_v1_TableDetails } from './goldpan/v1/TableDetails.js';
import type { TaskInput as _goldpan_v1_TaskInput, Task as _goldpan_v1_Task } from './goldpan/v1/Task.js';
import type { TextSinkInput as _goldpan_v1_TextSinkInput, TextSink as _goldpan_v1_TextSink } from './goldpan/v1/TextSink.js';
import type { TreeInput as _goldpan_v1_TreeInput, Tree as _goldpan_v1_Tree } from './goldpan/v1/Tree.js';
import type { UnionInput as _goldpan_v1_UnionInput, Union as _goldpan_v1_Union } from './goldpan/v1/Union.js';
import type { UnnestInput as _goldpan_v1_UnnestInput, Unnest as _goldpan_v1_Unnest } from './goldpan/v1/Unnest.js';
import type { UnnestOperatorInput as _goldpan_v1_UnnestOperatorInput, UnnestOperator as _goldpan_v1_UnnestOperator } from './goldpan/v1/UnnestOperator.js';
import type { UnpivotInput as _goldpan_v1_UnpivotInput, Unpivot as _goldpan_v1_Unpivot } from './goldpan/v1/Unpivot.js';
import type { UploadInput as _goldpan_v1_UploadInput, Upload as _goldpan_v1_Upload } from './goldpan/v1/Upload.js';
import type { UploadPartInput as _goldpan_v1_UploadPartInput, UploadPart as _goldpan_v1_UploadPart } from './goldpan/v1/UploadPart.js';
import type { UpstreamDetailsInput as _goldpan_v1_UpstreamDetailsInput, UpstreamDetails as _goldpan_v1_UpstreamDetails } from './goldpan/v1/UpstreamDetails.js';
import type { ValuesInput as _goldpan_v1_ValuesInput, Values as _goldpan_v1_Values } from './goldpan/v1/Values.js';
import type { ValuesSourceInput as _goldpan_v1_ValuesSourceInput, ValuesSource as _goldpan_v1_ValuesSource } from './goldpan/v1/ValuesSource.js';
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
      AggregateFunctionOperator: MessageTypeDefinition<_goldpan_v1_AggregateFunctionOperatorInput, _goldpan_v1_AggregateFunctionOperator>
      AggregateFunctionStep: EnumTypeDefinition
      AggregateOperator: MessageTypeDefinition<_goldpan_v1_AggregateOperatorInput, _goldpan_v1_AggregateOperator>
      Alias: MessageTypeDefinition<_goldpan_v1_AliasInput, _goldpan_v1_Alias>
      AttemptKey: MessageTypeDefinition<_goldpan_v1_AttemptKeyInput, _goldpan_v1_AttemptKey>
      AttemptReport: MessageTypeDefinition<_goldpan_v1_AttemptReportInput, _goldpan_v1_AttemptReport>
      BoundsOperator: MessageTypeDefinition<_goldpan_v1_BoundsOperatorInput, _goldpan_v1_BoundsOperator>
      Broadcast: MessageTypeDefinition<_goldpan_v1_BroadcastInput, _goldpan_v1_Broadcast>
      BySchema: MessageTypeDefinition<_goldpan_v1_BySchemaInput, _goldpan_v1_BySchema>
      ByteRange: MessageTypeDefinition<_goldpan_v1_ByteRangeInput, _goldpan_v1_ByteRange>
      Cache: MessageTypeDefinition<_goldpan_v1_CacheInput, _goldpan_v1_Cache>
      CallSite: MessageTypeDefinition<_goldpan_v1_CallSiteInput, _goldpan_v1_CallSite>
      Collect: MessageTypeDefinition<_goldpan_v1_CollectInput, _goldpan_v1_Collect>
      Column: MessageTypeDefinition<_goldpan_v1_ColumnInput, _goldpan_v1_Column>
      ColumnKind: EnumTypeDefinition
      ColumnStatistics: MessageTypeDefinition<_goldpan_v1_ColumnStatisticsInput, _goldpan_v1_ColumnStatistics>
      CsvSink: MessageTypeDefinition<_goldpan_v1_CsvSinkInput, _goldpan_v1_CsvSink>
      DataDetails: MessageTypeDefinition<_goldpan_v1_DataDetailsInput, _goldpan_v1_DataDetails>
      Deduplicate: MessageTypeDefinition<_goldpan_v1_DeduplicateInput, _goldpan_v1_Deduplicate>
      DeduplicateOperator: MessageTypeDefinition<_goldpan_v1_DeduplicateOperatorInput, _goldpan_v1_DeduplicateOperator>
      Delivery: MessageTypeDefinition<_goldpan_v1_DeliveryInput, _goldpan_v1_Delivery>
      Discard: MessageTypeDefinition<_goldpan_v1_DiscardInput, _goldpan_v1_Discard>
      DiscardDelivery: MessageTypeDefinition<_goldpan_v1_DiscardDeliveryInput, _goldpan_v1_DiscardDelivery>
      Drop: MessageTypeDefinition<_goldpan_v1_DropInput, _goldpan_v1_Drop>
      DropNulls: MessageTypeDefinition<_goldpan_v1_DropNullsInput, _goldpan_v1_DropNulls>
      Error: MessageTypeDefinition<_goldpan_v1_ErrorInput, _goldpan_v1_Error>
      Expect: MessageTypeDefinition<_goldpan_v1_ExpectInput, _goldpan_v1_Expect>
      ExpectOperator: MessageTypeDefinition<_goldpan_v1_ExpectOperatorInput, _goldpan_v1_ExpectOperator>
      ExpectationAction: EnumTypeDefinition
      ExpectationDetails: MessageTypeDefinition<_goldpan_v1_ExpectationDetailsInput, _goldpan_v1_ExpectationDetails>
      ExpectationTally: MessageTypeDefinition<_goldpan_v1_ExpectationTallyInput, _goldpan_v1_ExpectationTally>
      Expression: MessageTypeDefinition<_goldpan_v1_ExpressionInput, _goldpan_v1_Expression>
      FileProblem: MessageTypeDefinition<_goldpan_v1_FileProblemInput, _goldpan_v1_FileProblem>
      FileSlice: MessageTypeDefinition<_goldpan_v1_FileSliceInput, _goldpan_v1_FileSlice>
      FillNulls: MessageTypeDefinition<_goldpan_v1_FillNullsInput, _goldpan_v1_FillNulls>
      Filter: MessageTypeDefinition<_goldpan_v1_FilterInput, _goldpan_v1_Filter>
      Fragment: MessageTypeDefinition<_goldpan_v1_FragmentInput, _goldpan_v1_Fragment>
      Freshness: MessageTypeDefinition<_goldpan_v1_FreshnessInput, _goldpan_v1_Freshness>
      GroupingKind: EnumTypeDefinition
      GroupingSet: MessageTypeDefinition<_goldpan_v1_GroupingSetInput, _goldpan_v1_GroupingSet>
      HashPartitioning: MessageTypeDefinition<_goldpan_v1_HashPartitioningInput, _goldpan_v1_HashPartitioning>
      Join: MessageTypeDefinition<_goldpan_v1_JoinInput, _goldpan_v1_Join>
      JoinKey: MessageTypeDefinition<_goldpan_v1_JoinKeyInput, _goldpan_v1_JoinKey>
      JoinKind: EnumTypeDefinition
      JoinOperator: MessageTypeDefinition<_goldpan_v1_JoinOperatorInput, _goldpan_v1_JoinOperator>
      Limit: MessageTypeDefinition<_goldpan_v1_LimitInput, _goldpan_v1_Limit>
      LimitDetails: MessageTypeDefinition<_goldpan_v1_LimitDetailsInput, _goldpan_v1_LimitDetails>
      LimitOperator: MessageTypeDefinition<_goldpan_v1_LimitOperatorInput, _goldpan_v1_LimitOperator>
      MapFunctionOperator: MessageTypeDefinition<_goldpan_v1_MapFunctionOperatorInput, _goldpan_v1_MapFunctionOperator>
      MapPartitions: MessageTypeDefinition<_goldpan_v1_MapPartitionsInput, _goldpan_v1_MapPartitions>
      MapPartitionsOperator: MessageTypeDefinition<_goldpan_v1_MapPartitionsOperatorInput, _goldpan_v1_MapPartitionsOperator>
      NameColumns: MessageTypeDefinition<_goldpan_v1_NameColumnsInput, _goldpan_v1_NameColumns>
      NamedExpression: MessageTypeDefinition<_goldpan_v1_NamedExpressionInput, _goldpan_v1_NamedExpression>
      NamedTree: MessageTypeDefinition<_goldpan_v1_NamedTreeInput, _goldpan_v1_NamedTree>
      NullFill: MessageTypeDefinition<_goldpan_v1_NullFillInput, _goldpan_v1_NullFill>
      NullOrder: EnumTypeDefinition
      Operator: MessageTypeDefinition<_goldpan_v1_OperatorInput, _goldpan_v1_Operator>
      PeerDetails: MessageTypeDefinition<_goldpan_v1_PeerDetailsInput, _goldpan_v1_PeerDetails>
      PendingFile: MessageTypeDefinition<_goldpan_v1_PendingFileInput, _goldpan_v1_PendingFile>
      PieceDelivery: MessageTypeDefinition<_goldpan_v1_PieceDeliveryInput, _goldpan_v1_PieceDelivery>
      PieceRef: MessageTypeDefinition<_goldpan_v1_PieceRefInput, _goldpan_v1_PieceRef>
      PieceSet: MessageTypeDefinition<_goldpan_v1_PieceSetInput, _goldpan_v1_PieceSet>
      PieceSource: MessageTypeDefinition<_goldpan_v1_PieceSourceInput, _goldpan_v1_PieceSource>
      Pivot: MessageTypeDefinition<_goldpan_v1_PivotInput, _goldpan_v1_Pivot>
      Plan: MessageTypeDefinition<_goldpan_v1_PlanInput, _goldpan_v1_Plan>
      Project: MessageTypeDefinition<_goldpan_v1_ProjectInput, _goldpan_v1_Project>
      ProjectOperator: MessageTypeDefinition<_goldpan_v1_ProjectOperatorInput, _goldpan_v1_ProjectOperator>
      RangePartitioning: MessageTypeDefinition<_goldpan_v1_RangePartitioningInput, _goldpan_v1_RangePartitioning>
      RecordFormat: MessageTypeDefinition<_goldpan_v1_RecordFormatInput, _goldpan_v1_RecordFormat>
      Relation: MessageTypeDefinition<_goldpan_v1_RelationInput, _goldpan_v1_Relation>
      Rename: MessageTypeDefinition<_goldpan_v1_RenameInput, _goldpan_v1_Rename>
      Repartition: MessageTypeDefinition<_goldpan_v1_RepartitionInput, _goldpan_v1_Repartition>
      RepartitionKind: EnumTypeDefinition
      ReplaceValues: MessageTypeDefinition<_goldpan_v1_ReplaceValuesInput, _goldpan_v1_ReplaceValues>
      Replacement: MessageTypeDefinition<_goldpan_v1_ReplacementInput, _goldpan_v1_Replacement>
      ResultDelivery: MessageTypeDefinition<_goldpan_v1_ResultDeliveryInput, _goldpan_v1_ResultDelivery>
      RetryClass: EnumTypeDefinition
      RoundRobinPartitioning: MessageTypeDefinition<_goldpan_v1_RoundRobinPartitioningInput, _goldpan_v1_RoundRobinPartitioning>
      RowBounds: MessageTypeDefinition<_goldpan_v1_RowBoundsInput, _goldpan_v1_RowBounds>
      RowFunction: MessageTypeDefinition<_goldpan_v1_RowFunctionInput, _goldpan_v1_RowFunction>
      RowFunctionCall: MessageTypeDefinition<_goldpan_v1_RowFunctionCallInput, _goldpan_v1_RowFunctionCall>
      RowFunctionKind: EnumTypeDefinition
      RowGroupRef: MessageTypeDefinition<_goldpan_v1_RowGroupRefInput, _goldpan_v1_RowGroupRef>
      Sample: MessageTypeDefinition<_goldpan_v1_SampleInput, _goldpan_v1_Sample>
      SampleKeysOperator: MessageTypeDefinition<_goldpan_v1_SampleKeysOperatorInput, _goldpan_v1_SampleKeysOperator>
      SampleOperator: MessageTypeDefinition<_goldpan_v1_SampleOperatorInput, _goldpan_v1_SampleOperator>
      Scan: MessageTypeDefinition<_goldpan_v1_ScanInput, _goldpan_v1_Scan>
      ScanSource: MessageTypeDefinition<_goldpan_v1_ScanSourceInput, _goldpan_v1_ScanSource>
      Schema: MessageTypeDefinition<_goldpan_v1_SchemaInput, _goldpan_v1_Schema>
      ScriptDetails: MessageTypeDefinition<_goldpan_v1_ScriptDetailsInput, _goldpan_v1_ScriptDetails>
      SetOperation: MessageTypeDefinition<_goldpan_v1_SetOperationInput, _goldpan_v1_SetOperation>
      SetOperationKind: EnumTypeDefinition
      SetOperator: MessageTypeDefinition<_goldpan_v1_SetOperatorInput, _goldpan_v1_SetOperator>
      ShareOfRows: MessageTypeDefinition<_goldpan_v1_ShareOfRowsInput, _goldpan_v1_ShareOfRows>
      SinkDelivery: MessageTypeDefinition<_goldpan_v1_SinkDeliveryInput, _goldpan_v1_SinkDelivery>
      Sort: MessageTypeDefinition<_goldpan_v1_SortInput, _goldpan_v1_Sort>
      SortKey: MessageTypeDefinition<_goldpan_v1_SortKeyInput, _goldpan_v1_SortKey>
      SortOperator: MessageTypeDefinition<_goldpan_v1_SortOperatorInput, _goldpan_v1_SortOperator>
      SortOrder: MessageTypeDefinition<_goldpan_v1_SortOrderInput, _goldpan_v1_SortOrder>
      Split: MessageTypeDefinition<_goldpan_v1_SplitInput, _goldpan_v1_Split>
      Sql: MessageTypeDefinition<_goldpan_v1_SqlInput, _goldpan_v1_Sql>
      StoreDetails: MessageTypeDefinition<_goldpan_v1_StoreDetailsInput, _goldpan_v1_StoreDetails>
      Summarize: MessageTypeDefinition<_goldpan_v1_SummarizeInput, _goldpan_v1_Summarize>
      TableDetails: MessageTypeDefinition<_goldpan_v1_TableDetailsInput, _goldpan_v1_TableDetails>
      Task: MessageTypeDefinition<_goldpan_v1_TaskInput, _goldpan_v1_Task>
      TextSink: MessageTypeDefinition<_goldpan_v1_TextSinkInput, _goldpan_v1_TextSink>
      Tree: MessageTypeDefinition<_goldpan_v1_TreeInput, _goldpan_v1_Tree>
      Union: MessageTypeDefinition<_goldpan_v1_UnionInput, _goldpan_v1_Union>
      Unnest: MessageTypeDefinition<_goldpan_v1_UnnestInput, _goldpan_v1_Unnest>
      UnnestOperator: MessageTypeDefinition<_goldpan_v1_UnnestOperatorInput, _goldpan_v1_UnnestOperator>
      Unpivot: MessageTypeDefinition<_goldpan_v1_UnpivotInput, _goldpan_v1_Unpivot>
      Upload: MessageTypeDefinition<_goldpan_v1_UploadInput, _goldpan_v1_Upload>
      UploadPart: MessageTypeDefinition<_goldpan_v1_UploadPartInput, _goldpan_v1_UploadPart>
      UpstreamDetails: MessageTypeDefinition<_goldpan_v1_UpstreamDetailsInput, _goldpan_v1_UpstreamDetails>
      Values: MessageTypeDefinition<_goldpan_v1_ValuesInput, _goldpan_v1_Values>
      ValuesSource: MessageTypeDefinition<_goldpan_v1_ValuesSourceInput, _goldpan_v1_ValuesSource>
      Versions: MessageTypeDefinition<_goldpan_v1_VersionsInput, _goldpan_v1_Versions>
      WithColumns: MessageTypeDefinition<_goldpan_v1_WithColumnsInput, _goldpan_v1_WithColumns>
      Write: MessageTypeDefinition<_goldpan_v1_WriteInput, _goldpan_v1_Write>
      WriteMode: EnumTypeDefinition
    }
  }
}


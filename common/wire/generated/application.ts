import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { ActionInput as _goldpan_v1_ActionInput, Action as _goldpan_v1_Action } from './goldpan/v1/Action.js';
import type { AggregateInput as _goldpan_v1_AggregateInput, Aggregate as _goldpan_v1_Aggregate } from './goldpan/v1/Aggregate.js';
import type { AliasInput as _goldpan_v1_AliasInput, Alias as _goldpan_v1_Alias } from './goldpan/v1/Alias.js';
import type { AnalyzeRequestInput as _goldpan_v1_AnalyzeRequestInput, AnalyzeRequest as _goldpan_v1_AnalyzeRequest } from './goldpan/v1/AnalyzeRequest.js';
import type { AnalyzeResponseInput as _goldpan_v1_AnalyzeResponseInput, AnalyzeResponse as _goldpan_v1_AnalyzeResponse } from './goldpan/v1/AnalyzeResponse.js';
import type { ApplicationEventInput as _goldpan_v1_ApplicationEventInput, ApplicationEvent as _goldpan_v1_ApplicationEvent } from './goldpan/v1/ApplicationEvent.js';
import type { ApplicationRefInput as _goldpan_v1_ApplicationRefInput, ApplicationRef as _goldpan_v1_ApplicationRef } from './goldpan/v1/ApplicationRef.js';
import type { ApplicationServiceClient as _goldpan_v1_ApplicationServiceClient, ApplicationServiceDefinition as _goldpan_v1_ApplicationServiceDefinition } from './goldpan/v1/ApplicationService.js';
import type { ApplicationStatusInput as _goldpan_v1_ApplicationStatusInput, ApplicationStatus as _goldpan_v1_ApplicationStatus } from './goldpan/v1/ApplicationStatus.js';
import type { AttemptKeyInput as _goldpan_v1_AttemptKeyInput, AttemptKey as _goldpan_v1_AttemptKey } from './goldpan/v1/AttemptKey.js';
import type { BroadcastInput as _goldpan_v1_BroadcastInput, Broadcast as _goldpan_v1_Broadcast } from './goldpan/v1/Broadcast.js';
import type { BundleChunkInput as _goldpan_v1_BundleChunkInput, BundleChunk as _goldpan_v1_BundleChunk } from './goldpan/v1/BundleChunk.js';
import type { BySchemaInput as _goldpan_v1_BySchemaInput, BySchema as _goldpan_v1_BySchema } from './goldpan/v1/BySchema.js';
import type { CacheInput as _goldpan_v1_CacheInput, Cache as _goldpan_v1_Cache } from './goldpan/v1/Cache.js';
import type { CallSiteInput as _goldpan_v1_CallSiteInput, CallSite as _goldpan_v1_CallSite } from './goldpan/v1/CallSite.js';
import type { CancelJobRequestInput as _goldpan_v1_CancelJobRequestInput, CancelJobRequest as _goldpan_v1_CancelJobRequest } from './goldpan/v1/CancelJobRequest.js';
import type { CancelJobResponseInput as _goldpan_v1_CancelJobResponseInput, CancelJobResponse as _goldpan_v1_CancelJobResponse } from './goldpan/v1/CancelJobResponse.js';
import type { ClusterStateInput as _goldpan_v1_ClusterStateInput, ClusterState as _goldpan_v1_ClusterState } from './goldpan/v1/ClusterState.js';
import type { CollectInput as _goldpan_v1_CollectInput, Collect as _goldpan_v1_Collect } from './goldpan/v1/Collect.js';
import type { ColumnInput as _goldpan_v1_ColumnInput, Column as _goldpan_v1_Column } from './goldpan/v1/Column.js';
import type { DataDetailsInput as _goldpan_v1_DataDetailsInput, DataDetails as _goldpan_v1_DataDetails } from './goldpan/v1/DataDetails.js';
import type { DeduplicateInput as _goldpan_v1_DeduplicateInput, Deduplicate as _goldpan_v1_Deduplicate } from './goldpan/v1/Deduplicate.js';
import type { DescribeApplicationRequestInput as _goldpan_v1_DescribeApplicationRequestInput, DescribeApplicationRequest as _goldpan_v1_DescribeApplicationRequest } from './goldpan/v1/DescribeApplicationRequest.js';
import type { DiscardInput as _goldpan_v1_DiscardInput, Discard as _goldpan_v1_Discard } from './goldpan/v1/Discard.js';
import type { DriverOutputInput as _goldpan_v1_DriverOutputInput, DriverOutput as _goldpan_v1_DriverOutput } from './goldpan/v1/DriverOutput.js';
import type { DropInput as _goldpan_v1_DropInput, Drop as _goldpan_v1_Drop } from './goldpan/v1/Drop.js';
import type { DropNullsInput as _goldpan_v1_DropNullsInput, DropNulls as _goldpan_v1_DropNulls } from './goldpan/v1/DropNulls.js';
import type { EndApplicationRequestInput as _goldpan_v1_EndApplicationRequestInput, EndApplicationRequest as _goldpan_v1_EndApplicationRequest } from './goldpan/v1/EndApplicationRequest.js';
import type { EndApplicationResponseInput as _goldpan_v1_EndApplicationResponseInput, EndApplicationResponse as _goldpan_v1_EndApplicationResponse } from './goldpan/v1/EndApplicationResponse.js';
import type { ErrorInput as _goldpan_v1_ErrorInput, Error as _goldpan_v1_Error } from './goldpan/v1/Error.js';
import type { ExpectInput as _goldpan_v1_ExpectInput, Expect as _goldpan_v1_Expect } from './goldpan/v1/Expect.js';
import type { ExpectationCountInput as _goldpan_v1_ExpectationCountInput, ExpectationCount as _goldpan_v1_ExpectationCount } from './goldpan/v1/ExpectationCount.js';
import type { ExpectationDetailsInput as _goldpan_v1_ExpectationDetailsInput, ExpectationDetails as _goldpan_v1_ExpectationDetails } from './goldpan/v1/ExpectationDetails.js';
import type { ExpectationPlanInput as _goldpan_v1_ExpectationPlanInput, ExpectationPlan as _goldpan_v1_ExpectationPlan } from './goldpan/v1/ExpectationPlan.js';
import type { ExpressionInput as _goldpan_v1_ExpressionInput, Expression as _goldpan_v1_Expression } from './goldpan/v1/Expression.js';
import type { FileProblemInput as _goldpan_v1_FileProblemInput, FileProblem as _goldpan_v1_FileProblem } from './goldpan/v1/FileProblem.js';
import type { FillNullsInput as _goldpan_v1_FillNullsInput, FillNulls as _goldpan_v1_FillNulls } from './goldpan/v1/FillNulls.js';
import type { FilterInput as _goldpan_v1_FilterInput, Filter as _goldpan_v1_Filter } from './goldpan/v1/Filter.js';
import type { FollowApplicationRequestInput as _goldpan_v1_FollowApplicationRequestInput, FollowApplicationRequest as _goldpan_v1_FollowApplicationRequest } from './goldpan/v1/FollowApplicationRequest.js';
import type { FollowEventInput as _goldpan_v1_FollowEventInput, FollowEvent as _goldpan_v1_FollowEvent } from './goldpan/v1/FollowEvent.js';
import type { FreshnessInput as _goldpan_v1_FreshnessInput, Freshness as _goldpan_v1_Freshness } from './goldpan/v1/Freshness.js';
import type { GroupingSetInput as _goldpan_v1_GroupingSetInput, GroupingSet as _goldpan_v1_GroupingSet } from './goldpan/v1/GroupingSet.js';
import type { InputPlanInput as _goldpan_v1_InputPlanInput, InputPlan as _goldpan_v1_InputPlan } from './goldpan/v1/InputPlan.js';
import type { JobAcceptedInput as _goldpan_v1_JobAcceptedInput, JobAccepted as _goldpan_v1_JobAccepted } from './goldpan/v1/JobAccepted.js';
import type { JobEventInput as _goldpan_v1_JobEventInput, JobEvent as _goldpan_v1_JobEvent } from './goldpan/v1/JobEvent.js';
import type { JobFailedInput as _goldpan_v1_JobFailedInput, JobFailed as _goldpan_v1_JobFailed } from './goldpan/v1/JobFailed.js';
import type { JobPlanInput as _goldpan_v1_JobPlanInput, JobPlan as _goldpan_v1_JobPlan } from './goldpan/v1/JobPlan.js';
import type { JobProgressInput as _goldpan_v1_JobProgressInput, JobProgress as _goldpan_v1_JobProgress } from './goldpan/v1/JobProgress.js';
import type { JobSucceededInput as _goldpan_v1_JobSucceededInput, JobSucceeded as _goldpan_v1_JobSucceeded } from './goldpan/v1/JobSucceeded.js';
import type { JobSummaryInput as _goldpan_v1_JobSummaryInput, JobSummary as _goldpan_v1_JobSummary } from './goldpan/v1/JobSummary.js';
import type { JoinInput as _goldpan_v1_JoinInput, Join as _goldpan_v1_Join } from './goldpan/v1/Join.js';
import type { KillApplicationRequestInput as _goldpan_v1_KillApplicationRequestInput, KillApplicationRequest as _goldpan_v1_KillApplicationRequest } from './goldpan/v1/KillApplicationRequest.js';
import type { KillApplicationResponseInput as _goldpan_v1_KillApplicationResponseInput, KillApplicationResponse as _goldpan_v1_KillApplicationResponse } from './goldpan/v1/KillApplicationResponse.js';
import type { LimitInput as _goldpan_v1_LimitInput, Limit as _goldpan_v1_Limit } from './goldpan/v1/Limit.js';
import type { LimitDetailsInput as _goldpan_v1_LimitDetailsInput, LimitDetails as _goldpan_v1_LimitDetails } from './goldpan/v1/LimitDetails.js';
import type { MapPartitionsInput as _goldpan_v1_MapPartitionsInput, MapPartitions as _goldpan_v1_MapPartitions } from './goldpan/v1/MapPartitions.js';
import type { NameColumnsInput as _goldpan_v1_NameColumnsInput, NameColumns as _goldpan_v1_NameColumns } from './goldpan/v1/NameColumns.js';
import type { NamedExpressionInput as _goldpan_v1_NamedExpressionInput, NamedExpression as _goldpan_v1_NamedExpression } from './goldpan/v1/NamedExpression.js';
import type { NoticeInput as _goldpan_v1_NoticeInput, Notice as _goldpan_v1_Notice } from './goldpan/v1/Notice.js';
import type { NullFillInput as _goldpan_v1_NullFillInput, NullFill as _goldpan_v1_NullFill } from './goldpan/v1/NullFill.js';
import type { OutputChunkInput as _goldpan_v1_OutputChunkInput, OutputChunk as _goldpan_v1_OutputChunk } from './goldpan/v1/OutputChunk.js';
import type { OutputPlanInput as _goldpan_v1_OutputPlanInput, OutputPlan as _goldpan_v1_OutputPlan } from './goldpan/v1/OutputPlan.js';
import type { PeerDetailsInput as _goldpan_v1_PeerDetailsInput, PeerDetails as _goldpan_v1_PeerDetails } from './goldpan/v1/PeerDetails.js';
import type { PivotInput as _goldpan_v1_PivotInput, Pivot as _goldpan_v1_Pivot } from './goldpan/v1/Pivot.js';
import type { PlanInput as _goldpan_v1_PlanInput, Plan as _goldpan_v1_Plan } from './goldpan/v1/Plan.js';
import type { PlanJobRequestInput as _goldpan_v1_PlanJobRequestInput, PlanJobRequest as _goldpan_v1_PlanJobRequest } from './goldpan/v1/PlanJobRequest.js';
import type { ProjectInput as _goldpan_v1_ProjectInput, Project as _goldpan_v1_Project } from './goldpan/v1/Project.js';
import type { RegisterApplicationRequestInput as _goldpan_v1_RegisterApplicationRequestInput, RegisterApplicationRequest as _goldpan_v1_RegisterApplicationRequest } from './goldpan/v1/RegisterApplicationRequest.js';
import type { RegisterApplicationResponseInput as _goldpan_v1_RegisterApplicationResponseInput, RegisterApplicationResponse as _goldpan_v1_RegisterApplicationResponse } from './goldpan/v1/RegisterApplicationResponse.js';
import type { RelationInput as _goldpan_v1_RelationInput, Relation as _goldpan_v1_Relation } from './goldpan/v1/Relation.js';
import type { ReleaseCacheRequestInput as _goldpan_v1_ReleaseCacheRequestInput, ReleaseCacheRequest as _goldpan_v1_ReleaseCacheRequest } from './goldpan/v1/ReleaseCacheRequest.js';
import type { ReleaseCacheResponseInput as _goldpan_v1_ReleaseCacheResponseInput, ReleaseCacheResponse as _goldpan_v1_ReleaseCacheResponse } from './goldpan/v1/ReleaseCacheResponse.js';
import type { RenameInput as _goldpan_v1_RenameInput, Rename as _goldpan_v1_Rename } from './goldpan/v1/Rename.js';
import type { RepartitionInput as _goldpan_v1_RepartitionInput, Repartition as _goldpan_v1_Repartition } from './goldpan/v1/Repartition.js';
import type { ReplaceValuesInput as _goldpan_v1_ReplaceValuesInput, ReplaceValues as _goldpan_v1_ReplaceValues } from './goldpan/v1/ReplaceValues.js';
import type { ReplacementInput as _goldpan_v1_ReplacementInput, Replacement as _goldpan_v1_Replacement } from './goldpan/v1/Replacement.js';
import type { ResultChunkInput as _goldpan_v1_ResultChunkInput, ResultChunk as _goldpan_v1_ResultChunk } from './goldpan/v1/ResultChunk.js';
import type { RowBoundsInput as _goldpan_v1_RowBoundsInput, RowBounds as _goldpan_v1_RowBounds } from './goldpan/v1/RowBounds.js';
import type { RowFunctionInput as _goldpan_v1_RowFunctionInput, RowFunction as _goldpan_v1_RowFunction } from './goldpan/v1/RowFunction.js';
import type { RunJobRequestInput as _goldpan_v1_RunJobRequestInput, RunJobRequest as _goldpan_v1_RunJobRequest } from './goldpan/v1/RunJobRequest.js';
import type { SampleInput as _goldpan_v1_SampleInput, Sample as _goldpan_v1_Sample } from './goldpan/v1/Sample.js';
import type { ScanInput as _goldpan_v1_ScanInput, Scan as _goldpan_v1_Scan } from './goldpan/v1/Scan.js';
import type { SchemaInput as _goldpan_v1_SchemaInput, Schema as _goldpan_v1_Schema } from './goldpan/v1/Schema.js';
import type { ScriptDetailsInput as _goldpan_v1_ScriptDetailsInput, ScriptDetails as _goldpan_v1_ScriptDetails } from './goldpan/v1/ScriptDetails.js';
import type { SetOperationInput as _goldpan_v1_SetOperationInput, SetOperation as _goldpan_v1_SetOperation } from './goldpan/v1/SetOperation.js';
import type { ShareOfRowsInput as _goldpan_v1_ShareOfRowsInput, ShareOfRows as _goldpan_v1_ShareOfRows } from './goldpan/v1/ShareOfRows.js';
import type { ShippedFileInput as _goldpan_v1_ShippedFileInput, ShippedFile as _goldpan_v1_ShippedFile } from './goldpan/v1/ShippedFile.js';
import type { SortInput as _goldpan_v1_SortInput, Sort as _goldpan_v1_Sort } from './goldpan/v1/Sort.js';
import type { SortOrderInput as _goldpan_v1_SortOrderInput, SortOrder as _goldpan_v1_SortOrder } from './goldpan/v1/SortOrder.js';
import type { SqlInput as _goldpan_v1_SqlInput, Sql as _goldpan_v1_Sql } from './goldpan/v1/Sql.js';
import type { StagePlanInput as _goldpan_v1_StagePlanInput, StagePlan as _goldpan_v1_StagePlan } from './goldpan/v1/StagePlan.js';
import type { StageProgressInput as _goldpan_v1_StageProgressInput, StageProgress as _goldpan_v1_StageProgress } from './goldpan/v1/StageProgress.js';
import type { StoreDetailsInput as _goldpan_v1_StoreDetailsInput, StoreDetails as _goldpan_v1_StoreDetails } from './goldpan/v1/StoreDetails.js';
import type { SummarizeInput as _goldpan_v1_SummarizeInput, Summarize as _goldpan_v1_Summarize } from './goldpan/v1/Summarize.js';
import type { TableDetailsInput as _goldpan_v1_TableDetailsInput, TableDetails as _goldpan_v1_TableDetails } from './goldpan/v1/TableDetails.js';
import type { UnionInput as _goldpan_v1_UnionInput, Union as _goldpan_v1_Union } from './goldpan/v1/Union.js';
import type { UnnestInput as _goldpan_v1_UnnestInput, Unnest as _goldpan_v1_Unnest } from './goldpan/v1/Unnest.js';
import type { UnpivotInput as _goldpan_v1_UnpivotInput, Unpivot as _goldpan_v1_Unpivot } from './goldpan/v1/Unpivot.js';
import type { UploadBundleResponseInput as _goldpan_v1_UploadBundleResponseInput, UploadBundleResponse as _goldpan_v1_UploadBundleResponse } from './goldpan/v1/UploadBundleResponse.js';
import type { UpstreamDetailsInput as _goldpan_v1_UpstreamDetailsInput, UpstreamDetails as _goldpan_v1_UpstreamDetails } from './goldpan/v1/UpstreamDetails.js';
import type { ValuesInput as _goldpan_v1_ValuesInput, Values as _goldpan_v1_Values } from './goldpan/v1/Values.js';
import type { VersionsInput as _goldpan_v1_VersionsInput, Versions as _goldpan_v1_Versions } from './goldpan/v1/Versions.js';
import type { VolumeInput as _goldpan_v1_VolumeInput, Volume as _goldpan_v1_Volume } from './goldpan/v1/Volume.js';
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
      AnalyzeRequest: MessageTypeDefinition<_goldpan_v1_AnalyzeRequestInput, _goldpan_v1_AnalyzeRequest>
      AnalyzeResponse: MessageTypeDefinition<_goldpan_v1_AnalyzeResponseInput, _goldpan_v1_AnalyzeResponse>
      ApplicationEvent: MessageTypeDefinition<_goldpan_v1_ApplicationEventInput, _goldpan_v1_ApplicationEvent>
      ApplicationRef: MessageTypeDefinition<_goldpan_v1_ApplicationRefInput, _goldpan_v1_ApplicationRef>
      /**
       * What a client may ask of the master. Register, Describe, Kill and Follow need the cluster's token alone; every other call names the
       * application and its secret, which in cluster mode the driver has, too. A failed unary call carries a goldpan.v1.Error in the trailing
       * metadata `goldpan-error-bin`.
       */
      ApplicationService: SubtypeConstructor<typeof grpc.Client, _goldpan_v1_ApplicationServiceClient> & { service: _goldpan_v1_ApplicationServiceDefinition }
      ApplicationState: EnumTypeDefinition
      ApplicationStatus: MessageTypeDefinition<_goldpan_v1_ApplicationStatusInput, _goldpan_v1_ApplicationStatus>
      AttemptKey: MessageTypeDefinition<_goldpan_v1_AttemptKeyInput, _goldpan_v1_AttemptKey>
      Broadcast: MessageTypeDefinition<_goldpan_v1_BroadcastInput, _goldpan_v1_Broadcast>
      BundleChunk: MessageTypeDefinition<_goldpan_v1_BundleChunkInput, _goldpan_v1_BundleChunk>
      BySchema: MessageTypeDefinition<_goldpan_v1_BySchemaInput, _goldpan_v1_BySchema>
      Cache: MessageTypeDefinition<_goldpan_v1_CacheInput, _goldpan_v1_Cache>
      CallSite: MessageTypeDefinition<_goldpan_v1_CallSiteInput, _goldpan_v1_CallSite>
      CancelJobRequest: MessageTypeDefinition<_goldpan_v1_CancelJobRequestInput, _goldpan_v1_CancelJobRequest>
      CancelJobResponse: MessageTypeDefinition<_goldpan_v1_CancelJobResponseInput, _goldpan_v1_CancelJobResponse>
      ClusterState: MessageTypeDefinition<_goldpan_v1_ClusterStateInput, _goldpan_v1_ClusterState>
      Collect: MessageTypeDefinition<_goldpan_v1_CollectInput, _goldpan_v1_Collect>
      Column: MessageTypeDefinition<_goldpan_v1_ColumnInput, _goldpan_v1_Column>
      ColumnKind: EnumTypeDefinition
      DataDetails: MessageTypeDefinition<_goldpan_v1_DataDetailsInput, _goldpan_v1_DataDetails>
      Deduplicate: MessageTypeDefinition<_goldpan_v1_DeduplicateInput, _goldpan_v1_Deduplicate>
      DescribeApplicationRequest: MessageTypeDefinition<_goldpan_v1_DescribeApplicationRequestInput, _goldpan_v1_DescribeApplicationRequest>
      Discard: MessageTypeDefinition<_goldpan_v1_DiscardInput, _goldpan_v1_Discard>
      DriverOutput: MessageTypeDefinition<_goldpan_v1_DriverOutputInput, _goldpan_v1_DriverOutput>
      Drop: MessageTypeDefinition<_goldpan_v1_DropInput, _goldpan_v1_Drop>
      DropNulls: MessageTypeDefinition<_goldpan_v1_DropNullsInput, _goldpan_v1_DropNulls>
      EndApplicationRequest: MessageTypeDefinition<_goldpan_v1_EndApplicationRequestInput, _goldpan_v1_EndApplicationRequest>
      EndApplicationResponse: MessageTypeDefinition<_goldpan_v1_EndApplicationResponseInput, _goldpan_v1_EndApplicationResponse>
      Error: MessageTypeDefinition<_goldpan_v1_ErrorInput, _goldpan_v1_Error>
      Expect: MessageTypeDefinition<_goldpan_v1_ExpectInput, _goldpan_v1_Expect>
      ExpectationAction: EnumTypeDefinition
      ExpectationCount: MessageTypeDefinition<_goldpan_v1_ExpectationCountInput, _goldpan_v1_ExpectationCount>
      ExpectationDetails: MessageTypeDefinition<_goldpan_v1_ExpectationDetailsInput, _goldpan_v1_ExpectationDetails>
      ExpectationPlan: MessageTypeDefinition<_goldpan_v1_ExpectationPlanInput, _goldpan_v1_ExpectationPlan>
      Expression: MessageTypeDefinition<_goldpan_v1_ExpressionInput, _goldpan_v1_Expression>
      FileProblem: MessageTypeDefinition<_goldpan_v1_FileProblemInput, _goldpan_v1_FileProblem>
      FillNulls: MessageTypeDefinition<_goldpan_v1_FillNullsInput, _goldpan_v1_FillNulls>
      Filter: MessageTypeDefinition<_goldpan_v1_FilterInput, _goldpan_v1_Filter>
      FollowApplicationRequest: MessageTypeDefinition<_goldpan_v1_FollowApplicationRequestInput, _goldpan_v1_FollowApplicationRequest>
      FollowEvent: MessageTypeDefinition<_goldpan_v1_FollowEventInput, _goldpan_v1_FollowEvent>
      Freshness: MessageTypeDefinition<_goldpan_v1_FreshnessInput, _goldpan_v1_Freshness>
      GroupingKind: EnumTypeDefinition
      GroupingSet: MessageTypeDefinition<_goldpan_v1_GroupingSetInput, _goldpan_v1_GroupingSet>
      InputPlan: MessageTypeDefinition<_goldpan_v1_InputPlanInput, _goldpan_v1_InputPlan>
      JobAccepted: MessageTypeDefinition<_goldpan_v1_JobAcceptedInput, _goldpan_v1_JobAccepted>
      JobEvent: MessageTypeDefinition<_goldpan_v1_JobEventInput, _goldpan_v1_JobEvent>
      JobFailed: MessageTypeDefinition<_goldpan_v1_JobFailedInput, _goldpan_v1_JobFailed>
      JobPlan: MessageTypeDefinition<_goldpan_v1_JobPlanInput, _goldpan_v1_JobPlan>
      JobProgress: MessageTypeDefinition<_goldpan_v1_JobProgressInput, _goldpan_v1_JobProgress>
      JobSucceeded: MessageTypeDefinition<_goldpan_v1_JobSucceededInput, _goldpan_v1_JobSucceeded>
      JobSummary: MessageTypeDefinition<_goldpan_v1_JobSummaryInput, _goldpan_v1_JobSummary>
      Join: MessageTypeDefinition<_goldpan_v1_JoinInput, _goldpan_v1_Join>
      JoinKind: EnumTypeDefinition
      KillApplicationRequest: MessageTypeDefinition<_goldpan_v1_KillApplicationRequestInput, _goldpan_v1_KillApplicationRequest>
      KillApplicationResponse: MessageTypeDefinition<_goldpan_v1_KillApplicationResponseInput, _goldpan_v1_KillApplicationResponse>
      Limit: MessageTypeDefinition<_goldpan_v1_LimitInput, _goldpan_v1_Limit>
      LimitDetails: MessageTypeDefinition<_goldpan_v1_LimitDetailsInput, _goldpan_v1_LimitDetails>
      MapPartitions: MessageTypeDefinition<_goldpan_v1_MapPartitionsInput, _goldpan_v1_MapPartitions>
      NameColumns: MessageTypeDefinition<_goldpan_v1_NameColumnsInput, _goldpan_v1_NameColumns>
      NamedExpression: MessageTypeDefinition<_goldpan_v1_NamedExpressionInput, _goldpan_v1_NamedExpression>
      Notice: MessageTypeDefinition<_goldpan_v1_NoticeInput, _goldpan_v1_Notice>
      NullFill: MessageTypeDefinition<_goldpan_v1_NullFillInput, _goldpan_v1_NullFill>
      NullOrder: EnumTypeDefinition
      OutputChunk: MessageTypeDefinition<_goldpan_v1_OutputChunkInput, _goldpan_v1_OutputChunk>
      OutputPlan: MessageTypeDefinition<_goldpan_v1_OutputPlanInput, _goldpan_v1_OutputPlan>
      PeerDetails: MessageTypeDefinition<_goldpan_v1_PeerDetailsInput, _goldpan_v1_PeerDetails>
      Pivot: MessageTypeDefinition<_goldpan_v1_PivotInput, _goldpan_v1_Pivot>
      Plan: MessageTypeDefinition<_goldpan_v1_PlanInput, _goldpan_v1_Plan>
      PlanJobRequest: MessageTypeDefinition<_goldpan_v1_PlanJobRequestInput, _goldpan_v1_PlanJobRequest>
      Project: MessageTypeDefinition<_goldpan_v1_ProjectInput, _goldpan_v1_Project>
      RegisterApplicationRequest: MessageTypeDefinition<_goldpan_v1_RegisterApplicationRequestInput, _goldpan_v1_RegisterApplicationRequest>
      RegisterApplicationResponse: MessageTypeDefinition<_goldpan_v1_RegisterApplicationResponseInput, _goldpan_v1_RegisterApplicationResponse>
      Relation: MessageTypeDefinition<_goldpan_v1_RelationInput, _goldpan_v1_Relation>
      ReleaseCacheRequest: MessageTypeDefinition<_goldpan_v1_ReleaseCacheRequestInput, _goldpan_v1_ReleaseCacheRequest>
      ReleaseCacheResponse: MessageTypeDefinition<_goldpan_v1_ReleaseCacheResponseInput, _goldpan_v1_ReleaseCacheResponse>
      Rename: MessageTypeDefinition<_goldpan_v1_RenameInput, _goldpan_v1_Rename>
      Repartition: MessageTypeDefinition<_goldpan_v1_RepartitionInput, _goldpan_v1_Repartition>
      RepartitionKind: EnumTypeDefinition
      ReplaceValues: MessageTypeDefinition<_goldpan_v1_ReplaceValuesInput, _goldpan_v1_ReplaceValues>
      Replacement: MessageTypeDefinition<_goldpan_v1_ReplacementInput, _goldpan_v1_Replacement>
      ResultChunk: MessageTypeDefinition<_goldpan_v1_ResultChunkInput, _goldpan_v1_ResultChunk>
      RetryClass: EnumTypeDefinition
      RowBounds: MessageTypeDefinition<_goldpan_v1_RowBoundsInput, _goldpan_v1_RowBounds>
      RowFunction: MessageTypeDefinition<_goldpan_v1_RowFunctionInput, _goldpan_v1_RowFunction>
      RowFunctionKind: EnumTypeDefinition
      RunJobRequest: MessageTypeDefinition<_goldpan_v1_RunJobRequestInput, _goldpan_v1_RunJobRequest>
      Sample: MessageTypeDefinition<_goldpan_v1_SampleInput, _goldpan_v1_Sample>
      Scan: MessageTypeDefinition<_goldpan_v1_ScanInput, _goldpan_v1_Scan>
      Schema: MessageTypeDefinition<_goldpan_v1_SchemaInput, _goldpan_v1_Schema>
      ScriptDetails: MessageTypeDefinition<_goldpan_v1_ScriptDetailsInput, _goldpan_v1_ScriptDetails>
      SetOperation: MessageTypeDefinition<_goldpan_v1_SetOperationInput, _goldpan_v1_SetOperation>
      SetOperationKind: EnumTypeDefinition
      ShareOfRows: MessageTypeDefinition<_goldpan_v1_ShareOfRowsInput, _goldpan_v1_ShareOfRows>
      ShippedFile: MessageTypeDefinition<_goldpan_v1_ShippedFileInput, _goldpan_v1_ShippedFile>
      Sort: MessageTypeDefinition<_goldpan_v1_SortInput, _goldpan_v1_Sort>
      SortOrder: MessageTypeDefinition<_goldpan_v1_SortOrderInput, _goldpan_v1_SortOrder>
      Sql: MessageTypeDefinition<_goldpan_v1_SqlInput, _goldpan_v1_Sql>
      StagePlan: MessageTypeDefinition<_goldpan_v1_StagePlanInput, _goldpan_v1_StagePlan>
      StageProgress: MessageTypeDefinition<_goldpan_v1_StageProgressInput, _goldpan_v1_StageProgress>
      StoreDetails: MessageTypeDefinition<_goldpan_v1_StoreDetailsInput, _goldpan_v1_StoreDetails>
      Summarize: MessageTypeDefinition<_goldpan_v1_SummarizeInput, _goldpan_v1_Summarize>
      TableDetails: MessageTypeDefinition<_goldpan_v1_TableDetailsInput, _goldpan_v1_TableDetails>
      Union: MessageTypeDefinition<_goldpan_v1_UnionInput, _goldpan_v1_Union>
      Unnest: MessageTypeDefinition<_goldpan_v1_UnnestInput, _goldpan_v1_Unnest>
      Unpivot: MessageTypeDefinition<_goldpan_v1_UnpivotInput, _goldpan_v1_Unpivot>
      UploadBundleResponse: MessageTypeDefinition<_goldpan_v1_UploadBundleResponseInput, _goldpan_v1_UploadBundleResponse>
      UpstreamDetails: MessageTypeDefinition<_goldpan_v1_UpstreamDetailsInput, _goldpan_v1_UpstreamDetails>
      Values: MessageTypeDefinition<_goldpan_v1_ValuesInput, _goldpan_v1_Values>
      Versions: MessageTypeDefinition<_goldpan_v1_VersionsInput, _goldpan_v1_Versions>
      Volume: MessageTypeDefinition<_goldpan_v1_VolumeInput, _goldpan_v1_Volume>
      WithColumns: MessageTypeDefinition<_goldpan_v1_WithColumnsInput, _goldpan_v1_WithColumns>
      Write: MessageTypeDefinition<_goldpan_v1_WriteInput, _goldpan_v1_Write>
      WriteMode: EnumTypeDefinition
    }
  }
}


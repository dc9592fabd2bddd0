import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { AbortUploadsInput as _goldpan_v1_AbortUploadsInput, AbortUploads as _goldpan_v1_AbortUploads } from './goldpan/v1/AbortUploads.js';
import type { ActionInput as _goldpan_v1_ActionInput, Action as _goldpan_v1_Action } from './goldpan/v1/Action.js';
import type { AggregateInput as _goldpan_v1_AggregateInput, Aggregate as _goldpan_v1_Aggregate } from './goldpan/v1/Aggregate.js';
import type { AggregateFunctionOperatorInput as _goldpan_v1_AggregateFunctionOperatorInput, AggregateFunctionOperator as _goldpan_v1_AggregateFunctionOperator } from './goldpan/v1/AggregateFunctionOperator.js';
import type { AggregateOperatorInput as _goldpan_v1_AggregateOperatorInput, AggregateOperator as _goldpan_v1_AggregateOperator } from './goldpan/v1/AggregateOperator.js';
import type { AliasInput as _goldpan_v1_AliasInput, Alias as _goldpan_v1_Alias } from './goldpan/v1/Alias.js';
import type { AnalyzeRequestInput as _goldpan_v1_AnalyzeRequestInput, AnalyzeRequest as _goldpan_v1_AnalyzeRequest } from './goldpan/v1/AnalyzeRequest.js';
import type { AnalyzeResponseInput as _goldpan_v1_AnalyzeResponseInput, AnalyzeResponse as _goldpan_v1_AnalyzeResponse } from './goldpan/v1/AnalyzeResponse.js';
import type { ApplicationEventInput as _goldpan_v1_ApplicationEventInput, ApplicationEvent as _goldpan_v1_ApplicationEvent } from './goldpan/v1/ApplicationEvent.js';
import type { ApplicationRefInput as _goldpan_v1_ApplicationRefInput, ApplicationRef as _goldpan_v1_ApplicationRef } from './goldpan/v1/ApplicationRef.js';
import type { ApplicationServiceClient as _goldpan_v1_ApplicationServiceClient, ApplicationServiceDefinition as _goldpan_v1_ApplicationServiceDefinition } from './goldpan/v1/ApplicationService.js';
import type { ApplicationStatusInput as _goldpan_v1_ApplicationStatusInput, ApplicationStatus as _goldpan_v1_ApplicationStatus } from './goldpan/v1/ApplicationStatus.js';
import type { AttemptFailedInput as _goldpan_v1_AttemptFailedInput, AttemptFailed as _goldpan_v1_AttemptFailed } from './goldpan/v1/AttemptFailed.js';
import type { AttemptKeyInput as _goldpan_v1_AttemptKeyInput, AttemptKey as _goldpan_v1_AttemptKey } from './goldpan/v1/AttemptKey.js';
import type { AttemptProgressInput as _goldpan_v1_AttemptProgressInput, AttemptProgress as _goldpan_v1_AttemptProgress } from './goldpan/v1/AttemptProgress.js';
import type { AttemptReportInput as _goldpan_v1_AttemptReportInput, AttemptReport as _goldpan_v1_AttemptReport } from './goldpan/v1/AttemptReport.js';
import type { AttemptStartedInput as _goldpan_v1_AttemptStartedInput, AttemptStarted as _goldpan_v1_AttemptStarted } from './goldpan/v1/AttemptStarted.js';
import type { AttemptSucceededInput as _goldpan_v1_AttemptSucceededInput, AttemptSucceeded as _goldpan_v1_AttemptSucceeded } from './goldpan/v1/AttemptSucceeded.js';
import type { BoundsOperatorInput as _goldpan_v1_BoundsOperatorInput, BoundsOperator as _goldpan_v1_BoundsOperator } from './goldpan/v1/BoundsOperator.js';
import type { BroadcastInput as _goldpan_v1_BroadcastInput, Broadcast as _goldpan_v1_Broadcast } from './goldpan/v1/Broadcast.js';
import type { BundleChunkInput as _goldpan_v1_BundleChunkInput, BundleChunk as _goldpan_v1_BundleChunk } from './goldpan/v1/BundleChunk.js';
import type { BundleDataInput as _goldpan_v1_BundleDataInput, BundleData as _goldpan_v1_BundleData } from './goldpan/v1/BundleData.js';
import type { BySchemaInput as _goldpan_v1_BySchemaInput, BySchema as _goldpan_v1_BySchema } from './goldpan/v1/BySchema.js';
import type { ByteRangeInput as _goldpan_v1_ByteRangeInput, ByteRange as _goldpan_v1_ByteRange } from './goldpan/v1/ByteRange.js';
import type { CacheInput as _goldpan_v1_CacheInput, Cache as _goldpan_v1_Cache } from './goldpan/v1/Cache.js';
import type { CallSiteInput as _goldpan_v1_CallSiteInput, CallSite as _goldpan_v1_CallSite } from './goldpan/v1/CallSite.js';
import type { CancelAttemptInput as _goldpan_v1_CancelAttemptInput, CancelAttempt as _goldpan_v1_CancelAttempt } from './goldpan/v1/CancelAttempt.js';
import type { CancelJobRequestInput as _goldpan_v1_CancelJobRequestInput, CancelJobRequest as _goldpan_v1_CancelJobRequest } from './goldpan/v1/CancelJobRequest.js';
import type { CancelJobResponseInput as _goldpan_v1_CancelJobResponseInput, CancelJobResponse as _goldpan_v1_CancelJobResponse } from './goldpan/v1/CancelJobResponse.js';
import type { ClusterStateInput as _goldpan_v1_ClusterStateInput, ClusterState as _goldpan_v1_ClusterState } from './goldpan/v1/ClusterState.js';
import type { CollectInput as _goldpan_v1_CollectInput, Collect as _goldpan_v1_Collect } from './goldpan/v1/Collect.js';
import type { ColumnInput as _goldpan_v1_ColumnInput, Column as _goldpan_v1_Column } from './goldpan/v1/Column.js';
import type { ColumnStatisticsInput as _goldpan_v1_ColumnStatisticsInput, ColumnStatistics as _goldpan_v1_ColumnStatistics } from './goldpan/v1/ColumnStatistics.js';
import type { CsvSinkInput as _goldpan_v1_CsvSinkInput, CsvSink as _goldpan_v1_CsvSink } from './goldpan/v1/CsvSink.js';
import type { DataDetailsInput as _goldpan_v1_DataDetailsInput, DataDetails as _goldpan_v1_DataDetails } from './goldpan/v1/DataDetails.js';
import type { DeduplicateInput as _goldpan_v1_DeduplicateInput, Deduplicate as _goldpan_v1_Deduplicate } from './goldpan/v1/Deduplicate.js';
import type { DeduplicateOperatorInput as _goldpan_v1_DeduplicateOperatorInput, DeduplicateOperator as _goldpan_v1_DeduplicateOperator } from './goldpan/v1/DeduplicateOperator.js';
import type { DeliveryInput as _goldpan_v1_DeliveryInput, Delivery as _goldpan_v1_Delivery } from './goldpan/v1/Delivery.js';
import type { DescribeApplicationRequestInput as _goldpan_v1_DescribeApplicationRequestInput, DescribeApplicationRequest as _goldpan_v1_DescribeApplicationRequest } from './goldpan/v1/DescribeApplicationRequest.js';
import type { DiscardInput as _goldpan_v1_DiscardInput, Discard as _goldpan_v1_Discard } from './goldpan/v1/Discard.js';
import type { DiscardDeliveryInput as _goldpan_v1_DiscardDeliveryInput, DiscardDelivery as _goldpan_v1_DiscardDelivery } from './goldpan/v1/DiscardDelivery.js';
import type { DrainStartedInput as _goldpan_v1_DrainStartedInput, DrainStarted as _goldpan_v1_DrainStarted } from './goldpan/v1/DrainStarted.js';
import type { DriverEndedInput as _goldpan_v1_DriverEndedInput, DriverEnded as _goldpan_v1_DriverEnded } from './goldpan/v1/DriverEnded.js';
import type { DriverKeyInput as _goldpan_v1_DriverKeyInput, DriverKey as _goldpan_v1_DriverKey } from './goldpan/v1/DriverKey.js';
import type { DriverOutputInput as _goldpan_v1_DriverOutputInput, DriverOutput as _goldpan_v1_DriverOutput } from './goldpan/v1/DriverOutput.js';
import type { DriverStartedInput as _goldpan_v1_DriverStartedInput, DriverStarted as _goldpan_v1_DriverStarted } from './goldpan/v1/DriverStarted.js';
import type { DropInput as _goldpan_v1_DropInput, Drop as _goldpan_v1_Drop } from './goldpan/v1/Drop.js';
import type { DropNullsInput as _goldpan_v1_DropNullsInput, DropNulls as _goldpan_v1_DropNulls } from './goldpan/v1/DropNulls.js';
import type { EndApplicationOnWorkerInput as _goldpan_v1_EndApplicationOnWorkerInput, EndApplicationOnWorker as _goldpan_v1_EndApplicationOnWorker } from './goldpan/v1/EndApplicationOnWorker.js';
import type { EndApplicationRequestInput as _goldpan_v1_EndApplicationRequestInput, EndApplicationRequest as _goldpan_v1_EndApplicationRequest } from './goldpan/v1/EndApplicationRequest.js';
import type { EndApplicationResponseInput as _goldpan_v1_EndApplicationResponseInput, EndApplicationResponse as _goldpan_v1_EndApplicationResponse } from './goldpan/v1/EndApplicationResponse.js';
import type { ErrorInput as _goldpan_v1_ErrorInput, Error as _goldpan_v1_Error } from './goldpan/v1/Error.js';
import type { ExecutorLostInput as _goldpan_v1_ExecutorLostInput, ExecutorLost as _goldpan_v1_ExecutorLost } from './goldpan/v1/ExecutorLost.js';
import type { ExpectInput as _goldpan_v1_ExpectInput, Expect as _goldpan_v1_Expect } from './goldpan/v1/Expect.js';
import type { ExpectOperatorInput as _goldpan_v1_ExpectOperatorInput, ExpectOperator as _goldpan_v1_ExpectOperator } from './goldpan/v1/ExpectOperator.js';
import type { ExpectationCountInput as _goldpan_v1_ExpectationCountInput, ExpectationCount as _goldpan_v1_ExpectationCount } from './goldpan/v1/ExpectationCount.js';
import type { ExpectationDetailsInput as _goldpan_v1_ExpectationDetailsInput, ExpectationDetails as _goldpan_v1_ExpectationDetails } from './goldpan/v1/ExpectationDetails.js';
import type { ExpectationPlanInput as _goldpan_v1_ExpectationPlanInput, ExpectationPlan as _goldpan_v1_ExpectationPlan } from './goldpan/v1/ExpectationPlan.js';
import type { ExpectationTallyInput as _goldpan_v1_ExpectationTallyInput, ExpectationTally as _goldpan_v1_ExpectationTally } from './goldpan/v1/ExpectationTally.js';
import type { ExpressionInput as _goldpan_v1_ExpressionInput, Expression as _goldpan_v1_Expression } from './goldpan/v1/Expression.js';
import type { FetchBundleRequestInput as _goldpan_v1_FetchBundleRequestInput, FetchBundleRequest as _goldpan_v1_FetchBundleRequest } from './goldpan/v1/FetchBundleRequest.js';
import type { FetchPiecesRequestInput as _goldpan_v1_FetchPiecesRequestInput, FetchPiecesRequest as _goldpan_v1_FetchPiecesRequest } from './goldpan/v1/FetchPiecesRequest.js';
import type { FileProblemInput as _goldpan_v1_FileProblemInput, FileProblem as _goldpan_v1_FileProblem } from './goldpan/v1/FileProblem.js';
import type { FileSliceInput as _goldpan_v1_FileSliceInput, FileSlice as _goldpan_v1_FileSlice } from './goldpan/v1/FileSlice.js';
import type { FillNullsInput as _goldpan_v1_FillNullsInput, FillNulls as _goldpan_v1_FillNulls } from './goldpan/v1/FillNulls.js';
import type { FilterInput as _goldpan_v1_FilterInput, Filter as _goldpan_v1_Filter } from './goldpan/v1/Filter.js';
import type { FollowApplicationRequestInput as _goldpan_v1_FollowApplicationRequestInput, FollowApplicationRequest as _goldpan_v1_FollowApplicationRequest } from './goldpan/v1/FollowApplicationRequest.js';
import type { FollowEventInput as _goldpan_v1_FollowEventInput, FollowEvent as _goldpan_v1_FollowEvent } from './goldpan/v1/FollowEvent.js';
import type { FollowOutputRequestInput as _goldpan_v1_FollowOutputRequestInput, FollowOutputRequest as _goldpan_v1_FollowOutputRequest } from './goldpan/v1/FollowOutputRequest.js';
import type { FragmentInput as _goldpan_v1_FragmentInput, Fragment as _goldpan_v1_Fragment } from './goldpan/v1/Fragment.js';
import type { FreshnessInput as _goldpan_v1_FreshnessInput, Freshness as _goldpan_v1_Freshness } from './goldpan/v1/Freshness.js';
import type { GroupingSetInput as _goldpan_v1_GroupingSetInput, GroupingSet as _goldpan_v1_GroupingSet } from './goldpan/v1/GroupingSet.js';
import type { HashPartitioningInput as _goldpan_v1_HashPartitioningInput, HashPartitioning as _goldpan_v1_HashPartitioning } from './goldpan/v1/HashPartitioning.js';
import type { HeartbeatInput as _goldpan_v1_HeartbeatInput, Heartbeat as _goldpan_v1_Heartbeat } from './goldpan/v1/Heartbeat.js';
import type { InputPlanInput as _goldpan_v1_InputPlanInput, InputPlan as _goldpan_v1_InputPlan } from './goldpan/v1/InputPlan.js';
import type { JobAcceptedInput as _goldpan_v1_JobAcceptedInput, JobAccepted as _goldpan_v1_JobAccepted } from './goldpan/v1/JobAccepted.js';
import type { JobEventInput as _goldpan_v1_JobEventInput, JobEvent as _goldpan_v1_JobEvent } from './goldpan/v1/JobEvent.js';
import type { JobFailedInput as _goldpan_v1_JobFailedInput, JobFailed as _goldpan_v1_JobFailed } from './goldpan/v1/JobFailed.js';
import type { JobPlanInput as _goldpan_v1_JobPlanInput, JobPlan as _goldpan_v1_JobPlan } from './goldpan/v1/JobPlan.js';
import type { JobProgressInput as _goldpan_v1_JobProgressInput, JobProgress as _goldpan_v1_JobProgress } from './goldpan/v1/JobProgress.js';
import type { JobSucceededInput as _goldpan_v1_JobSucceededInput, JobSucceeded as _goldpan_v1_JobSucceeded } from './goldpan/v1/JobSucceeded.js';
import type { JobSummaryInput as _goldpan_v1_JobSummaryInput, JobSummary as _goldpan_v1_JobSummary } from './goldpan/v1/JobSummary.js';
import type { JoinInput as _goldpan_v1_JoinInput, Join as _goldpan_v1_Join } from './goldpan/v1/Join.js';
import type { JoinKeyInput as _goldpan_v1_JoinKeyInput, JoinKey as _goldpan_v1_JoinKey } from './goldpan/v1/JoinKey.js';
import type { JoinOperatorInput as _goldpan_v1_JoinOperatorInput, JoinOperator as _goldpan_v1_JoinOperator } from './goldpan/v1/JoinOperator.js';
import type { KillApplicationRequestInput as _goldpan_v1_KillApplicationRequestInput, KillApplicationRequest as _goldpan_v1_KillApplicationRequest } from './goldpan/v1/KillApplicationRequest.js';
import type { KillApplicationResponseInput as _goldpan_v1_KillApplicationResponseInput, KillApplicationResponse as _goldpan_v1_KillApplicationResponse } from './goldpan/v1/KillApplicationResponse.js';
import type { LaunchDriverInput as _goldpan_v1_LaunchDriverInput, LaunchDriver as _goldpan_v1_LaunchDriver } from './goldpan/v1/LaunchDriver.js';
import type { LaunchTaskInput as _goldpan_v1_LaunchTaskInput, LaunchTask as _goldpan_v1_LaunchTask } from './goldpan/v1/LaunchTask.js';
import type { LimitInput as _goldpan_v1_LimitInput, Limit as _goldpan_v1_Limit } from './goldpan/v1/Limit.js';
import type { LimitDetailsInput as _goldpan_v1_LimitDetailsInput, LimitDetails as _goldpan_v1_LimitDetails } from './goldpan/v1/LimitDetails.js';
import type { LimitOperatorInput as _goldpan_v1_LimitOperatorInput, LimitOperator as _goldpan_v1_LimitOperator } from './goldpan/v1/LimitOperator.js';
import type { LocatePiecesRequestInput as _goldpan_v1_LocatePiecesRequestInput, LocatePiecesRequest as _goldpan_v1_LocatePiecesRequest } from './goldpan/v1/LocatePiecesRequest.js';
import type { MapFunctionOperatorInput as _goldpan_v1_MapFunctionOperatorInput, MapFunctionOperator as _goldpan_v1_MapFunctionOperator } from './goldpan/v1/MapFunctionOperator.js';
import type { MapPartitionsInput as _goldpan_v1_MapPartitionsInput, MapPartitions as _goldpan_v1_MapPartitions } from './goldpan/v1/MapPartitions.js';
import type { MapPartitionsOperatorInput as _goldpan_v1_MapPartitionsOperatorInput, MapPartitionsOperator as _goldpan_v1_MapPartitionsOperator } from './goldpan/v1/MapPartitionsOperator.js';
import type { MasterMessageInput as _goldpan_v1_MasterMessageInput, MasterMessage as _goldpan_v1_MasterMessage } from './goldpan/v1/MasterMessage.js';
import type { NameColumnsInput as _goldpan_v1_NameColumnsInput, NameColumns as _goldpan_v1_NameColumns } from './goldpan/v1/NameColumns.js';
import type { NamedExpressionInput as _goldpan_v1_NamedExpressionInput, NamedExpression as _goldpan_v1_NamedExpression } from './goldpan/v1/NamedExpression.js';
import type { NamedTreeInput as _goldpan_v1_NamedTreeInput, NamedTree as _goldpan_v1_NamedTree } from './goldpan/v1/NamedTree.js';
import type { NoticeInput as _goldpan_v1_NoticeInput, Notice as _goldpan_v1_Notice } from './goldpan/v1/Notice.js';
import type { NullFillInput as _goldpan_v1_NullFillInput, NullFill as _goldpan_v1_NullFill } from './goldpan/v1/NullFill.js';
import type { OperatorInput as _goldpan_v1_OperatorInput, Operator as _goldpan_v1_Operator } from './goldpan/v1/Operator.js';
import type { OutputChunkInput as _goldpan_v1_OutputChunkInput, OutputChunk as _goldpan_v1_OutputChunk } from './goldpan/v1/OutputChunk.js';
import type { OutputPlanInput as _goldpan_v1_OutputPlanInput, OutputPlan as _goldpan_v1_OutputPlan } from './goldpan/v1/OutputPlan.js';
import type { PeerDetailsInput as _goldpan_v1_PeerDetailsInput, PeerDetails as _goldpan_v1_PeerDetails } from './goldpan/v1/PeerDetails.js';
import type { PendingFileInput as _goldpan_v1_PendingFileInput, PendingFile as _goldpan_v1_PendingFile } from './goldpan/v1/PendingFile.js';
import type { PieceChunkInput as _goldpan_v1_PieceChunkInput, PieceChunk as _goldpan_v1_PieceChunk } from './goldpan/v1/PieceChunk.js';
import type { PieceDeliveryInput as _goldpan_v1_PieceDeliveryInput, PieceDelivery as _goldpan_v1_PieceDelivery } from './goldpan/v1/PieceDelivery.js';
import type { PieceFolderInput as _goldpan_v1_PieceFolderInput, PieceFolder as _goldpan_v1_PieceFolder } from './goldpan/v1/PieceFolder.js';
import type { PieceRangeInput as _goldpan_v1_PieceRangeInput, PieceRange as _goldpan_v1_PieceRange } from './goldpan/v1/PieceRange.js';
import type { PieceRefInput as _goldpan_v1_PieceRefInput, PieceRef as _goldpan_v1_PieceRef } from './goldpan/v1/PieceRef.js';
import type { PieceServiceClient as _goldpan_v1_PieceServiceClient, PieceServiceDefinition as _goldpan_v1_PieceServiceDefinition } from './goldpan/v1/PieceService.js';
import type { PieceSetInput as _goldpan_v1_PieceSetInput, PieceSet as _goldpan_v1_PieceSet } from './goldpan/v1/PieceSet.js';
import type { PieceSourceInput as _goldpan_v1_PieceSourceInput, PieceSource as _goldpan_v1_PieceSource } from './goldpan/v1/PieceSource.js';
import type { PivotInput as _goldpan_v1_PivotInput, Pivot as _goldpan_v1_Pivot } from './goldpan/v1/Pivot.js';
import type { PlanInput as _goldpan_v1_PlanInput, Plan as _goldpan_v1_Plan } from './goldpan/v1/Plan.js';
import type { PlanJobRequestInput as _goldpan_v1_PlanJobRequestInput, PlanJobRequest as _goldpan_v1_PlanJobRequest } from './goldpan/v1/PlanJobRequest.js';
import type { ProjectInput as _goldpan_v1_ProjectInput, Project as _goldpan_v1_Project } from './goldpan/v1/Project.js';
import type { ProjectOperatorInput as _goldpan_v1_ProjectOperatorInput, ProjectOperator as _goldpan_v1_ProjectOperator } from './goldpan/v1/ProjectOperator.js';
import type { RangePartitioningInput as _goldpan_v1_RangePartitioningInput, RangePartitioning as _goldpan_v1_RangePartitioning } from './goldpan/v1/RangePartitioning.js';
import type { RecordFormatInput as _goldpan_v1_RecordFormatInput, RecordFormat as _goldpan_v1_RecordFormat } from './goldpan/v1/RecordFormat.js';
import type { RegisterApplicationRequestInput as _goldpan_v1_RegisterApplicationRequestInput, RegisterApplicationRequest as _goldpan_v1_RegisterApplicationRequest } from './goldpan/v1/RegisterApplicationRequest.js';
import type { RegisterApplicationResponseInput as _goldpan_v1_RegisterApplicationResponseInput, RegisterApplicationResponse as _goldpan_v1_RegisterApplicationResponse } from './goldpan/v1/RegisterApplicationResponse.js';
import type { RegisterWorkerInput as _goldpan_v1_RegisterWorkerInput, RegisterWorker as _goldpan_v1_RegisterWorker } from './goldpan/v1/RegisterWorker.js';
import type { RelationInput as _goldpan_v1_RelationInput, Relation as _goldpan_v1_Relation } from './goldpan/v1/Relation.js';
import type { ReleaseCacheRequestInput as _goldpan_v1_ReleaseCacheRequestInput, ReleaseCacheRequest as _goldpan_v1_ReleaseCacheRequest } from './goldpan/v1/ReleaseCacheRequest.js';
import type { ReleaseCacheResponseInput as _goldpan_v1_ReleaseCacheResponseInput, ReleaseCacheResponse as _goldpan_v1_ReleaseCacheResponse } from './goldpan/v1/ReleaseCacheResponse.js';
import type { ReleasePiecesInput as _goldpan_v1_ReleasePiecesInput, ReleasePieces as _goldpan_v1_ReleasePieces } from './goldpan/v1/ReleasePieces.js';
import type { RenameInput as _goldpan_v1_RenameInput, Rename as _goldpan_v1_Rename } from './goldpan/v1/Rename.js';
import type { RepartitionInput as _goldpan_v1_RepartitionInput, Repartition as _goldpan_v1_Repartition } from './goldpan/v1/Repartition.js';
import type { ReplaceValuesInput as _goldpan_v1_ReplaceValuesInput, ReplaceValues as _goldpan_v1_ReplaceValues } from './goldpan/v1/ReplaceValues.js';
import type { ReplacementInput as _goldpan_v1_ReplacementInput, Replacement as _goldpan_v1_Replacement } from './goldpan/v1/Replacement.js';
import type { ResultChunkInput as _goldpan_v1_ResultChunkInput, ResultChunk as _goldpan_v1_ResultChunk } from './goldpan/v1/ResultChunk.js';
import type { ResultDeliveryInput as _goldpan_v1_ResultDeliveryInput, ResultDelivery as _goldpan_v1_ResultDelivery } from './goldpan/v1/ResultDelivery.js';
import type { RoundRobinPartitioningInput as _goldpan_v1_RoundRobinPartitioningInput, RoundRobinPartitioning as _goldpan_v1_RoundRobinPartitioning } from './goldpan/v1/RoundRobinPartitioning.js';
import type { RowBoundsInput as _goldpan_v1_RowBoundsInput, RowBounds as _goldpan_v1_RowBounds } from './goldpan/v1/RowBounds.js';
import type { RowFunctionInput as _goldpan_v1_RowFunctionInput, RowFunction as _goldpan_v1_RowFunction } from './goldpan/v1/RowFunction.js';
import type { RowFunctionCallInput as _goldpan_v1_RowFunctionCallInput, RowFunctionCall as _goldpan_v1_RowFunctionCall } from './goldpan/v1/RowFunctionCall.js';
import type { RowGroupRefInput as _goldpan_v1_RowGroupRefInput, RowGroupRef as _goldpan_v1_RowGroupRef } from './goldpan/v1/RowGroupRef.js';
import type { RunJobRequestInput as _goldpan_v1_RunJobRequestInput, RunJobRequest as _goldpan_v1_RunJobRequest } from './goldpan/v1/RunJobRequest.js';
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
import type { ShippedFileInput as _goldpan_v1_ShippedFileInput, ShippedFile as _goldpan_v1_ShippedFile } from './goldpan/v1/ShippedFile.js';
import type { SinkDeliveryInput as _goldpan_v1_SinkDeliveryInput, SinkDelivery as _goldpan_v1_SinkDelivery } from './goldpan/v1/SinkDelivery.js';
import type { SortInput as _goldpan_v1_SortInput, Sort as _goldpan_v1_Sort } from './goldpan/v1/Sort.js';
import type { SortKeyInput as _goldpan_v1_SortKeyInput, SortKey as _goldpan_v1_SortKey } from './goldpan/v1/SortKey.js';
import type { SortOperatorInput as _goldpan_v1_SortOperatorInput, SortOperator as _goldpan_v1_SortOperator } from './goldpan/v1/SortOperator.js';
import type { SortOrderInput as _goldpan_v1_SortOrderInput, SortOrder as _goldpan_v1_SortOrder } from './goldpan/v1/SortOrder.js';
import type { SplitInput as _goldpan_v1_SplitInput, Split as _goldpan_v1_Split } from './goldpan/v1/Split.js';
import type { SqlInput as _goldpan_v1_SqlInput, Sql as _goldpan_v1_Sql } from './goldpan/v1/Sql.js';
import type { StagePlanInput as _goldpan_v1_StagePlanInput, StagePlan as _goldpan_v1_StagePlan } from './goldpan/v1/StagePlan.js';
import type { StageProgressInput as _goldpan_v1_StageProgressInput, StageProgress as _goldpan_v1_StageProgress } from './goldpan/v1/StageProgress.js';
import type { StartApplicationInput as _goldpan_v1_StartApplicationInput, StartApplication as _goldpan_v1_StartApplication } from './goldpan/v1/StartApplication.js';
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
import type { UploadBundleResponseInput as _goldpan_v1_UploadBundleResponseInput, UploadBundleResponse as _goldpan_v1_UploadBundleResponse } from './goldpan/v1/UploadBundleResponse.js';
import type { UploadCreatedInput as _goldpan_v1_UploadCreatedInput, UploadCreated as _goldpan_v1_UploadCreated } from './goldpan/v1/UploadCreated.js';
import type { UploadPartInput as _goldpan_v1_UploadPartInput, UploadPart as _goldpan_v1_UploadPart } from './goldpan/v1/UploadPart.js';
import type { UploadRecordedInput as _goldpan_v1_UploadRecordedInput, UploadRecorded as _goldpan_v1_UploadRecorded } from './goldpan/v1/UploadRecorded.js';
import type { UpstreamDetailsInput as _goldpan_v1_UpstreamDetailsInput, UpstreamDetails as _goldpan_v1_UpstreamDetails } from './goldpan/v1/UpstreamDetails.js';
import type { ValuesInput as _goldpan_v1_ValuesInput, Values as _goldpan_v1_Values } from './goldpan/v1/Values.js';
import type { ValuesSourceInput as _goldpan_v1_ValuesSourceInput, ValuesSource as _goldpan_v1_ValuesSource } from './goldpan/v1/ValuesSource.js';
import type { VersionsInput as _goldpan_v1_VersionsInput, Versions as _goldpan_v1_Versions } from './goldpan/v1/Versions.js';
import type { VolumeInput as _goldpan_v1_VolumeInput, Volume as _goldpan_v1_Volume } from './goldpan/v1/Volume.js';
import type { WithColumnsInput as _goldpan_v1_WithColumnsInput, WithColumns as _goldpan_v1_WithColumns } from './goldpan/v1/WithColumns.js';
import type { WorkerHeaderInput as _goldpan_v1_WorkerHeaderInput, WorkerHeader as _goldpan_v1_WorkerHeader } from './goldpan/v1/WorkerHeader.js';
import type { WorkerMessageInput as _goldpan_v1_WorkerMessageInput, WorkerMessage as _goldpan_v1_WorkerMessage } from './goldpan/v1/WorkerMessage.js';
import type { WorkerRegisteredInput as _goldpan_v1_WorkerRegisteredInput, WorkerRegistered as _goldpan_v1_WorkerRegistered } from './goldpan/v1/WorkerRegistered.js';
import type { WorkerServiceClient as _goldpan_v1_WorkerServiceClient, WorkerServiceDefinition as _goldpan_v1_WorkerServiceDefinition } from './goldpan/v1/WorkerService.js';
import type { WriteInput as _goldpan_v1_WriteInput, Write as _goldpan_v1_Write } from './goldpan/v1/Write.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  goldpan: {
    v1: {
      AbortUploads: MessageTypeDefinition<_goldpan_v1_AbortUploadsInput, _goldpan_v1_AbortUploads>
      Action: MessageTypeDefinition<_goldpan_v1_ActionInput, _goldpan_v1_Action>
      Aggregate: MessageTypeDefinition<_goldpan_v1_AggregateInput, _goldpan_v1_Aggregate>
      AggregateFunctionOperator: MessageTypeDefinition<_goldpan_v1_AggregateFunctionOperatorInput, _goldpan_v1_AggregateFunctionOperator>
      AggregateFunctionStep: EnumTypeDefinition
      AggregateOperator: MessageTypeDefinition<_goldpan_v1_AggregateOperatorInput, _goldpan_v1_AggregateOperator>
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
      AttemptFailed: MessageTypeDefinition<_goldpan_v1_AttemptFailedInput, _goldpan_v1_AttemptFailed>
      AttemptKey: MessageTypeDefinition<_goldpan_v1_AttemptKeyInput, _goldpan_v1_AttemptKey>
      AttemptProgress: MessageTypeDefinition<_goldpan_v1_AttemptProgressInput, _goldpan_v1_AttemptProgress>
      AttemptReport: MessageTypeDefinition<_goldpan_v1_AttemptReportInput, _goldpan_v1_AttemptReport>
      AttemptStarted: MessageTypeDefinition<_goldpan_v1_AttemptStartedInput, _goldpan_v1_AttemptStarted>
      AttemptSucceeded: MessageTypeDefinition<_goldpan_v1_AttemptSucceededInput, _goldpan_v1_AttemptSucceeded>
      BoundsOperator: MessageTypeDefinition<_goldpan_v1_BoundsOperatorInput, _goldpan_v1_BoundsOperator>
      Broadcast: MessageTypeDefinition<_goldpan_v1_BroadcastInput, _goldpan_v1_Broadcast>
      BundleChunk: MessageTypeDefinition<_goldpan_v1_BundleChunkInput, _goldpan_v1_BundleChunk>
      BundleData: MessageTypeDefinition<_goldpan_v1_BundleDataInput, _goldpan_v1_BundleData>
      BySchema: MessageTypeDefinition<_goldpan_v1_BySchemaInput, _goldpan_v1_BySchema>
      ByteRange: MessageTypeDefinition<_goldpan_v1_ByteRangeInput, _goldpan_v1_ByteRange>
      Cache: MessageTypeDefinition<_goldpan_v1_CacheInput, _goldpan_v1_Cache>
      CallSite: MessageTypeDefinition<_goldpan_v1_CallSiteInput, _goldpan_v1_CallSite>
      CancelAttempt: MessageTypeDefinition<_goldpan_v1_CancelAttemptInput, _goldpan_v1_CancelAttempt>
      CancelJobRequest: MessageTypeDefinition<_goldpan_v1_CancelJobRequestInput, _goldpan_v1_CancelJobRequest>
      CancelJobResponse: MessageTypeDefinition<_goldpan_v1_CancelJobResponseInput, _goldpan_v1_CancelJobResponse>
      ClusterState: MessageTypeDefinition<_goldpan_v1_ClusterStateInput, _goldpan_v1_ClusterState>
      Collect: MessageTypeDefinition<_goldpan_v1_CollectInput, _goldpan_v1_Collect>
      Column: MessageTypeDefinition<_goldpan_v1_ColumnInput, _goldpan_v1_Column>
      ColumnKind: EnumTypeDefinition
      ColumnStatistics: MessageTypeDefinition<_goldpan_v1_ColumnStatisticsInput, _goldpan_v1_ColumnStatistics>
      CsvSink: MessageTypeDefinition<_goldpan_v1_CsvSinkInput, _goldpan_v1_CsvSink>
      DataDetails: MessageTypeDefinition<_goldpan_v1_DataDetailsInput, _goldpan_v1_DataDetails>
      Deduplicate: MessageTypeDefinition<_goldpan_v1_DeduplicateInput, _goldpan_v1_Deduplicate>
      DeduplicateOperator: MessageTypeDefinition<_goldpan_v1_DeduplicateOperatorInput, _goldpan_v1_DeduplicateOperator>
      Delivery: MessageTypeDefinition<_goldpan_v1_DeliveryInput, _goldpan_v1_Delivery>
      DescribeApplicationRequest: MessageTypeDefinition<_goldpan_v1_DescribeApplicationRequestInput, _goldpan_v1_DescribeApplicationRequest>
      Discard: MessageTypeDefinition<_goldpan_v1_DiscardInput, _goldpan_v1_Discard>
      DiscardDelivery: MessageTypeDefinition<_goldpan_v1_DiscardDeliveryInput, _goldpan_v1_DiscardDelivery>
      DrainStarted: MessageTypeDefinition<_goldpan_v1_DrainStartedInput, _goldpan_v1_DrainStarted>
      DriverEnded: MessageTypeDefinition<_goldpan_v1_DriverEndedInput, _goldpan_v1_DriverEnded>
      DriverKey: MessageTypeDefinition<_goldpan_v1_DriverKeyInput, _goldpan_v1_DriverKey>
      DriverOutput: MessageTypeDefinition<_goldpan_v1_DriverOutputInput, _goldpan_v1_DriverOutput>
      DriverStarted: MessageTypeDefinition<_goldpan_v1_DriverStartedInput, _goldpan_v1_DriverStarted>
      Drop: MessageTypeDefinition<_goldpan_v1_DropInput, _goldpan_v1_Drop>
      DropNulls: MessageTypeDefinition<_goldpan_v1_DropNullsInput, _goldpan_v1_DropNulls>
      EndApplicationOnWorker: MessageTypeDefinition<_goldpan_v1_EndApplicationOnWorkerInput, _goldpan_v1_EndApplicationOnWorker>
      EndApplicationRequest: MessageTypeDefinition<_goldpan_v1_EndApplicationRequestInput, _goldpan_v1_EndApplicationRequest>
      EndApplicationResponse: MessageTypeDefinition<_goldpan_v1_EndApplicationResponseInput, _goldpan_v1_EndApplicationResponse>
      Error: MessageTypeDefinition<_goldpan_v1_ErrorInput, _goldpan_v1_Error>
      ExecutorLost: MessageTypeDefinition<_goldpan_v1_ExecutorLostInput, _goldpan_v1_ExecutorLost>
      Expect: MessageTypeDefinition<_goldpan_v1_ExpectInput, _goldpan_v1_Expect>
      ExpectOperator: MessageTypeDefinition<_goldpan_v1_ExpectOperatorInput, _goldpan_v1_ExpectOperator>
      ExpectationAction: EnumTypeDefinition
      ExpectationCount: MessageTypeDefinition<_goldpan_v1_ExpectationCountInput, _goldpan_v1_ExpectationCount>
      ExpectationDetails: MessageTypeDefinition<_goldpan_v1_ExpectationDetailsInput, _goldpan_v1_ExpectationDetails>
      ExpectationPlan: MessageTypeDefinition<_goldpan_v1_ExpectationPlanInput, _goldpan_v1_ExpectationPlan>
      ExpectationTally: MessageTypeDefinition<_goldpan_v1_ExpectationTallyInput, _goldpan_v1_ExpectationTally>
      Expression: MessageTypeDefinition<_goldpan_v1_ExpressionInput, _goldpan_v1_Expression>
      FetchBundleRequest: MessageTypeDefinition<_goldpan_v1_FetchBundleRequestInput, _goldpan_v1_FetchBundleRequest>
      FetchPiecesRequest: MessageTypeDefinition<_goldpan_v1_FetchPiecesRequestInput, _goldpan_v1_FetchPiecesRequest>
      FileProblem: MessageTypeDefinition<_goldpan_v1_FileProblemInput, _goldpan_v1_FileProblem>
      FileSlice: MessageTypeDefinition<_goldpan_v1_FileSliceInput, _goldpan_v1_FileSlice>
      FillNulls: MessageTypeDefinition<_goldpan_v1_FillNullsInput, _goldpan_v1_FillNulls>
      Filter: MessageTypeDefinition<_goldpan_v1_FilterInput, _goldpan_v1_Filter>
      FollowApplicationRequest: MessageTypeDefinition<_goldpan_v1_FollowApplicationRequestInput, _goldpan_v1_FollowApplicationRequest>
      FollowEvent: MessageTypeDefinition<_goldpan_v1_FollowEventInput, _goldpan_v1_FollowEvent>
      FollowOutputRequest: MessageTypeDefinition<_goldpan_v1_FollowOutputRequestInput, _goldpan_v1_FollowOutputRequest>
      Fragment: MessageTypeDefinition<_goldpan_v1_FragmentInput, _goldpan_v1_Fragment>
      Freshness: MessageTypeDefinition<_goldpan_v1_FreshnessInput, _goldpan_v1_Freshness>
      GroupingKind: EnumTypeDefinition
      GroupingSet: MessageTypeDefinition<_goldpan_v1_GroupingSetInput, _goldpan_v1_GroupingSet>
      HashPartitioning: MessageTypeDefinition<_goldpan_v1_HashPartitioningInput, _goldpan_v1_HashPartitioning>
      Heartbeat: MessageTypeDefinition<_goldpan_v1_HeartbeatInput, _goldpan_v1_Heartbeat>
      InputPlan: MessageTypeDefinition<_goldpan_v1_InputPlanInput, _goldpan_v1_InputPlan>
      JobAccepted: MessageTypeDefinition<_goldpan_v1_JobAcceptedInput, _goldpan_v1_JobAccepted>
      JobEvent: MessageTypeDefinition<_goldpan_v1_JobEventInput, _goldpan_v1_JobEvent>
      JobFailed: MessageTypeDefinition<_goldpan_v1_JobFailedInput, _goldpan_v1_JobFailed>
      JobPlan: MessageTypeDefinition<_goldpan_v1_JobPlanInput, _goldpan_v1_JobPlan>
      JobProgress: MessageTypeDefinition<_goldpan_v1_JobProgressInput, _goldpan_v1_JobProgress>
      JobSucceeded: MessageTypeDefinition<_goldpan_v1_JobSucceededInput, _goldpan_v1_JobSucceeded>
      JobSummary: MessageTypeDefinition<_goldpan_v1_JobSummaryInput, _goldpan_v1_JobSummary>
      Join: MessageTypeDefinition<_goldpan_v1_JoinInput, _goldpan_v1_Join>
      JoinKey: MessageTypeDefinition<_goldpan_v1_JoinKeyInput, _goldpan_v1_JoinKey>
      JoinKind: EnumTypeDefinition
      JoinOperator: MessageTypeDefinition<_goldpan_v1_JoinOperatorInput, _goldpan_v1_JoinOperator>
      KillApplicationRequest: MessageTypeDefinition<_goldpan_v1_KillApplicationRequestInput, _goldpan_v1_KillApplicationRequest>
      KillApplicationResponse: MessageTypeDefinition<_goldpan_v1_KillApplicationResponseInput, _goldpan_v1_KillApplicationResponse>
      LaunchDriver: MessageTypeDefinition<_goldpan_v1_LaunchDriverInput, _goldpan_v1_LaunchDriver>
      LaunchTask: MessageTypeDefinition<_goldpan_v1_LaunchTaskInput, _goldpan_v1_LaunchTask>
      Limit: MessageTypeDefinition<_goldpan_v1_LimitInput, _goldpan_v1_Limit>
      LimitDetails: MessageTypeDefinition<_goldpan_v1_LimitDetailsInput, _goldpan_v1_LimitDetails>
      LimitOperator: MessageTypeDefinition<_goldpan_v1_LimitOperatorInput, _goldpan_v1_LimitOperator>
      LocatePiecesRequest: MessageTypeDefinition<_goldpan_v1_LocatePiecesRequestInput, _goldpan_v1_LocatePiecesRequest>
      MapFunctionOperator: MessageTypeDefinition<_goldpan_v1_MapFunctionOperatorInput, _goldpan_v1_MapFunctionOperator>
      MapPartitions: MessageTypeDefinition<_goldpan_v1_MapPartitionsInput, _goldpan_v1_MapPartitions>
      MapPartitionsOperator: MessageTypeDefinition<_goldpan_v1_MapPartitionsOperatorInput, _goldpan_v1_MapPartitionsOperator>
      MasterMessage: MessageTypeDefinition<_goldpan_v1_MasterMessageInput, _goldpan_v1_MasterMessage>
      NameColumns: MessageTypeDefinition<_goldpan_v1_NameColumnsInput, _goldpan_v1_NameColumns>
      NamedExpression: MessageTypeDefinition<_goldpan_v1_NamedExpressionInput, _goldpan_v1_NamedExpression>
      NamedTree: MessageTypeDefinition<_goldpan_v1_NamedTreeInput, _goldpan_v1_NamedTree>
      Notice: MessageTypeDefinition<_goldpan_v1_NoticeInput, _goldpan_v1_Notice>
      NullFill: MessageTypeDefinition<_goldpan_v1_NullFillInput, _goldpan_v1_NullFill>
      NullOrder: EnumTypeDefinition
      Operator: MessageTypeDefinition<_goldpan_v1_OperatorInput, _goldpan_v1_Operator>
      OutputChunk: MessageTypeDefinition<_goldpan_v1_OutputChunkInput, _goldpan_v1_OutputChunk>
      OutputPlan: MessageTypeDefinition<_goldpan_v1_OutputPlanInput, _goldpan_v1_OutputPlan>
      PeerDetails: MessageTypeDefinition<_goldpan_v1_PeerDetailsInput, _goldpan_v1_PeerDetails>
      PendingFile: MessageTypeDefinition<_goldpan_v1_PendingFileInput, _goldpan_v1_PendingFile>
      PieceChunk: MessageTypeDefinition<_goldpan_v1_PieceChunkInput, _goldpan_v1_PieceChunk>
      PieceDelivery: MessageTypeDefinition<_goldpan_v1_PieceDeliveryInput, _goldpan_v1_PieceDelivery>
      PieceFolder: MessageTypeDefinition<_goldpan_v1_PieceFolderInput, _goldpan_v1_PieceFolder>
      PieceRange: MessageTypeDefinition<_goldpan_v1_PieceRangeInput, _goldpan_v1_PieceRange>
      PieceRef: MessageTypeDefinition<_goldpan_v1_PieceRefInput, _goldpan_v1_PieceRef>
      /**
       * Served by each worker to its peers and to the master, which relays results to clients.
       */
      PieceService: SubtypeConstructor<typeof grpc.Client, _goldpan_v1_PieceServiceClient> & { service: _goldpan_v1_PieceServiceDefinition }
      PieceSet: MessageTypeDefinition<_goldpan_v1_PieceSetInput, _goldpan_v1_PieceSet>
      PieceSource: MessageTypeDefinition<_goldpan_v1_PieceSourceInput, _goldpan_v1_PieceSource>
      Pivot: MessageTypeDefinition<_goldpan_v1_PivotInput, _goldpan_v1_Pivot>
      Plan: MessageTypeDefinition<_goldpan_v1_PlanInput, _goldpan_v1_Plan>
      PlanJobRequest: MessageTypeDefinition<_goldpan_v1_PlanJobRequestInput, _goldpan_v1_PlanJobRequest>
      Project: MessageTypeDefinition<_goldpan_v1_ProjectInput, _goldpan_v1_Project>
      ProjectOperator: MessageTypeDefinition<_goldpan_v1_ProjectOperatorInput, _goldpan_v1_ProjectOperator>
      RangePartitioning: MessageTypeDefinition<_goldpan_v1_RangePartitioningInput, _goldpan_v1_RangePartitioning>
      RecordFormat: MessageTypeDefinition<_goldpan_v1_RecordFormatInput, _goldpan_v1_RecordFormat>
      RegisterApplicationRequest: MessageTypeDefinition<_goldpan_v1_RegisterApplicationRequestInput, _goldpan_v1_RegisterApplicationRequest>
      RegisterApplicationResponse: MessageTypeDefinition<_goldpan_v1_RegisterApplicationResponseInput, _goldpan_v1_RegisterApplicationResponse>
      RegisterWorker: MessageTypeDefinition<_goldpan_v1_RegisterWorkerInput, _goldpan_v1_RegisterWorker>
      Relation: MessageTypeDefinition<_goldpan_v1_RelationInput, _goldpan_v1_Relation>
      ReleaseCacheRequest: MessageTypeDefinition<_goldpan_v1_ReleaseCacheRequestInput, _goldpan_v1_ReleaseCacheRequest>
      ReleaseCacheResponse: MessageTypeDefinition<_goldpan_v1_ReleaseCacheResponseInput, _goldpan_v1_ReleaseCacheResponse>
      ReleasePieces: MessageTypeDefinition<_goldpan_v1_ReleasePiecesInput, _goldpan_v1_ReleasePieces>
      Rename: MessageTypeDefinition<_goldpan_v1_RenameInput, _goldpan_v1_Rename>
      Repartition: MessageTypeDefinition<_goldpan_v1_RepartitionInput, _goldpan_v1_Repartition>
      RepartitionKind: EnumTypeDefinition
      ReplaceValues: MessageTypeDefinition<_goldpan_v1_ReplaceValuesInput, _goldpan_v1_ReplaceValues>
      Replacement: MessageTypeDefinition<_goldpan_v1_ReplacementInput, _goldpan_v1_Replacement>
      ResultChunk: MessageTypeDefinition<_goldpan_v1_ResultChunkInput, _goldpan_v1_ResultChunk>
      ResultDelivery: MessageTypeDefinition<_goldpan_v1_ResultDeliveryInput, _goldpan_v1_ResultDelivery>
      RetryClass: EnumTypeDefinition
      RoundRobinPartitioning: MessageTypeDefinition<_goldpan_v1_RoundRobinPartitioningInput, _goldpan_v1_RoundRobinPartitioning>
      RowBounds: MessageTypeDefinition<_goldpan_v1_RowBoundsInput, _goldpan_v1_RowBounds>
      RowFunction: MessageTypeDefinition<_goldpan_v1_RowFunctionInput, _goldpan_v1_RowFunction>
      RowFunctionCall: MessageTypeDefinition<_goldpan_v1_RowFunctionCallInput, _goldpan_v1_RowFunctionCall>
      RowFunctionKind: EnumTypeDefinition
      RowGroupRef: MessageTypeDefinition<_goldpan_v1_RowGroupRefInput, _goldpan_v1_RowGroupRef>
      RunJobRequest: MessageTypeDefinition<_goldpan_v1_RunJobRequestInput, _goldpan_v1_RunJobRequest>
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
      ShippedFile: MessageTypeDefinition<_goldpan_v1_ShippedFileInput, _goldpan_v1_ShippedFile>
      SinkDelivery: MessageTypeDefinition<_goldpan_v1_SinkDeliveryInput, _goldpan_v1_SinkDelivery>
      Sort: MessageTypeDefinition<_goldpan_v1_SortInput, _goldpan_v1_Sort>
      SortKey: MessageTypeDefinition<_goldpan_v1_SortKeyInput, _goldpan_v1_SortKey>
      SortOperator: MessageTypeDefinition<_goldpan_v1_SortOperatorInput, _goldpan_v1_SortOperator>
      SortOrder: MessageTypeDefinition<_goldpan_v1_SortOrderInput, _goldpan_v1_SortOrder>
      Split: MessageTypeDefinition<_goldpan_v1_SplitInput, _goldpan_v1_Split>
      Sql: MessageTypeDefinition<_goldpan_v1_SqlInput, _goldpan_v1_Sql>
      StagePlan: MessageTypeDefinition<_goldpan_v1_StagePlanInput, _goldpan_v1_StagePlan>
      StageProgress: MessageTypeDefinition<_goldpan_v1_StageProgressInput, _goldpan_v1_StageProgress>
      StartApplication: MessageTypeDefinition<_goldpan_v1_StartApplicationInput, _goldpan_v1_StartApplication>
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
      UploadBundleResponse: MessageTypeDefinition<_goldpan_v1_UploadBundleResponseInput, _goldpan_v1_UploadBundleResponse>
      UploadCreated: MessageTypeDefinition<_goldpan_v1_UploadCreatedInput, _goldpan_v1_UploadCreated>
      UploadPart: MessageTypeDefinition<_goldpan_v1_UploadPartInput, _goldpan_v1_UploadPart>
      UploadRecorded: MessageTypeDefinition<_goldpan_v1_UploadRecordedInput, _goldpan_v1_UploadRecorded>
      UpstreamDetails: MessageTypeDefinition<_goldpan_v1_UpstreamDetailsInput, _goldpan_v1_UpstreamDetails>
      Values: MessageTypeDefinition<_goldpan_v1_ValuesInput, _goldpan_v1_Values>
      ValuesSource: MessageTypeDefinition<_goldpan_v1_ValuesSourceInput, _goldpan_v1_ValuesSource>
      Versions: MessageTypeDefinition<_goldpan_v1_VersionsInput, _goldpan_v1_Versions>
      Volume: MessageTypeDefinition<_goldpan_v1_VolumeInput, _goldpan_v1_Volume>
      WithColumns: MessageTypeDefinition<_goldpan_v1_WithColumnsInput, _goldpan_v1_WithColumns>
      WorkerHeader: MessageTypeDefinition<_goldpan_v1_WorkerHeaderInput, _goldpan_v1_WorkerHeader>
      WorkerMessage: MessageTypeDefinition<_goldpan_v1_WorkerMessageInput, _goldpan_v1_WorkerMessage>
      WorkerRegistered: MessageTypeDefinition<_goldpan_v1_WorkerRegisteredInput, _goldpan_v1_WorkerRegistered>
      /**
       * Workers dial in and keep one stream open; its end is the worker's loss unless it comes back.
       */
      WorkerService: SubtypeConstructor<typeof grpc.Client, _goldpan_v1_WorkerServiceClient> & { service: _goldpan_v1_WorkerServiceDefinition }
      Write: MessageTypeDefinition<_goldpan_v1_WriteInput, _goldpan_v1_Write>
      WriteMode: EnumTypeDefinition
    }
  }
}


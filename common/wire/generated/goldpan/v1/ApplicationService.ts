// Original file: proto/goldpan/v1/application.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { AnalyzeRequestInput as _goldpan_v1_AnalyzeRequestInput, AnalyzeRequest as _goldpan_v1_AnalyzeRequest } from '../../goldpan/v1/AnalyzeRequest.js';
import type { AnalyzeResponseInput as _goldpan_v1_AnalyzeResponseInput, AnalyzeResponse as _goldpan_v1_AnalyzeResponse } from '../../goldpan/v1/AnalyzeResponse.js';
import type { ApplicationEventInput as _goldpan_v1_ApplicationEventInput, ApplicationEvent as _goldpan_v1_ApplicationEvent } from '../../goldpan/v1/ApplicationEvent.js';
import type { ApplicationRefInput as _goldpan_v1_ApplicationRefInput, ApplicationRef as _goldpan_v1_ApplicationRef } from '../../goldpan/v1/ApplicationRef.js';
import type { ApplicationStatusInput as _goldpan_v1_ApplicationStatusInput, ApplicationStatus as _goldpan_v1_ApplicationStatus } from '../../goldpan/v1/ApplicationStatus.js';
import type { BundleChunkInput as _goldpan_v1_BundleChunkInput, BundleChunk as _goldpan_v1_BundleChunk } from '../../goldpan/v1/BundleChunk.js';
import type { CancelJobRequestInput as _goldpan_v1_CancelJobRequestInput, CancelJobRequest as _goldpan_v1_CancelJobRequest } from '../../goldpan/v1/CancelJobRequest.js';
import type { CancelJobResponseInput as _goldpan_v1_CancelJobResponseInput, CancelJobResponse as _goldpan_v1_CancelJobResponse } from '../../goldpan/v1/CancelJobResponse.js';
import type { DescribeApplicationRequestInput as _goldpan_v1_DescribeApplicationRequestInput, DescribeApplicationRequest as _goldpan_v1_DescribeApplicationRequest } from '../../goldpan/v1/DescribeApplicationRequest.js';
import type { EndApplicationRequestInput as _goldpan_v1_EndApplicationRequestInput, EndApplicationRequest as _goldpan_v1_EndApplicationRequest } from '../../goldpan/v1/EndApplicationRequest.js';
import type { EndApplicationResponseInput as _goldpan_v1_EndApplicationResponseInput, EndApplicationResponse as _goldpan_v1_EndApplicationResponse } from '../../goldpan/v1/EndApplicationResponse.js';
import type { FollowApplicationRequestInput as _goldpan_v1_FollowApplicationRequestInput, FollowApplicationRequest as _goldpan_v1_FollowApplicationRequest } from '../../goldpan/v1/FollowApplicationRequest.js';
import type { FollowEventInput as _goldpan_v1_FollowEventInput, FollowEvent as _goldpan_v1_FollowEvent } from '../../goldpan/v1/FollowEvent.js';
import type { JobEventInput as _goldpan_v1_JobEventInput, JobEvent as _goldpan_v1_JobEvent } from '../../goldpan/v1/JobEvent.js';
import type { JobPlanInput as _goldpan_v1_JobPlanInput, JobPlan as _goldpan_v1_JobPlan } from '../../goldpan/v1/JobPlan.js';
import type { KillApplicationRequestInput as _goldpan_v1_KillApplicationRequestInput, KillApplicationRequest as _goldpan_v1_KillApplicationRequest } from '../../goldpan/v1/KillApplicationRequest.js';
import type { KillApplicationResponseInput as _goldpan_v1_KillApplicationResponseInput, KillApplicationResponse as _goldpan_v1_KillApplicationResponse } from '../../goldpan/v1/KillApplicationResponse.js';
import type { PlanJobRequestInput as _goldpan_v1_PlanJobRequestInput, PlanJobRequest as _goldpan_v1_PlanJobRequest } from '../../goldpan/v1/PlanJobRequest.js';
import type { RegisterApplicationRequestInput as _goldpan_v1_RegisterApplicationRequestInput, RegisterApplicationRequest as _goldpan_v1_RegisterApplicationRequest } from '../../goldpan/v1/RegisterApplicationRequest.js';
import type { RegisterApplicationResponseInput as _goldpan_v1_RegisterApplicationResponseInput, RegisterApplicationResponse as _goldpan_v1_RegisterApplicationResponse } from '../../goldpan/v1/RegisterApplicationResponse.js';
import type { ReleaseCacheRequestInput as _goldpan_v1_ReleaseCacheRequestInput, ReleaseCacheRequest as _goldpan_v1_ReleaseCacheRequest } from '../../goldpan/v1/ReleaseCacheRequest.js';
import type { ReleaseCacheResponseInput as _goldpan_v1_ReleaseCacheResponseInput, ReleaseCacheResponse as _goldpan_v1_ReleaseCacheResponse } from '../../goldpan/v1/ReleaseCacheResponse.js';
import type { RunJobRequestInput as _goldpan_v1_RunJobRequestInput, RunJobRequest as _goldpan_v1_RunJobRequest } from '../../goldpan/v1/RunJobRequest.js';
import type { UploadBundleResponseInput as _goldpan_v1_UploadBundleResponseInput, UploadBundleResponse as _goldpan_v1_UploadBundleResponse } from '../../goldpan/v1/UploadBundleResponse.js';

/**
 * What a client may ask of the master. Register, Describe, Kill and Follow need the cluster's token alone; every other call names the
 * application and its secret, which in cluster mode the driver has, too. A failed unary call carries a goldpan.v1.Error in the trailing
 * metadata `goldpan-error-bin`.
 */
export interface ApplicationServiceClient extends grpc.Client {
  Analyze(argument: _goldpan_v1_AnalyzeRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_AnalyzeResponse>): grpc.ClientUnaryCall;
  Analyze(argument: _goldpan_v1_AnalyzeRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_goldpan_v1_AnalyzeResponse>): grpc.ClientUnaryCall;
  Analyze(argument: _goldpan_v1_AnalyzeRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_AnalyzeResponse>): grpc.ClientUnaryCall;
  Analyze(argument: _goldpan_v1_AnalyzeRequestInput, callback: grpc.requestCallback<_goldpan_v1_AnalyzeResponse>): grpc.ClientUnaryCall;
  analyze(argument: _goldpan_v1_AnalyzeRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_AnalyzeResponse>): grpc.ClientUnaryCall;
  analyze(argument: _goldpan_v1_AnalyzeRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_goldpan_v1_AnalyzeResponse>): grpc.ClientUnaryCall;
  analyze(argument: _goldpan_v1_AnalyzeRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_AnalyzeResponse>): grpc.ClientUnaryCall;
  analyze(argument: _goldpan_v1_AnalyzeRequestInput, callback: grpc.requestCallback<_goldpan_v1_AnalyzeResponse>): grpc.ClientUnaryCall;
  
  /**
   * Open for as long as the client lives: its end tells the master that the client is gone.
   */
  Attend(argument: _goldpan_v1_ApplicationRefInput, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_goldpan_v1_ApplicationEvent>;
  Attend(argument: _goldpan_v1_ApplicationRefInput, options?: grpc.CallOptions): grpc.ClientReadableStream<_goldpan_v1_ApplicationEvent>;
  /**
   * Open for as long as the client lives: its end tells the master that the client is gone.
   */
  attend(argument: _goldpan_v1_ApplicationRefInput, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_goldpan_v1_ApplicationEvent>;
  attend(argument: _goldpan_v1_ApplicationRefInput, options?: grpc.CallOptions): grpc.ClientReadableStream<_goldpan_v1_ApplicationEvent>;
  
  CancelJob(argument: _goldpan_v1_CancelJobRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_CancelJobResponse>): grpc.ClientUnaryCall;
  CancelJob(argument: _goldpan_v1_CancelJobRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_goldpan_v1_CancelJobResponse>): grpc.ClientUnaryCall;
  CancelJob(argument: _goldpan_v1_CancelJobRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_CancelJobResponse>): grpc.ClientUnaryCall;
  CancelJob(argument: _goldpan_v1_CancelJobRequestInput, callback: grpc.requestCallback<_goldpan_v1_CancelJobResponse>): grpc.ClientUnaryCall;
  cancelJob(argument: _goldpan_v1_CancelJobRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_CancelJobResponse>): grpc.ClientUnaryCall;
  cancelJob(argument: _goldpan_v1_CancelJobRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_goldpan_v1_CancelJobResponse>): grpc.ClientUnaryCall;
  cancelJob(argument: _goldpan_v1_CancelJobRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_CancelJobResponse>): grpc.ClientUnaryCall;
  cancelJob(argument: _goldpan_v1_CancelJobRequestInput, callback: grpc.requestCallback<_goldpan_v1_CancelJobResponse>): grpc.ClientUnaryCall;
  
  /**
   * How an application stands, or how it ended. APPLICATION_UNKNOWN for one that was never there, or ended long ago.
   */
  Describe(argument: _goldpan_v1_DescribeApplicationRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_ApplicationStatus>): grpc.ClientUnaryCall;
  Describe(argument: _goldpan_v1_DescribeApplicationRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_goldpan_v1_ApplicationStatus>): grpc.ClientUnaryCall;
  Describe(argument: _goldpan_v1_DescribeApplicationRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_ApplicationStatus>): grpc.ClientUnaryCall;
  Describe(argument: _goldpan_v1_DescribeApplicationRequestInput, callback: grpc.requestCallback<_goldpan_v1_ApplicationStatus>): grpc.ClientUnaryCall;
  /**
   * How an application stands, or how it ended. APPLICATION_UNKNOWN for one that was never there, or ended long ago.
   */
  describe(argument: _goldpan_v1_DescribeApplicationRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_ApplicationStatus>): grpc.ClientUnaryCall;
  describe(argument: _goldpan_v1_DescribeApplicationRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_goldpan_v1_ApplicationStatus>): grpc.ClientUnaryCall;
  describe(argument: _goldpan_v1_DescribeApplicationRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_ApplicationStatus>): grpc.ClientUnaryCall;
  describe(argument: _goldpan_v1_DescribeApplicationRequestInput, callback: grpc.requestCallback<_goldpan_v1_ApplicationStatus>): grpc.ClientUnaryCall;
  
  /**
   * Cancels what still runs. A commit whose point is passed is waited for.
   */
  End(argument: _goldpan_v1_EndApplicationRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_EndApplicationResponse>): grpc.ClientUnaryCall;
  End(argument: _goldpan_v1_EndApplicationRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_goldpan_v1_EndApplicationResponse>): grpc.ClientUnaryCall;
  End(argument: _goldpan_v1_EndApplicationRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_EndApplicationResponse>): grpc.ClientUnaryCall;
  End(argument: _goldpan_v1_EndApplicationRequestInput, callback: grpc.requestCallback<_goldpan_v1_EndApplicationResponse>): grpc.ClientUnaryCall;
  /**
   * Cancels what still runs. A commit whose point is passed is waited for.
   */
  end(argument: _goldpan_v1_EndApplicationRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_EndApplicationResponse>): grpc.ClientUnaryCall;
  end(argument: _goldpan_v1_EndApplicationRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_goldpan_v1_EndApplicationResponse>): grpc.ClientUnaryCall;
  end(argument: _goldpan_v1_EndApplicationRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_EndApplicationResponse>): grpc.ClientUnaryCall;
  end(argument: _goldpan_v1_EndApplicationRequestInput, callback: grpc.requestCallback<_goldpan_v1_EndApplicationResponse>): grpc.ClientUnaryCall;
  
  /**
   * What its driver prints, at the reader's pace, and how it stands; ends after the status with which the application has ended.
   */
  Follow(argument: _goldpan_v1_FollowApplicationRequestInput, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_goldpan_v1_FollowEvent>;
  Follow(argument: _goldpan_v1_FollowApplicationRequestInput, options?: grpc.CallOptions): grpc.ClientReadableStream<_goldpan_v1_FollowEvent>;
  /**
   * What its driver prints, at the reader's pace, and how it stands; ends after the status with which the application has ended.
   */
  follow(argument: _goldpan_v1_FollowApplicationRequestInput, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_goldpan_v1_FollowEvent>;
  follow(argument: _goldpan_v1_FollowApplicationRequestInput, options?: grpc.CallOptions): grpc.ClientReadableStream<_goldpan_v1_FollowEvent>;
  
  /**
   * Ends it from outside, and answers when it has ended.
   */
  Kill(argument: _goldpan_v1_KillApplicationRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_KillApplicationResponse>): grpc.ClientUnaryCall;
  Kill(argument: _goldpan_v1_KillApplicationRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_goldpan_v1_KillApplicationResponse>): grpc.ClientUnaryCall;
  Kill(argument: _goldpan_v1_KillApplicationRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_KillApplicationResponse>): grpc.ClientUnaryCall;
  Kill(argument: _goldpan_v1_KillApplicationRequestInput, callback: grpc.requestCallback<_goldpan_v1_KillApplicationResponse>): grpc.ClientUnaryCall;
  /**
   * Ends it from outside, and answers when it has ended.
   */
  kill(argument: _goldpan_v1_KillApplicationRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_KillApplicationResponse>): grpc.ClientUnaryCall;
  kill(argument: _goldpan_v1_KillApplicationRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_goldpan_v1_KillApplicationResponse>): grpc.ClientUnaryCall;
  kill(argument: _goldpan_v1_KillApplicationRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_KillApplicationResponse>): grpc.ClientUnaryCall;
  kill(argument: _goldpan_v1_KillApplicationRequestInput, callback: grpc.requestCallback<_goldpan_v1_KillApplicationResponse>): grpc.ClientUnaryCall;
  
  /**
   * Plans an action as RunJob would, and says what it would do: no task runs, nothing of it is written.
   */
  PlanJob(argument: _goldpan_v1_PlanJobRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_JobPlan>): grpc.ClientUnaryCall;
  PlanJob(argument: _goldpan_v1_PlanJobRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_goldpan_v1_JobPlan>): grpc.ClientUnaryCall;
  PlanJob(argument: _goldpan_v1_PlanJobRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_JobPlan>): grpc.ClientUnaryCall;
  PlanJob(argument: _goldpan_v1_PlanJobRequestInput, callback: grpc.requestCallback<_goldpan_v1_JobPlan>): grpc.ClientUnaryCall;
  /**
   * Plans an action as RunJob would, and says what it would do: no task runs, nothing of it is written.
   */
  planJob(argument: _goldpan_v1_PlanJobRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_JobPlan>): grpc.ClientUnaryCall;
  planJob(argument: _goldpan_v1_PlanJobRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_goldpan_v1_JobPlan>): grpc.ClientUnaryCall;
  planJob(argument: _goldpan_v1_PlanJobRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_JobPlan>): grpc.ClientUnaryCall;
  planJob(argument: _goldpan_v1_PlanJobRequestInput, callback: grpc.requestCallback<_goldpan_v1_JobPlan>): grpc.ClientUnaryCall;
  
  Register(argument: _goldpan_v1_RegisterApplicationRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_RegisterApplicationResponse>): grpc.ClientUnaryCall;
  Register(argument: _goldpan_v1_RegisterApplicationRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_goldpan_v1_RegisterApplicationResponse>): grpc.ClientUnaryCall;
  Register(argument: _goldpan_v1_RegisterApplicationRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_RegisterApplicationResponse>): grpc.ClientUnaryCall;
  Register(argument: _goldpan_v1_RegisterApplicationRequestInput, callback: grpc.requestCallback<_goldpan_v1_RegisterApplicationResponse>): grpc.ClientUnaryCall;
  register(argument: _goldpan_v1_RegisterApplicationRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_RegisterApplicationResponse>): grpc.ClientUnaryCall;
  register(argument: _goldpan_v1_RegisterApplicationRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_goldpan_v1_RegisterApplicationResponse>): grpc.ClientUnaryCall;
  register(argument: _goldpan_v1_RegisterApplicationRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_RegisterApplicationResponse>): grpc.ClientUnaryCall;
  register(argument: _goldpan_v1_RegisterApplicationRequestInput, callback: grpc.requestCallback<_goldpan_v1_RegisterApplicationResponse>): grpc.ClientUnaryCall;
  
  /**
   * Forgets what a cache keeps on workers' disks.
   */
  ReleaseCache(argument: _goldpan_v1_ReleaseCacheRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_ReleaseCacheResponse>): grpc.ClientUnaryCall;
  ReleaseCache(argument: _goldpan_v1_ReleaseCacheRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_goldpan_v1_ReleaseCacheResponse>): grpc.ClientUnaryCall;
  ReleaseCache(argument: _goldpan_v1_ReleaseCacheRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_ReleaseCacheResponse>): grpc.ClientUnaryCall;
  ReleaseCache(argument: _goldpan_v1_ReleaseCacheRequestInput, callback: grpc.requestCallback<_goldpan_v1_ReleaseCacheResponse>): grpc.ClientUnaryCall;
  /**
   * Forgets what a cache keeps on workers' disks.
   */
  releaseCache(argument: _goldpan_v1_ReleaseCacheRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_ReleaseCacheResponse>): grpc.ClientUnaryCall;
  releaseCache(argument: _goldpan_v1_ReleaseCacheRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_goldpan_v1_ReleaseCacheResponse>): grpc.ClientUnaryCall;
  releaseCache(argument: _goldpan_v1_ReleaseCacheRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_ReleaseCacheResponse>): grpc.ClientUnaryCall;
  releaseCache(argument: _goldpan_v1_ReleaseCacheRequestInput, callback: grpc.requestCallback<_goldpan_v1_ReleaseCacheResponse>): grpc.ClientUnaryCall;
  
  /**
   * Runs a job, or joins it if that job id was submitted before: a repeated action returns the first outcome.
   */
  RunJob(argument: _goldpan_v1_RunJobRequestInput, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_goldpan_v1_JobEvent>;
  RunJob(argument: _goldpan_v1_RunJobRequestInput, options?: grpc.CallOptions): grpc.ClientReadableStream<_goldpan_v1_JobEvent>;
  /**
   * Runs a job, or joins it if that job id was submitted before: a repeated action returns the first outcome.
   */
  runJob(argument: _goldpan_v1_RunJobRequestInput, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_goldpan_v1_JobEvent>;
  runJob(argument: _goldpan_v1_RunJobRequestInput, options?: grpc.CallOptions): grpc.ClientReadableStream<_goldpan_v1_JobEvent>;
  
  /**
   * A file that the registration named: the bundle of row functions, the driver's bundle, or one of the files that travel along.
   */
  UploadBundle(metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_UploadBundleResponse>): grpc.ClientWritableStream<_goldpan_v1_BundleChunkInput>;
  UploadBundle(metadata: grpc.Metadata, callback: grpc.requestCallback<_goldpan_v1_UploadBundleResponse>): grpc.ClientWritableStream<_goldpan_v1_BundleChunkInput>;
  UploadBundle(options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_UploadBundleResponse>): grpc.ClientWritableStream<_goldpan_v1_BundleChunkInput>;
  UploadBundle(callback: grpc.requestCallback<_goldpan_v1_UploadBundleResponse>): grpc.ClientWritableStream<_goldpan_v1_BundleChunkInput>;
  /**
   * A file that the registration named: the bundle of row functions, the driver's bundle, or one of the files that travel along.
   */
  uploadBundle(metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_UploadBundleResponse>): grpc.ClientWritableStream<_goldpan_v1_BundleChunkInput>;
  uploadBundle(metadata: grpc.Metadata, callback: grpc.requestCallback<_goldpan_v1_UploadBundleResponse>): grpc.ClientWritableStream<_goldpan_v1_BundleChunkInput>;
  uploadBundle(options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_UploadBundleResponse>): grpc.ClientWritableStream<_goldpan_v1_BundleChunkInput>;
  uploadBundle(callback: grpc.requestCallback<_goldpan_v1_UploadBundleResponse>): grpc.ClientWritableStream<_goldpan_v1_BundleChunkInput>;
  
}

/**
 * What a client may ask of the master. Register, Describe, Kill and Follow need the cluster's token alone; every other call names the
 * application and its secret, which in cluster mode the driver has, too. A failed unary call carries a goldpan.v1.Error in the trailing
 * metadata `goldpan-error-bin`.
 */
export interface ApplicationServiceHandlers extends grpc.UntypedServiceImplementation {
  Analyze: grpc.handleUnaryCall<_goldpan_v1_AnalyzeRequest, _goldpan_v1_AnalyzeResponseInput>;
  
  /**
   * Open for as long as the client lives: its end tells the master that the client is gone.
   */
  Attend: grpc.handleServerStreamingCall<_goldpan_v1_ApplicationRef, _goldpan_v1_ApplicationEventInput>;
  
  CancelJob: grpc.handleUnaryCall<_goldpan_v1_CancelJobRequest, _goldpan_v1_CancelJobResponseInput>;
  
  /**
   * How an application stands, or how it ended. APPLICATION_UNKNOWN for one that was never there, or ended long ago.
   */
  Describe: grpc.handleUnaryCall<_goldpan_v1_DescribeApplicationRequest, _goldpan_v1_ApplicationStatusInput>;
  
  /**
   * Cancels what still runs. A commit whose point is passed is waited for.
   */
  End: grpc.handleUnaryCall<_goldpan_v1_EndApplicationRequest, _goldpan_v1_EndApplicationResponseInput>;
  
  /**
   * What its driver prints, at the reader's pace, and how it stands; ends after the status with which the application has ended.
   */
  Follow: grpc.handleServerStreamingCall<_goldpan_v1_FollowApplicationRequest, _goldpan_v1_FollowEventInput>;
  
  /**
   * Ends it from outside, and answers when it has ended.
   */
  Kill: grpc.handleUnaryCall<_goldpan_v1_KillApplicationRequest, _goldpan_v1_KillApplicationResponseInput>;
  
  /**
   * Plans an action as RunJob would, and says what it would do: no task runs, nothing of it is written.
   */
  PlanJob: grpc.handleUnaryCall<_goldpan_v1_PlanJobRequest, _goldpan_v1_JobPlanInput>;
  
  Register: grpc.handleUnaryCall<_goldpan_v1_RegisterApplicationRequest, _goldpan_v1_RegisterApplicationResponseInput>;
  
  /**
   * Forgets what a cache keeps on workers' disks.
   */
  ReleaseCache: grpc.handleUnaryCall<_goldpan_v1_ReleaseCacheRequest, _goldpan_v1_ReleaseCacheResponseInput>;
  
  /**
   * Runs a job, or joins it if that job id was submitted before: a repeated action returns the first outcome.
   */
  RunJob: grpc.handleServerStreamingCall<_goldpan_v1_RunJobRequest, _goldpan_v1_JobEventInput>;
  
  /**
   * A file that the registration named: the bundle of row functions, the driver's bundle, or one of the files that travel along.
   */
  UploadBundle: grpc.handleClientStreamingCall<_goldpan_v1_BundleChunk, _goldpan_v1_UploadBundleResponseInput>;
  
}

export interface ApplicationServiceDefinition extends grpc.ServiceDefinition {
  Analyze: MethodDefinition<_goldpan_v1_AnalyzeRequestInput, _goldpan_v1_AnalyzeResponseInput, _goldpan_v1_AnalyzeRequest, _goldpan_v1_AnalyzeResponse>
  Attend: MethodDefinition<_goldpan_v1_ApplicationRefInput, _goldpan_v1_ApplicationEventInput, _goldpan_v1_ApplicationRef, _goldpan_v1_ApplicationEvent>
  CancelJob: MethodDefinition<_goldpan_v1_CancelJobRequestInput, _goldpan_v1_CancelJobResponseInput, _goldpan_v1_CancelJobRequest, _goldpan_v1_CancelJobResponse>
  Describe: MethodDefinition<_goldpan_v1_DescribeApplicationRequestInput, _goldpan_v1_ApplicationStatusInput, _goldpan_v1_DescribeApplicationRequest, _goldpan_v1_ApplicationStatus>
  End: MethodDefinition<_goldpan_v1_EndApplicationRequestInput, _goldpan_v1_EndApplicationResponseInput, _goldpan_v1_EndApplicationRequest, _goldpan_v1_EndApplicationResponse>
  Follow: MethodDefinition<_goldpan_v1_FollowApplicationRequestInput, _goldpan_v1_FollowEventInput, _goldpan_v1_FollowApplicationRequest, _goldpan_v1_FollowEvent>
  Kill: MethodDefinition<_goldpan_v1_KillApplicationRequestInput, _goldpan_v1_KillApplicationResponseInput, _goldpan_v1_KillApplicationRequest, _goldpan_v1_KillApplicationResponse>
  PlanJob: MethodDefinition<_goldpan_v1_PlanJobRequestInput, _goldpan_v1_JobPlanInput, _goldpan_v1_PlanJobRequest, _goldpan_v1_JobPlan>
  Register: MethodDefinition<_goldpan_v1_RegisterApplicationRequestInput, _goldpan_v1_RegisterApplicationResponseInput, _goldpan_v1_RegisterApplicationRequest, _goldpan_v1_RegisterApplicationResponse>
  ReleaseCache: MethodDefinition<_goldpan_v1_ReleaseCacheRequestInput, _goldpan_v1_ReleaseCacheResponseInput, _goldpan_v1_ReleaseCacheRequest, _goldpan_v1_ReleaseCacheResponse>
  RunJob: MethodDefinition<_goldpan_v1_RunJobRequestInput, _goldpan_v1_JobEventInput, _goldpan_v1_RunJobRequest, _goldpan_v1_JobEvent>
  UploadBundle: MethodDefinition<_goldpan_v1_BundleChunkInput, _goldpan_v1_UploadBundleResponseInput, _goldpan_v1_BundleChunk, _goldpan_v1_UploadBundleResponse>
}

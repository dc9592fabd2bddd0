// Original file: proto/goldpan/v1/application.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { AnalyzeRequestInput as _goldpan_v1_AnalyzeRequestInput, AnalyzeRequest as _goldpan_v1_AnalyzeRequest } from '../../goldpan/v1/AnalyzeRequest.js';
import type { AnalyzeResponseInput as _goldpan_v1_AnalyzeResponseInput, AnalyzeResponse as _goldpan_v1_AnalyzeResponse } from '../../goldpan/v1/AnalyzeResponse.js';
import type { ApplicationEventInput as _goldpan_v1_ApplicationEventInput, ApplicationEvent as _goldpan_v1_ApplicationEvent } from '../../goldpan/v1/ApplicationEvent.js';
import type { ApplicationRefInput as _goldpan_v1_ApplicationRefInput, ApplicationRef as _goldpan_v1_ApplicationRef } from '../../goldpan/v1/ApplicationRef.js';
import type { BundleChunkInput as _goldpan_v1_BundleChunkInput, BundleChunk as _goldpan_v1_BundleChunk } from '../../goldpan/v1/BundleChunk.js';
import type { CancelJobRequestInput as _goldpan_v1_CancelJobRequestInput, CancelJobRequest as _goldpan_v1_CancelJobRequest } from '../../goldpan/v1/CancelJobRequest.js';
import type { CancelJobResponseInput as _goldpan_v1_CancelJobResponseInput, CancelJobResponse as _goldpan_v1_CancelJobResponse } from '../../goldpan/v1/CancelJobResponse.js';
import type { EndApplicationRequestInput as _goldpan_v1_EndApplicationRequestInput, EndApplicationRequest as _goldpan_v1_EndApplicationRequest } from '../../goldpan/v1/EndApplicationRequest.js';
import type { EndApplicationResponseInput as _goldpan_v1_EndApplicationResponseInput, EndApplicationResponse as _goldpan_v1_EndApplicationResponse } from '../../goldpan/v1/EndApplicationResponse.js';
import type { JobEventInput as _goldpan_v1_JobEventInput, JobEvent as _goldpan_v1_JobEvent } from '../../goldpan/v1/JobEvent.js';
import type { RegisterApplicationRequestInput as _goldpan_v1_RegisterApplicationRequestInput, RegisterApplicationRequest as _goldpan_v1_RegisterApplicationRequest } from '../../goldpan/v1/RegisterApplicationRequest.js';
import type { RegisterApplicationResponseInput as _goldpan_v1_RegisterApplicationResponseInput, RegisterApplicationResponse as _goldpan_v1_RegisterApplicationResponse } from '../../goldpan/v1/RegisterApplicationResponse.js';
import type { ReleaseCacheRequestInput as _goldpan_v1_ReleaseCacheRequestInput, ReleaseCacheRequest as _goldpan_v1_ReleaseCacheRequest } from '../../goldpan/v1/ReleaseCacheRequest.js';
import type { ReleaseCacheResponseInput as _goldpan_v1_ReleaseCacheResponseInput, ReleaseCacheResponse as _goldpan_v1_ReleaseCacheResponse } from '../../goldpan/v1/ReleaseCacheResponse.js';
import type { RunJobRequestInput as _goldpan_v1_RunJobRequestInput, RunJobRequest as _goldpan_v1_RunJobRequest } from '../../goldpan/v1/RunJobRequest.js';
import type { UploadBundleResponseInput as _goldpan_v1_UploadBundleResponseInput, UploadBundleResponse as _goldpan_v1_UploadBundleResponse } from '../../goldpan/v1/UploadBundleResponse.js';

/**
 * What a client may ask of the master. Every call but Register names the application and its secret. A failed unary call
 * carries a goldpan.v1.Error in the trailing metadata `goldpan-error-bin`.
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
  
  UploadBundle(metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_UploadBundleResponse>): grpc.ClientWritableStream<_goldpan_v1_BundleChunkInput>;
  UploadBundle(metadata: grpc.Metadata, callback: grpc.requestCallback<_goldpan_v1_UploadBundleResponse>): grpc.ClientWritableStream<_goldpan_v1_BundleChunkInput>;
  UploadBundle(options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_UploadBundleResponse>): grpc.ClientWritableStream<_goldpan_v1_BundleChunkInput>;
  UploadBundle(callback: grpc.requestCallback<_goldpan_v1_UploadBundleResponse>): grpc.ClientWritableStream<_goldpan_v1_BundleChunkInput>;
  uploadBundle(metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_UploadBundleResponse>): grpc.ClientWritableStream<_goldpan_v1_BundleChunkInput>;
  uploadBundle(metadata: grpc.Metadata, callback: grpc.requestCallback<_goldpan_v1_UploadBundleResponse>): grpc.ClientWritableStream<_goldpan_v1_BundleChunkInput>;
  uploadBundle(options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_UploadBundleResponse>): grpc.ClientWritableStream<_goldpan_v1_BundleChunkInput>;
  uploadBundle(callback: grpc.requestCallback<_goldpan_v1_UploadBundleResponse>): grpc.ClientWritableStream<_goldpan_v1_BundleChunkInput>;
  
}

/**
 * What a client may ask of the master. Every call but Register names the application and its secret. A failed unary call
 * carries a goldpan.v1.Error in the trailing metadata `goldpan-error-bin`.
 */
export interface ApplicationServiceHandlers extends grpc.UntypedServiceImplementation {
  Analyze: grpc.handleUnaryCall<_goldpan_v1_AnalyzeRequest, _goldpan_v1_AnalyzeResponseInput>;
  
  /**
   * Open for as long as the client lives: its end tells the master that the client is gone.
   */
  Attend: grpc.handleServerStreamingCall<_goldpan_v1_ApplicationRef, _goldpan_v1_ApplicationEventInput>;
  
  CancelJob: grpc.handleUnaryCall<_goldpan_v1_CancelJobRequest, _goldpan_v1_CancelJobResponseInput>;
  
  /**
   * Cancels what still runs. A commit whose point is passed is waited for.
   */
  End: grpc.handleUnaryCall<_goldpan_v1_EndApplicationRequest, _goldpan_v1_EndApplicationResponseInput>;
  
  Register: grpc.handleUnaryCall<_goldpan_v1_RegisterApplicationRequest, _goldpan_v1_RegisterApplicationResponseInput>;
  
  /**
   * Forgets what a cache keeps on workers' disks.
   */
  ReleaseCache: grpc.handleUnaryCall<_goldpan_v1_ReleaseCacheRequest, _goldpan_v1_ReleaseCacheResponseInput>;
  
  /**
   * Runs a job, or joins it if that job id was submitted before: a repeated action returns the first outcome.
   */
  RunJob: grpc.handleServerStreamingCall<_goldpan_v1_RunJobRequest, _goldpan_v1_JobEventInput>;
  
  UploadBundle: grpc.handleClientStreamingCall<_goldpan_v1_BundleChunk, _goldpan_v1_UploadBundleResponseInput>;
  
}

export interface ApplicationServiceDefinition extends grpc.ServiceDefinition {
  Analyze: MethodDefinition<_goldpan_v1_AnalyzeRequestInput, _goldpan_v1_AnalyzeResponseInput, _goldpan_v1_AnalyzeRequest, _goldpan_v1_AnalyzeResponse>
  Attend: MethodDefinition<_goldpan_v1_ApplicationRefInput, _goldpan_v1_ApplicationEventInput, _goldpan_v1_ApplicationRef, _goldpan_v1_ApplicationEvent>
  CancelJob: MethodDefinition<_goldpan_v1_CancelJobRequestInput, _goldpan_v1_CancelJobResponseInput, _goldpan_v1_CancelJobRequest, _goldpan_v1_CancelJobResponse>
  End: MethodDefinition<_goldpan_v1_EndApplicationRequestInput, _goldpan_v1_EndApplicationResponseInput, _goldpan_v1_EndApplicationRequest, _goldpan_v1_EndApplicationResponse>
  Register: MethodDefinition<_goldpan_v1_RegisterApplicationRequestInput, _goldpan_v1_RegisterApplicationResponseInput, _goldpan_v1_RegisterApplicationRequest, _goldpan_v1_RegisterApplicationResponse>
  ReleaseCache: MethodDefinition<_goldpan_v1_ReleaseCacheRequestInput, _goldpan_v1_ReleaseCacheResponseInput, _goldpan_v1_ReleaseCacheRequest, _goldpan_v1_ReleaseCacheResponse>
  RunJob: MethodDefinition<_goldpan_v1_RunJobRequestInput, _goldpan_v1_JobEventInput, _goldpan_v1_RunJobRequest, _goldpan_v1_JobEvent>
  UploadBundle: MethodDefinition<_goldpan_v1_BundleChunkInput, _goldpan_v1_UploadBundleResponseInput, _goldpan_v1_BundleChunk, _goldpan_v1_UploadBundleResponse>
}

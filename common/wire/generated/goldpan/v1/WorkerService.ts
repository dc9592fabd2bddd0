// Original file: proto/goldpan/v1/worker.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { BundleDataInput as _goldpan_v1_BundleDataInput, BundleData as _goldpan_v1_BundleData } from '../../goldpan/v1/BundleData.js';
import type { FetchBundleRequestInput as _goldpan_v1_FetchBundleRequestInput, FetchBundleRequest as _goldpan_v1_FetchBundleRequest } from '../../goldpan/v1/FetchBundleRequest.js';
import type { MasterMessageInput as _goldpan_v1_MasterMessageInput, MasterMessage as _goldpan_v1_MasterMessage } from '../../goldpan/v1/MasterMessage.js';
import type { WorkerMessageInput as _goldpan_v1_WorkerMessageInput, WorkerMessage as _goldpan_v1_WorkerMessage } from '../../goldpan/v1/WorkerMessage.js';

/**
 * Workers dial in and keep one stream open; its end is the worker's loss unless it comes back.
 */
export interface WorkerServiceClient extends grpc.Client {
  Connect(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_goldpan_v1_WorkerMessageInput, _goldpan_v1_MasterMessage>;
  Connect(options?: grpc.CallOptions): grpc.ClientDuplexStream<_goldpan_v1_WorkerMessageInput, _goldpan_v1_MasterMessage>;
  connect(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_goldpan_v1_WorkerMessageInput, _goldpan_v1_MasterMessage>;
  connect(options?: grpc.CallOptions): grpc.ClientDuplexStream<_goldpan_v1_WorkerMessageInput, _goldpan_v1_MasterMessage>;
  
  FetchBundle(argument: _goldpan_v1_FetchBundleRequestInput, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_goldpan_v1_BundleData>;
  FetchBundle(argument: _goldpan_v1_FetchBundleRequestInput, options?: grpc.CallOptions): grpc.ClientReadableStream<_goldpan_v1_BundleData>;
  fetchBundle(argument: _goldpan_v1_FetchBundleRequestInput, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_goldpan_v1_BundleData>;
  fetchBundle(argument: _goldpan_v1_FetchBundleRequestInput, options?: grpc.CallOptions): grpc.ClientReadableStream<_goldpan_v1_BundleData>;
  
}

/**
 * Workers dial in and keep one stream open; its end is the worker's loss unless it comes back.
 */
export interface WorkerServiceHandlers extends grpc.UntypedServiceImplementation {
  Connect: grpc.handleBidiStreamingCall<_goldpan_v1_WorkerMessage, _goldpan_v1_MasterMessageInput>;
  
  FetchBundle: grpc.handleServerStreamingCall<_goldpan_v1_FetchBundleRequest, _goldpan_v1_BundleDataInput>;
  
}

export interface WorkerServiceDefinition extends grpc.ServiceDefinition {
  Connect: MethodDefinition<_goldpan_v1_WorkerMessageInput, _goldpan_v1_MasterMessageInput, _goldpan_v1_WorkerMessage, _goldpan_v1_MasterMessage>
  FetchBundle: MethodDefinition<_goldpan_v1_FetchBundleRequestInput, _goldpan_v1_BundleDataInput, _goldpan_v1_FetchBundleRequest, _goldpan_v1_BundleData>
}

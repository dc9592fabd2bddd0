// Original file: proto/goldpan/v1/worker.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { FetchPiecesRequestInput as _goldpan_v1_FetchPiecesRequestInput, FetchPiecesRequest as _goldpan_v1_FetchPiecesRequest } from '../../goldpan/v1/FetchPiecesRequest.js';
import type { FollowOutputRequestInput as _goldpan_v1_FollowOutputRequestInput, FollowOutputRequest as _goldpan_v1_FollowOutputRequest } from '../../goldpan/v1/FollowOutputRequest.js';
import type { LocatePiecesRequestInput as _goldpan_v1_LocatePiecesRequestInput, LocatePiecesRequest as _goldpan_v1_LocatePiecesRequest } from '../../goldpan/v1/LocatePiecesRequest.js';
import type { OutputChunkInput as _goldpan_v1_OutputChunkInput, OutputChunk as _goldpan_v1_OutputChunk } from '../../goldpan/v1/OutputChunk.js';
import type { PieceChunkInput as _goldpan_v1_PieceChunkInput, PieceChunk as _goldpan_v1_PieceChunk } from '../../goldpan/v1/PieceChunk.js';
import type { PieceFolderInput as _goldpan_v1_PieceFolderInput, PieceFolder as _goldpan_v1_PieceFolder } from '../../goldpan/v1/PieceFolder.js';

/**
 * Served by each worker to its peers and to the master, which relays results to clients.
 */
export interface PieceServiceClient extends grpc.Client {
  /**
   * Pieces come whole, in the order asked for, in chunks of at most 1 MiB. Partitions without rows are left out.
   */
  Fetch(argument: _goldpan_v1_FetchPiecesRequestInput, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_goldpan_v1_PieceChunk>;
  Fetch(argument: _goldpan_v1_FetchPiecesRequestInput, options?: grpc.CallOptions): grpc.ClientReadableStream<_goldpan_v1_PieceChunk>;
  /**
   * Pieces come whole, in the order asked for, in chunks of at most 1 MiB. Partitions without rows are left out.
   */
  fetch(argument: _goldpan_v1_FetchPiecesRequestInput, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_goldpan_v1_PieceChunk>;
  fetch(argument: _goldpan_v1_FetchPiecesRequestInput, options?: grpc.CallOptions): grpc.ClientReadableStream<_goldpan_v1_PieceChunk>;
  
  /**
   * What a driver prints, from there on, until it has ended.
   */
  FollowOutput(argument: _goldpan_v1_FollowOutputRequestInput, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_goldpan_v1_OutputChunk>;
  FollowOutput(argument: _goldpan_v1_FollowOutputRequestInput, options?: grpc.CallOptions): grpc.ClientReadableStream<_goldpan_v1_OutputChunk>;
  /**
   * What a driver prints, from there on, until it has ended.
   */
  followOutput(argument: _goldpan_v1_FollowOutputRequestInput, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_goldpan_v1_OutputChunk>;
  followOutput(argument: _goldpan_v1_FollowOutputRequestInput, options?: grpc.CallOptions): grpc.ClientReadableStream<_goldpan_v1_OutputChunk>;
  
  /**
   * Where the pieces lie, for peers on the same host.
   */
  Locate(argument: _goldpan_v1_LocatePiecesRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_PieceFolder>): grpc.ClientUnaryCall;
  Locate(argument: _goldpan_v1_LocatePiecesRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_goldpan_v1_PieceFolder>): grpc.ClientUnaryCall;
  Locate(argument: _goldpan_v1_LocatePiecesRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_PieceFolder>): grpc.ClientUnaryCall;
  Locate(argument: _goldpan_v1_LocatePiecesRequestInput, callback: grpc.requestCallback<_goldpan_v1_PieceFolder>): grpc.ClientUnaryCall;
  /**
   * Where the pieces lie, for peers on the same host.
   */
  locate(argument: _goldpan_v1_LocatePiecesRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_PieceFolder>): grpc.ClientUnaryCall;
  locate(argument: _goldpan_v1_LocatePiecesRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_goldpan_v1_PieceFolder>): grpc.ClientUnaryCall;
  locate(argument: _goldpan_v1_LocatePiecesRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_goldpan_v1_PieceFolder>): grpc.ClientUnaryCall;
  locate(argument: _goldpan_v1_LocatePiecesRequestInput, callback: grpc.requestCallback<_goldpan_v1_PieceFolder>): grpc.ClientUnaryCall;
  
}

/**
 * Served by each worker to its peers and to the master, which relays results to clients.
 */
export interface PieceServiceHandlers extends grpc.UntypedServiceImplementation {
  /**
   * Pieces come whole, in the order asked for, in chunks of at most 1 MiB. Partitions without rows are left out.
   */
  Fetch: grpc.handleServerStreamingCall<_goldpan_v1_FetchPiecesRequest, _goldpan_v1_PieceChunkInput>;
  
  /**
   * What a driver prints, from there on, until it has ended.
   */
  FollowOutput: grpc.handleServerStreamingCall<_goldpan_v1_FollowOutputRequest, _goldpan_v1_OutputChunkInput>;
  
  /**
   * Where the pieces lie, for peers on the same host.
   */
  Locate: grpc.handleUnaryCall<_goldpan_v1_LocatePiecesRequest, _goldpan_v1_PieceFolderInput>;
  
}

export interface PieceServiceDefinition extends grpc.ServiceDefinition {
  Fetch: MethodDefinition<_goldpan_v1_FetchPiecesRequestInput, _goldpan_v1_PieceChunkInput, _goldpan_v1_FetchPiecesRequest, _goldpan_v1_PieceChunk>
  FollowOutput: MethodDefinition<_goldpan_v1_FollowOutputRequestInput, _goldpan_v1_OutputChunkInput, _goldpan_v1_FollowOutputRequest, _goldpan_v1_OutputChunk>
  Locate: MethodDefinition<_goldpan_v1_LocatePiecesRequestInput, _goldpan_v1_PieceFolderInput, _goldpan_v1_LocatePiecesRequest, _goldpan_v1_PieceFolder>
}

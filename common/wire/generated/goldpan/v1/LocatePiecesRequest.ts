// Original file: proto/goldpan/v1/worker.proto


export interface LocatePiecesRequestInput {
}

export interface LocatePiecesRequest {
}

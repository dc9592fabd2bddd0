// Original file: proto/goldpan/v1/application.proto


export interface ReleaseCacheResponseInput {
}

export interface ReleaseCacheResponse {
}

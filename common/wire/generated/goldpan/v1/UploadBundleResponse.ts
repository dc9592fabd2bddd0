// Original file: proto/goldpan/v1/application.proto


export interface UploadBundleResponseInput {
}

export interface UploadBundleResponse {
}

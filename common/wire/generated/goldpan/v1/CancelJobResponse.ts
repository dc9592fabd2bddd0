// Original file: proto/goldpan/v1/application.proto


export interface CancelJobResponseInput {
}

export interface CancelJobResponse {
}

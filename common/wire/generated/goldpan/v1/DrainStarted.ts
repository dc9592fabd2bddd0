// Original file: proto/goldpan/v1/worker.proto


export interface DrainStartedInput {
}

export interface DrainStarted {
}

// Original file: proto/goldpan/v1/plan.proto


export interface CollectInput {
}

export interface Collect {
}

// Original file: proto/goldpan/v1/plan.proto


export interface DiscardInput {
}

export interface Discard {
}

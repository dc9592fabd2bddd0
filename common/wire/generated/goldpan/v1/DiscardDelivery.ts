// Original file: proto/goldpan/v1/task.proto


export interface DiscardDeliveryInput {
}

export interface DiscardDelivery {
}

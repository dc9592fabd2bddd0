// Original file: proto/goldpan/v1/task.proto


/**
 * Arrow IPC stream, kept and served like pieces.
 */
export interface ResultDeliveryInput {
}

/**
 * Arrow IPC stream, kept and served like pieces.
 */
export interface ResultDelivery {
}

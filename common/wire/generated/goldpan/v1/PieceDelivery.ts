// Original file: proto/goldpan/v1/task.proto


/**
 * Parquet v2, zstd, kept on the worker's disk and served from there.
 */
export interface PieceDeliveryInput {
}

/**
 * Parquet v2, zstd, kept on the worker's disk and served from there.
 */
export interface PieceDelivery {
}

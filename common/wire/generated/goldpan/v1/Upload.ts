// Original file: proto/goldpan/v1/task.proto


/**
 * A multipart upload that is not completed yet.
 */
export interface UploadInput {
  /**
   * `s3a://bucket/key` or `file:///path` of the final object.
   */
  'uri'?: (string);
  'uploadId'?: (string);
}

/**
 * A multipart upload that is not completed yet.
 */
export interface Upload {
  /**
   * `s3a://bucket/key` or `file:///path` of the final object.
   */
  'uri': (string);
  'uploadId': (string);
}

// Original file: proto/goldpan/v1/worker.proto


/**
 * One launch of an application's driver, counted from 1.
 */
export interface DriverKeyInput {
  'applicationId'?: (string);
  'launch'?: (number);
}

/**
 * One launch of an application's driver, counted from 1.
 */
export interface DriverKey {
  'applicationId': (string);
  'launch': (number);
}

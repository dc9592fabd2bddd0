// Original file: proto/goldpan/v1/application.proto


export interface EndApplicationResponseInput {
  /**
   * A cancel that came after the commit point waited for the commit: these jobs are committed all the same.
   */
  'jobsCommitted'?: (number)[];
}

export interface EndApplicationResponse {
  /**
   * A cancel that came after the commit point waited for the commit: these jobs are committed all the same.
   */
  'jobsCommitted': (number)[];
}

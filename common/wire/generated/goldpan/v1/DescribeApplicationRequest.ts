// Original file: proto/goldpan/v1/application.proto


export interface DescribeApplicationRequestInput {
  'applicationId'?: (string);
}

export interface DescribeApplicationRequest {
  'applicationId': (string);
}

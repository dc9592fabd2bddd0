// Original file: proto/goldpan/v1/application.proto


export interface KillApplicationRequestInput {
  'applicationId'?: (string);
  'user'?: (string);
}

export interface KillApplicationRequest {
  'applicationId': (string);
  'user': (string);
}

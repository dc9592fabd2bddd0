// Original file: proto/goldpan/v1/application.proto


export interface ApplicationRefInput {
  'applicationId'?: (string);
  'secret'?: (string);
}

export interface ApplicationRef {
  'applicationId': (string);
  'secret': (string);
}

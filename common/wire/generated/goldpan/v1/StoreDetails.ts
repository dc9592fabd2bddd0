// Original file: proto/goldpan/v1/errors.proto


export interface StoreDetailsInput {
  'endpoint'?: (string);
  'bucket'?: (string);
  'key'?: (string);
  'httpStatus'?: (number);
  'storeCode'?: (string);
}

export interface StoreDetails {
  'endpoint': (string);
  'bucket': (string);
  'key': (string);
  'httpStatus': (number);
  'storeCode': (string);
}

// Original file: proto/goldpan/v1/application.proto

import type { SchemaInput as _goldpan_v1_SchemaInput, Schema as _goldpan_v1_Schema } from '../../goldpan/v1/Schema.js';

export interface AnalyzeResponseInput {
  'schema'?: (_goldpan_v1_SchemaInput | null);
  'explain'?: (string);
}

export interface AnalyzeResponse {
  'schema': (_goldpan_v1_Schema | null);
  'explain': (string);
}

// Original file: proto/goldpan/v1/application.proto

import type { SchemaInput as _goldpan_v1_SchemaInput, Schema as _goldpan_v1_Schema } from '../../goldpan/v1/Schema.js';

export interface JobAcceptedInput {
  'schema'?: (_goldpan_v1_SchemaInput | null);
}

export interface JobAccepted {
  'schema': (_goldpan_v1_Schema | null);
}

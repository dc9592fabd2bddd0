// Original file: proto/goldpan/v1/task.proto

import type { PieceDeliveryInput as _goldpan_v1_PieceDeliveryInput, PieceDelivery as _goldpan_v1_PieceDelivery } from '../../goldpan/v1/PieceDelivery.js';
import type { ResultDeliveryInput as _goldpan_v1_ResultDeliveryInput, ResultDelivery as _goldpan_v1_ResultDelivery } from '../../goldpan/v1/ResultDelivery.js';
import type { SinkDeliveryInput as _goldpan_v1_SinkDeliveryInput, SinkDelivery as _goldpan_v1_SinkDelivery } from '../../goldpan/v1/SinkDelivery.js';
import type { DiscardDeliveryInput as _goldpan_v1_DiscardDeliveryInput, DiscardDelivery as _goldpan_v1_DiscardDelivery } from '../../goldpan/v1/DiscardDelivery.js';

export interface DeliveryInput {
  'pieces'?: (_goldpan_v1_PieceDeliveryInput | null);
  'result'?: (_goldpan_v1_ResultDeliveryInput | null);
  'sink'?: (_goldpan_v1_SinkDeliveryInput | null);
  /**
   * Rows are made and counted, and go nowhere.
   */
  'discard'?: (_goldpan_v1_DiscardDeliveryInput | null);
  'delivery'?: "pieces"|"result"|"sink"|"discard";
}

export interface Delivery {
  'pieces'?: (_goldpan_v1_PieceDelivery | null);
  'result'?: (_goldpan_v1_ResultDelivery | null);
  'sink'?: (_goldpan_v1_SinkDelivery | null);
  /**
   * Rows are made and counted, and go nowhere.
   */
  'discard'?: (_goldpan_v1_DiscardDelivery | null);
  'delivery'?: "pieces"|"result"|"sink"|"discard";
}

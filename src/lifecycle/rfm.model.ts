import { Anything, defineModel } from '../infra/mongo/model.js';
import type { RfmThresholds } from './core/rfm.js';

/** Where a channel's customers part into fifths, under the channel's id. */
export interface ChannelThresholds extends RfmThresholds {
  _id: string;
  computedAt: Date;
  /** Id of the last friend who was scored by them; null when all are. */
  scoredUpTo: string | null;
}

export const RfmThresholdsModel = defineModel<ChannelThresholds>('RfmThresholds', 'rfmThresholds', {
  customers: Number,
  recency: [Date],
  frequency: [Number],
  monetary: Anything,
  computedAt: Date,
  scoredUpTo: String,
});

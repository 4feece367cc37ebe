import { Anything, defineModel } from '../infra/mongo/model.js';
import type { LifecycleSettings } from './core/settings.js';

/** A channel's lifecycle settings, under the channel's id. */
export type ChannelSettings = LifecycleSettings & {
  _id: string;
  /** Cause of the operation that looks at all friends again; null once it was started. */
  unmovedBy: string | null;
};

export const LifecycleSettingsModel = defineModel<ChannelSettings>(
  'LifecycleSettings',
  'lifecycleSettings',
  {
    atRiskAfterDays: Number,
    dormantAfterDays: Number,
    lostAfterDays: Number,
    returnedForDays: Number,
    healthWeights: Anything,
    customerLifetimeDays: Number,
    unmovedBy: String,
  },
  [[{ unmovedBy: 1 }]],
);

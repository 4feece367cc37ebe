import { Anything, defineModel } from '../infra/mongo/model.js';
import type { SendingPolicy } from './core/sending-policy.js';

/** A channel's sending policy, under the channel's id. */
export type ChannelSendingPolicy = SendingPolicy & { _id: string };

export const SendingPolicyModel = defineModel<ChannelSendingPolicy>('SendingPolicy', 'sendingPolicies', {
  quietHours: Anything,
  caps: Anything,
  exempt: [String],
  promotionCaps: [Anything],
  plans: [Anything],
  budget: Anything,
  approvalAbove: Number,
  holdoutPercent: Number,
});

import type { Context } from '../context.js';
import { remembered } from '../infra/remembered.js';
import { DEFAULT_SENDING_POLICY, SendingPolicy } from './core/sending-policy.js';
import { SendingPolicyModel } from './sending-policy.model.js';

const FRESH_MS = 1_000;
const policies = remembered<SendingPolicy>(FRESH_MS, async (channelId) => {
  const found = await SendingPolicyModel.findById(channelId, { _id: 0 }).lean();
  return found ? SendingPolicy.parse(found) : DEFAULT_SENDING_POLICY;
});

/** How much a channel sends, when, and for how much. Remembered for a second. */
export const getSendingPolicy = (ctx: Pick<Context, 'clock'>, channelId: string): Promise<SendingPolicy> =>
  policies.get(ctx.clock, channelId);

/** The same as it is stored now. */
export function rereadSendingPolicy(ctx: Pick<Context, 'clock'>, channelId: string): Promise<SendingPolicy> {
  policies.forget(channelId);
  return policies.get(ctx.clock, channelId);
}

/** Sets a channel's sending policy; every process sends by it within a second. */
export async function setSendingPolicy(channelId: string, given: SendingPolicy): Promise<SendingPolicy> {
  const wanted = SendingPolicy.parse(given);
  await SendingPolicyModel.replaceOne({ _id: channelId }, { _id: channelId, ...wanted }, { upsert: true });
  policies.forget(channelId);
  return wanted;
}

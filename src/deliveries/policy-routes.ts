import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { InvalidInputError } from '../errors.js';
import { getPolicy } from '../lifecycle/index.js';
import { readAllowance } from './allowance.js';
import { PLAN_PRESETS } from './core/plan-presets.js';
import { SendingPolicy } from './core/sending-policy.js';
import { reportCosts } from './report-costs.js';
import { PresentedAllowance, PresentedCosts } from './schemas.js';
import { getSendingPolicy, setSendingPolicy } from './sending-policy.js';

const tag = 'Sending';
const query = z.strictObject({ channelId: ChannelId.optional() });
const DAYS_MAX = 92;
const DAY_MS = 24 * 3_600_000;

export const policyRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/sending-policy',
    access: { scope: 'read' },
    summary: 'How much a channel sends, when, and for how much; with published plans to start a plan table from',
    tag,
    query,
    response: z.object({ policy: SendingPolicy, planPresets: z.record(z.string(), z.unknown()) }),
    handle: async (ctx, { query: { channelId } }) => {
      const channel = await resolveChannel(ctx, channelId);
      return { policy: await getSendingPolicy(ctx, channel._id), planPresets: PLAN_PRESETS };
    },
  }),
  defineRoute({
    method: 'put',
    path: '/api/v1/sending-policy',
    access: { scope: 'admin' },
    summary: 'Set quiet hours, caps, plans, budget, approval and holdout of a channel; it holds within a second',
    tag,
    query,
    body: SendingPolicy,
    response: SendingPolicy,
    handle: async (ctx, { query: { channelId }, body }) => {
      const channel = await resolveChannel(ctx, channelId);
      const { stages } = await getPolicy(ctx, channel._id);
      checkStages(
        body,
        stages.map(({ name }) => name),
      );
      return setSendingPolicy(channel._id, body);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/allowance',
    access: { scope: 'read' },
    summary: "How many more messages may be billed now, by LINE's quota and our budget",
    tag,
    query,
    response: PresentedAllowance,
    handle: async (ctx, { query: { channelId } }) => readAllowance(ctx, (await resolveChannel(ctx, channelId))._id),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/costs',
    access: { scope: 'read' },
    summary: 'What messages cost, by day and sender: people billed, and answers that replies gave for nothing',
    tag,
    query: z.strictObject({ channelId: ChannelId.optional(), from: z.iso.date(), until: z.iso.date() }),
    response: PresentedCosts,
    handle: async (ctx, { query: { channelId, from, until } }) => {
      const days = (Date.parse(until) - Date.parse(from)) / DAY_MS;
      if (days < 0 || days >= DAYS_MAX)
        throw new InvalidInputError('invalid_input', `from ${from} until ${until} must be 1 to ${DAYS_MAX} days.`);
      const costs = await reportCosts(ctx, (await resolveChannel(ctx, channelId))._id, { from, until });
      return {
        costs,
        billed: costs.reduce((sum, { billed }) => sum + billed, 0),
        savedByReply: costs.reduce((sum, { savedByReply }) => sum + savedByReply, 0),
        unconfirmed: costs.reduce((sum, { unconfirmed }) => sum + unconfirmed, 0),
      };
    },
  }),
];

/** A cap for a stage that nobody can be in would hold for nobody. */
function checkStages({ promotionCaps }: SendingPolicy, known: string[]): void {
  const strange = promotionCaps.find(({ stage }) => stage !== null && !known.includes(stage));
  if (strange)
    throw new InvalidInputError(
      'invalid_input',
      `promotionCaps: ${strange.stage} is no stage of the channel; its stages are ${known.join(', ')}.`,
    );
}

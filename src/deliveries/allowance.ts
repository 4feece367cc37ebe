import { gatewayOf, getChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import { LineError } from '../line/errors.js';
import { localDayOf } from '../shared/local-day.js';
import { decideAllowance, type Allowance, type Usage } from './core/allowance.js';
import { hasBudget, type SendingPolicy } from './core/sending-policy.js';
import { reportCosts } from './report-costs.js';
import { getSendingPolicy, rereadSendingPolicy } from './sending-policy.js';

/** At LINE's fastest, 2,000 pushes a second, no more than NEAR leave before the figures are read again. */
const FRESH_MS = 10_000;
const NEAR = 20_000;

type Needs = Pick<Context, 'clock' | 'secrets' | 'connectLine' | 'log'>;

const known = new Map<string, { usage: Usage; isCounted: boolean; readAt: number }>();

/** How many more messages a channel may bill now, by LINE's quota and our budget, and what they are made of. */
export async function readAllowance(ctx: Needs, channelId: string): Promise<Allowance> {
  return readNow(ctx, channelId, await getSendingPolicy(ctx, channelId), true);
}

/** The same, from figures of a few seconds ago while the limit is far away; without a budget what we billed is not counted. */
export async function recallAllowance(ctx: Needs, channelId: string): Promise<Allowance> {
  const policy = await getSendingPolicy(ctx, channelId);
  const needsCount = hasBudget(policy);
  const found = known.get(channelId);
  const isFresh = found && Math.abs(ctx.clock.now().getTime() - found.readAt) < FRESH_MS;
  if (isFresh && (found.isCounted || !needsCount)) {
    const recalled = decideAllowance(policy, found.usage);
    if (!isNear(recalled.left)) return recalled;
  }
  return readNow(ctx, channelId, policy, needsCount);
}

async function readNow(ctx: Needs, channelId: string, policy: SendingPolicy, isCounted: boolean): Promise<Allowance> {
  const usage = await readUsage(ctx, channelId, isCounted);
  known.set(channelId, { usage, isCounted, readAt: ctx.clock.now().getTime() });
  const allowance = decideAllowance(policy, usage);
  // Before anything stops for a budget, that is read anew: it may have been raised a moment ago.
  return allowance.binding === 'budget' && allowance.left === 0
    ? decideAllowance(await rereadSendingPolicy(ctx, channelId), usage)
    : allowance;
}

/** Whether what is left can be used up before the figures are read again: then no two pages may be on their way at once. */
export const isNear = (left: number | null): boolean => left !== null && left <= NEAR;

/** What LINE and our own ledger say that a channel has used this month. */
async function readUsage(ctx: Needs, channelId: string, isCounted: boolean): Promise<Usage> {
  const { timeZone } = await getChannel(ctx, channelId);
  const gateway = await gatewayOf(ctx, channelId);
  const day = localDayOf(ctx.clock.now(), timeZone);
  const [quota, { billed, unconfirmed }] = await Promise.all([
    gateway.getQuota().catch((error: unknown) => {
      // Without LINE's figure the send itself will tell; an outage of LINE must not look like an empty quota.
      if (!(error instanceof LineError)) throw error;
      ctx.log.warn({ err: error, channelId }, 'quota could not be read');
      return null;
    }),
    isCounted ? countBilled(ctx, channelId, day) : { billed: 0, unconfirmed: 0 },
  ]);
  return { quota, billed, unconfirmed, day };
}

/** How many messages of a channel LINE bills in the month until a day: what it accepted other than as a reply. */
async function countBilled(ctx: Needs, channelId: string, day: string) {
  const costs = await reportCosts(ctx, channelId, { from: `${day.slice(0, 7)}-01`, until: day });
  return {
    billed: costs.reduce((sum, { billed }) => sum + billed, 0),
    unconfirmed: costs.reduce((sum, { unconfirmed }) => sum + unconfirmed, 0),
  };
}

import { getChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import { InvalidInputError } from '../errors.js';
import { countLate } from '../friends/index.js';
import { segmentFilter } from '../segments/index.js';
import { whereHasPassed } from '../shared/local-day.js';
import type { Campaign } from './campaign.model.js';
import { audienceRule } from './core/audience.js';

type Timed = Pick<Campaign, 'channelId' | 'audience' | 'exclude' | 'schedule'>;

/** What is to be said of a local time that has passed: a problem when it has for everybody, a warning when for some. */
export interface PassedTime {
  problem: string | null;
  warning: string | null;
}

const AHEAD: PassedTime = { problem: null, warning: null };

/** Looks where clocks have shown a campaign's local time already; friends who live there would get it at once. */
export async function lookAtLocalTime(ctx: Context, campaign: Timed): Promise<PassedTime> {
  const { channelId, schedule } = campaign;
  const now = ctx.clock.now();
  if (schedule.kind !== 'localTime') return AHEAD;
  const where = whereHasPassed(schedule.at, now);
  if (where === 'nowhere') return AHEAD;
  if (where === 'everywhere') return { ...AHEAD, problem: explain(schedule.at, 'everywhere on earth') };
  const { timeZone } = await getChannel(ctx, channelId);
  const filter = await segmentFilter(ctx, channelId, audienceRule(campaign));
  const { late, total } = await countLate(filter, schedule.at, { channelZone: timeZone, now });
  if (late === 0) return AHEAD;
  if (late === total) return { ...AHEAD, problem: explain(schedule.at, 'for everybody in the audience') };
  const warning = `For ${late} of ${total} friends of the audience ${schedule.at} has passed where they live: they get it at once.`;
  return { ...AHEAD, warning };
}

/** Throws when a campaign's local time has passed for everybody: it would leave at once, without a word. */
export async function requireTimeAhead(ctx: Context, campaign: Timed): Promise<void> {
  const { problem } = await lookAtLocalTime(ctx, campaign);
  if (problem !== null) throw new InvalidInputError('invalid_input', problem);
}

const explain = (localTime: string, where: string) =>
  `schedule.at: ${localTime} has passed ${where}; it must lie ahead for some. To send at once, use the kind at.`;

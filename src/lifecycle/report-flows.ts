import type { z } from 'zod';
import { getTimeZone } from '../channels/index.js';
import type { Context } from '../context.js';
import { countFriends, findStageSinceAt, groupFriends } from '../friends/index.js';
import { remembered } from '../infra/remembered.js';
import { atLocalTime, localDayOf } from '../shared/local-day.js';
import { sumMoves } from './core/flows.js';
import { findStage, type NamedPolicy } from './core/policy.js';
import { countDays } from './count-days.js';
import type { PresentedFlows } from './schemas.js';
import { getPolicy } from './stage-policy.js';

const QUIET = ['atRisk', 'dormant', 'lost'];

/** What moved from one local day of a channel to another, both within: between stages, into silence, in and out. Days to come count nothing. */
export async function reportFlows(
  ctx: Pick<Context, 'clock'>,
  channelId: string,
  { from, until }: { from: string; until: string },
): Promise<z.infer<typeof PresentedFlows>> {
  const timeZone = await getTimeZone(channelId);
  const now = ctx.clock.now();
  const today = localDayOf(now, timeZone);
  const policy = await getPolicy(ctx, channelId);
  const [days, quiet, stayed] = await Promise.all([
    countDays(ctx, { channelId, timeZone, from, until: until < today ? until : today }),
    countQuiet(policy, channelId, atLocalTime(from, '00:00', timeZone)),
    stays.get(ctx.clock, channelId),
  ]);
  return {
    from,
    until,
    moves: sumMoves(
      policy,
      days.flatMap(({ moves }) => moves),
    ),
    quiet,
    stages: policy.stages.map(({ name }) => ({ stage: name, medianDays: stayed.get(name) ?? null })),
    days: days.map(({ day, gained, returned, lost }) => ({ day, gained, returned, lost })),
  };
}

/** Friends who became quiet since then and are so still, by the stage that they are in. */
async function countQuiet(policy: NamedPolicy, channelId: string, since: Date) {
  const rows = await groupFriends(
    { channelId, mergedInto: null, 'activityStatus.name': { $in: QUIET }, 'activityStatus.since': { $gte: since } },
    ['stage.name', 'stage.policyVersion', 'activityStatus.name'],
  );
  const sums = new Map<string, { stage: string; status: string; friends: number }>();
  for (const { values, count } of rows) {
    const [name, version, status] = values.map(String) as [string, string, string];
    const stage = findStage(policy, name, Number(version)) ?? policy.stages[0]?.name ?? name;
    const key = `${stage}/${status}`;
    sums.set(key, { stage, status, friends: (sums.get(key)?.friends ?? 0) + count });
  }
  return [...sums.values()];
}

const DAY_MS = 24 * 3_600_000;
const FRESH_MS = 60_000;

/** How long friends have been in each stage of a channel, which changes slowly and takes a while to count. */
const stays = remembered<Map<string, number | null>>(FRESH_MS, async (channelId, now) => {
  const { stages } = await getPolicy({ clock: { now: () => now } }, channelId);
  const counted = await Promise.all(
    stages.map(async ({ name }): Promise<[string, number | null]> => [name, await medianStay(channelId, name, now)]),
  );
  return new Map(counted);
});

/** For how many days half of those who are in a stage have been there at least; null while nobody is. */
async function medianStay(channelId: string, stage: string, now: Date): Promise<number | null> {
  const within = { channelId, 'stage.name': stage };
  const since = await findStageSinceAt(within, Math.floor((await countFriends(within)) / 2));
  return since && (now.getTime() - since.getTime()) / DAY_MS;
}

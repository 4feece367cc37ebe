import { groupActivities } from '../activity/index.js';
import type { Context } from '../context.js';
import { isDuplicateKey, untilWritten } from '../infra/mongo/model.js';
import { addDays, atLocalTime } from '../shared/local-day.js';
import type { Move } from './core/flows.js';
import { stageChanged } from './events.js';
import { LifecycleDayModel, type LifecycleDay } from './lifecycle-day.model.js';

/** What comes later than that after the end of a day is not counted any more. */
const SETTLED_MS = 3 * 24 * 3_600_000;
/** A day that is not settled is counted again after that. */
const FRESH_MS = 60_000;

/** What moved in a channel on each of these days, both within: those that are settled as they were counted once. */
export async function countDays(
  ctx: Pick<Context, 'clock'>,
  { channelId, timeZone, from, until }: { channelId: string; timeZone: string; from: string; until: string },
): Promise<LifecycleDay[]> {
  const kept = await LifecycleDayModel.find({ channelId, timeZone, day: { $gte: from, $lte: until } }).lean();
  const known = new Map(kept.map((one) => [one.day, one]));
  const days: LifecycleDay[] = [];
  for (let day = from; day <= until; day = addDays(day, 1)) {
    const found = known.get(day);
    days.push(found && isFresh(found, ctx.clock.now()) ? found : await countDay(ctx, { channelId, timeZone, day }));
  }
  return days;
}

const endOf = ({ day, timeZone }: Pick<LifecycleDay, 'day' | 'timeZone'>) =>
  atLocalTime(addDays(day, 1), '00:00', timeZone);

const isFresh = (counted: LifecycleDay, now: Date): boolean =>
  counted.countedAt.getTime() >= endOf(counted).getTime() + SETTLED_MS ||
  Math.abs(now.getTime() - counted.countedAt.getTime()) < FRESH_MS;

async function countDay(
  { clock }: Pick<Context, 'clock'>,
  local: Pick<LifecycleDay, 'channelId' | 'timeZone' | 'day'>,
): Promise<LifecycleDay> {
  const { channelId, timeZone, day } = local;
  const countedAt = clock.now();
  const within = { channelId, from: atLocalTime(day, '00:00', timeZone), until: endOf(local) };
  const [moves, follows, losses] = await Promise.all([
    groupActivities({ ...within, kind: stageChanged.name }, ['from', 'to', 'isRename']),
    groupActivities({ ...within, kind: 'friend.followed' }, ['isUnblocked']),
    groupActivities({ ...within, kind: 'friend.unfollowed' }, []),
  ]);
  const followsWhere = (isAgain: boolean) =>
    follows
      .filter(({ values: [isUnblocked] }) => (isUnblocked === true) === isAgain)
      .reduce((sum, { count }) => sum + count, 0);
  const counted = {
    ...local,
    countedAt,
    moves: moves.flatMap(({ values, count }) => moveOf(values, count)),
    gained: followsWhere(false),
    returned: followsWhere(true),
    lost: losses[0]?.count ?? 0,
  };
  const _id = `${channelId}/${timeZone}/${day}`;
  await keepDay(_id, counted);
  return { _id, ...counted };
}

/** A move by what the activity says of it; none where a stage only got another name. */
const moveOf = ([from, to, isRename]: unknown[], count: number): Move[] =>
  isRename === true || typeof to !== 'string' ? [] : [{ from: typeof from === 'string' ? from : null, to, count }];

/** Of two who count a day at once the one stays who began later. */
async function keepDay(_id: string, counted: Omit<LifecycleDay, '_id'>): Promise<void> {
  try {
    await untilWritten(() =>
      LifecycleDayModel.collection.updateOne(
        { _id: _id as never, countedAt: { $lte: counted.countedAt } },
        { $set: counted },
        { upsert: true },
      ),
    );
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
}

import { z } from 'zod';
import { ActivityKind } from '../../../activity/schemas.js';
import { RECENT_KEPT, type Happened } from '../../../friends/core/friend.js';
import { happenedKey } from '../../../friends/core/happened.js';
import { CountComparison, isWithin, listBounds, toRange, type Comparison } from '../comparison.js';
import { Age, before, Duration, durationMs, isOfAge, nextAgeChangeAt, soonest, toAgeRange } from '../duration.js';
import { sayAge, sayAll, sayComparison, sayDuration } from '../reading.js';
import { boundFilter, defineCondition, type MongoFilter } from './condition.js';

const CountWithin = CountComparison.refine(
  (count) => listBounds(count).every(({ limit }) => limit < RECENT_KEPT),
  `within a time, at most the latest ${RECENT_KEPT - 1} are counted`,
);

const EventCondition = z
  .strictObject({
    /** A kind of activity, such as `message.received` or `service.visited`: the friend did it. */
    event: ActivityKind,
    count: CountComparison.optional(),
    within: Duration.optional(),
    first: Age.optional(),
    last: Age.optional(),
  })
  .refine(
    ({ count, within }) => count === undefined || within === undefined || CountWithin.safeParse(count).success,
    `within a time, at most the latest ${RECENT_KEPT - 1} are counted`,
  );
type EventCondition = z.infer<typeof EventCondition>;

const ONCE: Comparison = { gte: 1 };

export const eventCondition = defineCondition<EventCondition>({
  key: 'event',
  schema: EventCondition,
  see({ event, count = ONCE, within, first, last }, friend, now) {
    const happened = happenedOf(friend.happened, event);
    const counted = within === undefined ? (happened?.count ?? 0) : countSince(happened, before(now, within));
    const truth =
      isWithin(count, counted) &&
      (first === undefined || (happened !== undefined && isOfAge(first, happened.firstAt, now))) &&
      (last === undefined || (happened !== undefined && isOfAge(last, happened.lastAt, now)));
    return {
      truth,
      value: { count: counted, firstAt: happened?.firstAt ?? null, lastAt: happened?.lastAt ?? null },
      nextCheckAt: happened
        ? soonest(
            [
              within === undefined ? null : leavesAt(happened, within, now),
              first ? nextAgeChangeAt(first, happened.firstAt, now) : null,
              last ? nextAgeChangeAt(last, happened.lastAt, now) : null,
            ],
            now,
          )
        : null,
    };
  },
  match({ event, count = ONCE, within, first, last }, now) {
    const field = `happened.${happenedKey(event)}`;
    const parts = listBounds(count).map(({ bound, limit }) =>
      within === undefined
        ? countFilter(`${field}.count`, { [bound]: limit })
        : recentFilter(`${field}.recent`, bound, limit, before(now, within)),
    );
    if (first) parts.push({ [`${field}.firstAt`]: toAgeRange(first, now) });
    if (last) parts.push({ [`${field}.lastAt`]: toAgeRange(last, now) });
    return { $and: parts };
  },
  read: ({ event, count, within, first, last }, say) =>
    sayAll(
      say,
      [
        count ? say('eventCount', { event, bounds: sayComparison(say, count) }) : say('event', { event }),
        within !== undefined && say('within', { time: sayDuration(say, within) }),
        first && say('firstTime', { age: sayAge(say, first) }),
        last && say('lastTime', { age: sayAge(say, last) }),
      ].filter((part) => typeof part === 'string'),
    ),
});

/** Counts that a friend lacks are 0. */
function countFilter(field: string, count: Comparison): MongoFilter {
  return isWithin(count, 0) ? { $or: [{ [field]: null }, { [field]: toRange(count) }] } : { [field]: toRange(count) };
}

/** At least n happened since the cutoff when the n-th latest did. */
const recentFilter = (field: string, bound: keyof Comparison, limit: number, cutoff: Date): MongoFilter =>
  boundFilter(bound, limit, (count) => ({ [`${field}.${count - 1}`]: { $gt: cutoff } }));

const happenedOf = (happened: Record<string, Happened>, kind: string): Happened | undefined =>
  Object.hasOwn(happened, happenedKey(kind)) ? happened[happenedKey(kind)] : undefined;

const countSince = (happened: Happened | undefined, cutoff: Date): number =>
  happened?.recent.filter((at) => at > cutoff).length ?? 0;

/** When the oldest of those within leaves. */
function leavesAt({ recent }: Happened, within: string, now: Date): Date | null {
  const oldest = recent.findLast((at) => at > before(now, within));
  return oldest ? new Date(oldest.getTime() + durationMs(within)) : null;
}

const SequenceCondition = z.strictObject({
  /** Kinds of activity in the order in which they happened, each after the one before. */
  sequence: z.array(ActivityKind).min(2).max(5),
  within: Duration.optional(),
});

/** Looks at the latest RECENT_KEPT of each kind. */
export const sequenceCondition = defineCondition<z.infer<typeof SequenceCondition>>({
  key: 'sequence',
  schema: SequenceCondition,
  see({ sequence, within }, friend, now) {
    let from = within === undefined ? null : before(now, within);
    const steps: Date[] = [];
    for (const kind of sequence) {
      const after = from;
      const next = happenedOf(friend.happened, kind)?.recent.findLast((at) => after === null || at > after);
      if (!next) return { truth: false, value: steps };
      steps.push(next);
      from = next;
    }
    const [first] = steps;
    return {
      truth: true,
      value: steps,
      nextCheckAt: within === undefined || !first ? null : new Date(first.getTime() + durationMs(within)),
    };
  },
  match({ sequence, within }, now) {
    const start = within === undefined ? new Date(0) : before(now, within);
    // Null sorts before every date, so a step that is missing ends the chain as null.
    const instant = sequence.reduce<unknown>(
      (after, kind) => ({
        $let: {
          vars: { after },
          in: {
            $cond: [
              { $eq: ['$$after', null] },
              null,
              {
                $min: {
                  $filter: {
                    input: { $ifNull: [`$happened.${happenedKey(kind)}.recent`, []] },
                    as: 'at',
                    cond: { $gt: ['$$at', '$$after'] },
                  },
                },
              },
            ],
          },
        },
      }),
      start,
    );
    return { $expr: { $ne: [{ $ifNull: [instant, null] }, null] } };
  },
  read: ({ sequence, within }, say) =>
    sayAll(
      say,
      [
        say('sequence', { steps: sequence.join(' → ') }),
        within !== undefined && say('within', { time: sayDuration(say, within) }),
      ].filter((part) => typeof part === 'string'),
    ),
});

const LastActiveCondition = z.strictObject({ lastActive: Age });

export const lastActiveCondition = defineCondition<z.infer<typeof LastActiveCondition>>({
  key: 'lastActive',
  schema: LastActiveCondition,
  see: ({ lastActive }, { lastActiveAt }, now) =>
    lastActiveAt === null
      ? { truth: 'unknown', value: null }
      : {
          truth: isOfAge(lastActive, lastActiveAt, now),
          value: lastActiveAt,
          nextCheckAt: nextAgeChangeAt(lastActive, lastActiveAt, now),
        },
  isKnown: () => ({ lastActiveAt: { $ne: null } }),
  match: ({ lastActive }, now) => ({ lastActiveAt: toAgeRange(lastActive, now) }),
  read: ({ lastActive }, say) => say('lastActive', { age: sayAge(say, lastActive) }),
});

import { z } from 'zod';
import { ACTIVITY_STATUSES } from '../../../friends/core/friend.js';
import { Comparison, comparisonOf, isWithin, toRange } from '../comparison.js';
import { Age, isOfAge, nextAgeChangeAt, toAgeRange } from '../duration.js';
import { sayAge, sayAll, sayComparison, type Say } from '../reading.js';
import { defineCondition, Names, seeKnown, type MongoFilter, type Seen } from './condition.js';

/** Something that a friend is in since some time. */
interface Held {
  name: string;
  since: Date;
}

function seeHeld(held: Held | null, names: readonly string[], age: Age | undefined, now: Date): Seen {
  if (held === null) return { truth: 'unknown', value: null };
  const isNamed = names.includes(held.name);
  return {
    truth: isNamed && (age === undefined || isOfAge(age, held.since, now)),
    value: { name: held.name, since: held.since },
    nextCheckAt: isNamed && age ? nextAgeChangeAt(age, held.since, now) : null,
  };
}

const heldFilter = (field: string, names: readonly string[], age: Age | undefined, now: Date): MongoFilter => ({
  [`${field}.name`]: { $in: [...names] },
  ...(age ? { [`${field}.since`]: toAgeRange(age, now) } : {}),
});

const readHeld = (say: Say, is: string, age: Age | undefined): string =>
  age ? sayAll(say, [is, say('since', { age: sayAge(say, age) })]) : is;

const StageCondition = z.strictObject({ stage: Names, for: Age.optional() });

export const stageCondition = defineCondition<z.infer<typeof StageCondition>>({
  key: 'stage',
  schema: StageCondition,
  see: (given, friend, now) => seeHeld(friend.stage, given.stage, given.for, now),
  isKnown: () => ({ 'stage.name': { $ne: null } }),
  match: (given, now) => heldFilter('stage', given.stage, given.for, now),
  refersTo: ({ stage }) => stage.map((id) => ({ kind: 'stage', id })),
  read: (given, say) => readHeld(say, say('stage', { stages: given.stage.join(', ') }), given.for),
});

const StatusCondition = z.strictObject({
  activityStatus: z.array(z.enum(ACTIVITY_STATUSES)).min(1).max(ACTIVITY_STATUSES.length),
  for: Age.optional(),
});

export const activityStatusCondition = defineCondition<z.infer<typeof StatusCondition>>({
  key: 'activityStatus',
  schema: StatusCondition,
  see: (given, friend, now) => seeHeld(friend.activityStatus, given.activityStatus, given.for, now),
  isKnown: () => ({ 'activityStatus.name': { $ne: null } }),
  match: (given, now) => heldFilter('activityStatus', given.activityStatus, given.for, now),
  read: (given, say) =>
    readHeld(
      say,
      say('activityStatus', { statuses: given.activityStatus.map((name) => say(name)).join(', ') }),
      given.for,
    ),
});

const SegmentCondition = z.strictObject({ segment: z.string().min(1).max(40), for: Age.optional() });

/** Member of another segment, as recorded. */
export const segmentCondition = defineCondition<z.infer<typeof SegmentCondition>>({
  key: 'segment',
  schema: SegmentCondition,
  see(given, { segments }, now) {
    const membership = segments.find(({ id }) => id === given.segment);
    return membership
      ? {
          truth: given.for === undefined || isOfAge(given.for, membership.since, now),
          value: membership.since,
          nextCheckAt: given.for ? nextAgeChangeAt(given.for, membership.since, now) : null,
        }
      : { truth: false, value: null };
  },
  match: (given, now) => ({
    segments: { $elemMatch: { id: given.segment, ...(given.for ? { since: toAgeRange(given.for, now) } : {}) } },
  }),
  refersTo: ({ segment }) => [{ kind: 'segment', id: segment }],
  read: (given, say, known) =>
    readHeld(say, say('segment', { segment: known.segments.get(given.segment) ?? given.segment }), given.for),
});

const HealthCondition = z.strictObject({ health: comparisonOf(z.number().min(0).max(100)) });

export const healthCondition = defineCondition<z.infer<typeof HealthCondition>>({
  key: 'health',
  schema: HealthCondition,
  see: ({ health }, friend) => seeKnown(friend.health?.score, (score) => isWithin(health, score)),
  isKnown: () => ({ 'health.score': { $ne: null } }),
  match: ({ health }) => ({ 'health.score': toRange(health) }),
  read: ({ health }, say) => say('health', { bounds: sayComparison(say, health) }),
});

const Score = comparisonOf(z.number().int().min(1).max(5));
const RFM_PARTS = ['recency', 'frequency', 'monetary'] as const;
const RfmCondition = z.strictObject({
  rfm: z
    .strictObject({ recency: Score.optional(), frequency: Score.optional(), monetary: Score.optional() })
    .refine((parts) => RFM_PARTS.some((part) => parts[part] !== undefined), `must give one of ${RFM_PARTS.join(', ')}`),
});

export const rfmCondition = defineCondition<z.infer<typeof RfmCondition>>({
  key: 'rfm',
  schema: RfmCondition,
  see: ({ rfm }, friend) =>
    seeKnown(friend.rfm, (scores) => RFM_PARTS.every((part) => isWithin(rfm[part] ?? ANY, scores[part]))),
  isKnown: () => ({ rfm: { $ne: null } }),
  match: ({ rfm }) =>
    Object.fromEntries(RFM_PARTS.flatMap((part) => (rfm[part] ? [[`rfm.${part}`, toRange(rfm[part])]] : []))),
  read: ({ rfm }, say) =>
    sayAll(
      say,
      RFM_PARTS.flatMap((part) =>
        rfm[part] ? [say('rfm', { part: say(part), bounds: sayComparison(say, rfm[part]) })] : [],
      ),
    ),
});

const ANY: Comparison = { gte: 0 };

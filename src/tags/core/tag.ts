import { z } from 'zod';
import type { Fading, Levels } from '../../friends/core/friend-tag.js';

const HOUR_MS = 3600 * 1000;
const UNIT_MS = { minute: 60 * 1000, hour: HOUR_MS, day: 24 * HOUR_MS };

const Level = z.strictObject({ key: z.string().min(1).max(20), min: z.number().positive() });

const areKeysUnique = (levels: { key: string }[]) => new Set(levels.map(({ key }) => key)).size === levels.length;

const byMin = (levels: { min: number }[]) =>
  levels.every((level, index) => index === 0 || level.min > (levels[index - 1]?.min ?? 0));

const Span = z.strictObject({ n: z.number().int().min(1).max(3_650), unit: z.enum(['hour', 'day']) });

const Validity = z
  .strictObject({
    ttl: Span,
    /** `endOfDay`: until 23:59:59.999 of the last day, in the channel's time zone. */
    dayMode: z.enum(['exact', 'endOfDay']).default('exact'),
    /** What an application does while the tag is still valid. */
    onReapply: z.enum(['restart', 'keep', 'extend']).default('restart'),
    /** The longest that extending can reach, from the beginning of the present run. */
    maxTotal: Span.optional(),
  })
  .refine(({ dayMode, ttl }) => dayMode === 'exact' || ttl.unit === 'day', {
    path: ['dayMode'],
    error: 'endOfDay needs a ttl in days',
  })
  .refine(({ maxTotal, onReapply }) => maxTotal === undefined || onReapply === 'extend', {
    path: ['maxTotal'],
    error: 'needs onReapply: extend',
  });

const DECAY_DAYS_MAX = 3_650;
const days = z.number().positive().max(DECAY_DAYS_MAX);

const Decay = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('halfLife'), days }),
  /** Loses `amount` every `everyDays`, beginning `afterIdleDays` after the last change. */
  z.strictObject({
    kind: z.literal('linear'),
    amount: z.number().positive().max(1_000_000),
    everyDays: days,
    afterIdleDays: z.number().min(0).max(DECAY_DAYS_MAX).default(0),
  }),
  /** Only what the last days brought counts. */
  z.strictObject({ kind: z.literal('window'), days }),
]);

const Intensity = z
  .strictObject({
    /** What an application adds unless it says otherwise. */
    defaultWeight: z.number().positive().max(1_000).default(1),
    min: z.number().min(0).max(1_000_000).default(0),
    max: z.number().positive().max(1_000_000).default(999),
    /** What a run begins with, before the first application is added. */
    initial: z.number().min(0).max(1_000_000).default(0),
    /** Applications so soon after one that counted do not count: the guard against double clicks. */
    cooldown: z
      .strictObject({
        n: z.number().int().min(1).max(10_000),
        unit: z.enum(['minute', 'hour']),
        per: z.enum(['source', 'tag']).default('source'),
      })
      .optional(),
    /** Applications that count in one calendar day of the channel. */
    dailyCap: z.number().int().min(1).max(10_000).optional(),
    decay: Decay.default({ kind: 'none' }),
    levels: z
      .array(Level)
      .max(10)
      .default([])
      .refine(byMin, 'must rise from level to level')
      .refine(areKeysUnique, 'must have a key each'),
    /** How far below its minimum a level that was reached is kept. */
    hysteresis: z.number().min(0).max(1_000_000).default(0),
    /** Whether segments may ask how much it rose lately. */
    tracksRise: z.boolean().default(false),
  })
  .refine(({ min, decay }) => min === 0 || decay.kind === 'none', {
    path: ['min'],
    error: 'must be 0 for an intensity that fades',
  })
  .refine(({ min, max }) => min === 0 || min < max, { path: ['max'], error: 'must be above min' })
  .refine(({ min, max, initial }) => initial <= max && (initial >= min || initial === 0), {
    path: ['initial'],
    error: 'must lie between min and max',
  });

export const TagId = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9-]{0,59}$/, 'must be letters, digits and hyphens, at most 60');

/** A label on friends: valid for a while (recency), of some strength (intensity), both, or neither. */
export const TagDefinition = z.strictObject({
  /** Stable key used by rules, unique in the channel. */
  tagId: TagId,
  name: z.string().trim().min(1).max(100),
  folderId: z.string().max(40).nullable().optional(),
  color: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/, 'must be a colour such as #2e7d32')
    .optional(),
  description: z.string().trim().max(500).optional(),
  /** Who answers for it: a person, a team. */
  owner: z.string().trim().max(100).optional(),
  validity: Validity.optional(),
  intensity: Intensity.optional(),
  /** `remove`: a tag whose intensity has reached nothing ends. */
  onZero: z.enum(['remove', 'keep']).default('keep'),
  /** `pause`: validity and intensity stand still while the friend blocks us. */
  whileBlocked: z.enum(['run', 'pause']).default('run'),
});
export type TagDefinition = z.infer<typeof TagDefinition>;
/** A tag as it is written down: what is left out has its default. */
export type TagInput = z.input<typeof TagDefinition>;

export type Validity = NonNullable<TagDefinition['validity']>;

/** The validity that applications before `until` got, where an edit left it to them. */
export interface EarlierValidity {
  until: Date;
  validity: Validity | null;
}

/** What the arithmetic of a tag goes by. */
export interface TagBehaviour extends Pick<
  TagDefinition,
  'tagId' | 'validity' | 'intensity' | 'onZero' | 'whileBlocked'
> {
  /** Oldest first. */
  earlierValidities?: EarlierValidity[];
  /** What was recorded before was of another tag of the same id, which was deleted. */
  countsFrom?: Date;
  /** The channel's: calendar days are counted there. */
  timeZone: string;
}

/** What the arithmetic goes by for a stored tag; an earlier version may have stored it without what has a default now. */
export function behaviourOf(
  {
    tagId,
    name,
    validity,
    intensity,
    onZero,
    whileBlocked,
    earlierValidities,
    countsFrom,
  }: TagInput & Pick<TagBehaviour, 'earlierValidities' | 'countsFrom'>,
  timeZone: string,
): TagBehaviour {
  const complete = TagDefinition.parse({ tagId, name, validity, intensity, onZero, whileBlocked });
  return {
    tagId,
    ...(complete.validity ? { validity: complete.validity } : {}),
    ...(complete.intensity ? { intensity: complete.intensity } : {}),
    onZero: complete.onZero,
    whileBlocked: complete.whileBlocked,
    ...(earlierValidities?.length ? { earlierValidities } : {}),
    ...(countsFrom ? { countsFrom } : {}),
    timeZone,
  };
}

/** How the intensity of a tag fades. */
export function fadingOf({ intensity }: Pick<TagDefinition, 'intensity'>): Fading {
  const decay = intensity?.decay ?? { kind: 'none' };
  if (decay.kind !== 'linear') return decay;
  return { kind: 'linear', perDay: decay.amount / decay.everyDays, graceDays: decay.afterIdleDays };
}

/** The steps of a tag's intensity. */
export function levelsOf({ intensity }: Pick<TagDefinition, 'intensity'>): Levels {
  return { levels: intensity?.levels ?? [], hysteresis: intensity?.hysteresis ?? 0 };
}

/** How long a tag is valid, in milliseconds; null when it does not expire. */
export function ttlMsOf({ validity }: Pick<TagDefinition, 'validity'>): number | null {
  return validity ? spanMs(validity.ttl) : null;
}

/** A span in milliseconds. */
export const spanMs = ({ n, unit }: { n: number; unit: keyof typeof UNIT_MS }) => n * UNIT_MS[unit];

/** The validity that an application at this time gets. */
export function validityAt({ validity, earlierValidities = [] }: TagBehaviour, at: Date): Validity | null {
  const earlier = earlierValidities.find(({ until }) => at < until);
  return earlier ? earlier.validity : (validity ?? null);
}

import { z } from 'zod';

const Level = z.strictObject({ key: z.string().min(1).max(20), min: z.number().positive() });

const areKeysUnique = (levels: { key: string }[]) => new Set(levels.map(({ key }) => key)).size === levels.length;

const byMin = (levels: { min: number }[]) =>
  levels.every((level, index) => index === 0 || level.min > (levels[index - 1]?.min ?? 0));

/** A label on friends: valid for a while (recency), of some strength (intensity), both, or neither. */
export const TagDefinition = z.strictObject({
  /** Stable key used by rules, unique in the channel. */
  tagId: z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9-]{0,59}$/, 'must be letters, digits and hyphens, at most 60'),
  name: z.string().trim().min(1).max(100),
  validity: z
    .strictObject({
      ttl: z.strictObject({ n: z.number().int().min(1).max(3_650), unit: z.enum(['hour', 'day']) }),
      onReapply: z.enum(['restart', 'keep']).default('restart'),
    })
    .optional(),
  intensity: z
    .strictObject({
      max: z.number().positive().max(1_000_000).default(999),
      decay: z
        .discriminatedUnion('kind', [
          z.strictObject({ kind: z.literal('none') }),
          z.strictObject({ kind: z.literal('halfLife'), days: z.number().positive().max(3_650) }),
        ])
        .default({ kind: 'none' }),
      levels: z
        .array(Level)
        .max(10)
        .default([])
        .refine(byMin, 'must rise from level to level')
        .refine(areKeysUnique, 'must have a key each'),
    })
    .optional(),
});
export type TagDefinition = z.infer<typeof TagDefinition>;

/** What the arithmetic of a tag needs from its definition. */
export type TagBehaviour = Pick<TagDefinition, 'validity' | 'intensity'>;

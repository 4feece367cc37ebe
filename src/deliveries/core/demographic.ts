import { z } from 'zod';

const CONDITIONS_MAX = 10; // LINE's limit for one narrowcast
const AGES = ['15', '20', '25', '30', '35', '40', '45', '50', '55', '60', '65', '70'].map(
  (age) => `age_${age}` as const,
);
const PERIODS = ['day_7', 'day_30', 'day_90', 'day_180', 'day_365'] as const;
const AREA = /^(jp|tw|th|id)_\d{2}$/;

const HAS_BOUND = { error: 'must have gte, lt or both' };
const hasBound = ({ gte, lt }: { gte?: string; lt?: string }) => gte !== undefined || lt !== undefined;

const Condition = z.union([
  z.strictObject({
    type: z.literal('gender'),
    oneOf: z
      .array(z.enum(['male', 'female']))
      .min(1)
      .max(2),
  }),
  z.strictObject({
    type: z.literal('appType'),
    oneOf: z
      .array(z.enum(['ios', 'android']))
      .min(1)
      .max(2),
  }),
  z.strictObject({
    type: z.literal('area'),
    oneOf: z.array(z.string().regex(AREA, "must be an area of LINE's such as tw_01")).min(1).max(100),
  }),
  z
    .strictObject({ type: z.literal('age'), gte: z.enum(AGES).optional(), lt: z.enum(AGES).optional() })
    .refine(hasBound, HAS_BOUND),
  z
    .strictObject({
      type: z.literal('subscriptionPeriod'),
      gte: z.enum(PERIODS).optional(),
      lt: z.enum(PERIODS).optional(),
    })
    .refine(hasBound, HAS_BOUND),
]);

/** Operators around conditions, two deep: enough to say any combination of ten. */
const operatorOver = <Part extends z.ZodType>(part: Part) => {
  const parts = z.array(part).min(1).max(CONDITIONS_MAX);
  return [
    z.strictObject({ type: z.literal('operator'), and: parts }),
    z.strictObject({ type: z.literal('operator'), or: parts }),
    z.strictObject({ type: z.literal('operator'), not: part }),
  ] as const;
};
const Inner = z.union([Condition, ...operatorOver(Condition)]);
const Outer = z.union([Inner, ...operatorOver(Inner)]);

/** Whom a narrowcast is for by what LINE knows of people, in LINE's own form. Its data is some three days old. */
export const Demographic = Outer.refine((given) => countConditions(given) <= CONDITIONS_MAX, {
  error: `must not have more than ${CONDITIONS_MAX} conditions`,
});
export type Demographic = z.infer<typeof Demographic>;

function countConditions(part: z.infer<typeof Outer>): number {
  if (part.type !== 'operator') return 1;
  const parts = 'and' in part ? part.and : 'or' in part ? part.or : [part.not];
  return parts.reduce((sum, inner) => sum + countConditions(inner), 0);
}

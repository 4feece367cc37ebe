import { z } from 'zod';
import { formatPath } from '../../shared/map-strings.js';

const Comparison = z
  .strictObject({ gte: z.number().optional(), lte: z.number().optional() })
  .refine(({ gte, lte }) => gte !== undefined || lte !== undefined, 'must give gte or lte');
export type Comparison = z.infer<typeof Comparison>;

const Duration = z.string().regex(/^[1-9]\d{0,3}[hd]$/, 'must be hours or days such as 72h or 7d');

const names = z.array(z.string().min(1).max(100)).min(1).max(100);

const TagCondition = z.strictObject({
  /** Key of the tag. Without the other parts: the friend has it and it has not expired. */
  tag: z.string().min(1).max(60),
  intensity: Comparison.refine(({ gte = 1, lte = 1 }) => gte > 0 && lte > 0, 'must be above 0').optional(),
  appliedWithin: Duration.optional(),
});
const StageCondition = z.strictObject({ stage: names });
const StandingCondition = z.strictObject({ standing: z.enum(['following', 'blocked']) });
const AttributeCondition = z.strictObject({
  attribute: z.string().regex(/^[a-zA-Z][a-zA-Z0-9]{0,59}$/),
  is: z.union([z.string(), z.number(), z.boolean()]).optional(),
  in: z
    .array(z.union([z.string(), z.number()]))
    .min(1)
    .max(100)
    .optional(),
  between: Comparison.optional(),
});
const OrdersCondition = z.strictObject({
  orders: z.strictObject({ count: Comparison.optional(), totalMinor: Comparison.optional() }),
});
const OwnerCondition = z.strictObject({ verifiedOwner: z.boolean() });
const FriendPathCondition = z.strictObject({ friendPath: names });
const LanguageCondition = z.strictObject({ language: names });
const EveryoneCondition = z.strictObject({ everyone: z.literal(true) });

const CONDITIONS = [
  TagCondition,
  StageCondition,
  StandingCondition,
  AttributeCondition,
  OrdersCondition,
  OwnerCondition,
  FriendPathCondition,
  LanguageCondition,
  EveryoneCondition,
] as const;
export type Condition = z.infer<(typeof CONDITIONS)[number]>;

/** A rule over friends: conditions under any depth of all, any and not. Segments, stages and menus share it. */
export type SegmentRule = Condition | { all: SegmentRule[] } | { any: SegmentRule[] } | { not: SegmentRule };

const DEPTH_MAX = 10;
const CONDITIONS_MAX = 200;

const Nested: z.ZodType<SegmentRule> = z
  .lazy(() =>
    z.union(
      [
        ...CONDITIONS,
        z.strictObject({ all: z.array(Nested).min(1).max(50) }),
        z.strictObject({ any: z.array(Nested).min(1).max(50) }),
        z.strictObject({ not: Nested }),
      ],
      { error: nameProblem },
    ),
  )
  .meta({ id: 'SegmentRule' });

/** What each alternative of the union is known by, in the same order. */
const KEYS = [...CONDITIONS.map(({ shape }) => Object.keys(shape)[0] ?? ''), 'all', 'any', 'not'];

/** What is wrong and where, by the alternative that was meant: a union alone says no more than "invalid". */
function nameProblem({ input, errors }: { input?: unknown; errors?: z.core.$ZodIssue[][] }): string {
  const meant = KEYS.filter((key) => typeof input === 'object' && input !== null && Object.hasOwn(input, key));
  const problem = meant.length === 1 ? errors?.[KEYS.indexOf(meant[0] ?? '')]?.[0] : undefined;
  if (!problem) return `must be an object with one of ${KEYS.join(', ')}`;
  return problem.path.length > 0 ? `${formatPath(problem.path)}: ${problem.message}` : problem.message;
}

export const SegmentRule: z.ZodType<SegmentRule> = z
  .preprocess((given, ctx) => {
    if (isTooDeep(given))
      ctx.addIssue({ code: 'custom', message: `must not nest deeper than ${DEPTH_MAX}`, input: given });
    return given;
  }, Nested)
  .refine(
    (rule) => listConditions(rule).length <= CONDITIONS_MAX,
    `must not have more than ${CONDITIONS_MAX} conditions`,
  );

/** All conditions of a rule, from left to right. */
export function listConditions(rule: SegmentRule): Condition[] {
  if ('all' in rule) return rule.all.flatMap(listConditions);
  if ('any' in rule) return rule.any.flatMap(listConditions);
  if ('not' in rule) return listConditions(rule.not);
  return [rule];
}

/** Looks no deeper than allowed: to parse a rule that nests very deep would overflow the stack. */
function isTooDeep(given: unknown, levelsLeft = DEPTH_MAX): boolean {
  if (levelsLeft === 0) return true;
  if (typeof given !== 'object' || given === null) return false;
  const { all, any, not } = given as { all?: unknown; any?: unknown; not?: unknown };
  return [all, any, not === undefined ? [] : [not]].some(
    (parts) => Array.isArray(parts) && parts.some((part) => isTooDeep(part, levelsLeft - 1)),
  );
}

const UNIT_MS = { h: 3600 * 1000, d: 24 * 3600 * 1000 };

/** Milliseconds of a duration such as `72h` or `7d`. */
export function durationMs(duration: string): number {
  return Number(duration.slice(0, -1)) * UNIT_MS[duration.endsWith('h') ? 'h' : 'd'];
}

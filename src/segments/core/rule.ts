import { z } from 'zod';
import { atMostDeep } from '../../shared/at-most-deep.js';
import { formatPath } from '../../shared/map-strings.js';
import type { ConditionDefinition } from './conditions/condition.js';
import { CONDITIONS } from './conditions/index.js';

type GivenOf<Definition> = Definition extends ConditionDefinition<infer Given> ? Given : never;
export type Condition = GivenOf<(typeof CONDITIONS)[number]>;

/** A rule over friends: conditions under any depth of all, any and not. Segments, stages and menus share it. */
export type SegmentRule = Condition | { all: SegmentRule[] } | { any: SegmentRule[] } | { not: SegmentRule };

const DEPTH_MAX = 10;
const CONDITIONS_MAX = 200;

const Nested: z.ZodType<SegmentRule> = z
  .lazy(() =>
    z.union(
      [
        ...CONDITIONS.map(({ schema }) => schema),
        z.strictObject({ all: z.array(Nested).min(1).max(50) }),
        z.strictObject({ any: z.array(Nested).min(1).max(50) }),
        z.strictObject({ not: Nested }),
      ],
      { error: nameProblem },
    ),
  )
  .meta({ id: 'SegmentRule' });

/** What each alternative of the union is known by, in the same order. */
const KEYS = [...CONDITIONS.map(({ key }) => key), 'all', 'any', 'not'];

/** What is wrong and where, by the alternative that was meant: a union alone says no more than "invalid". */
function nameProblem({ input, errors }: { input?: unknown; errors?: z.core.$ZodIssue[][] }): string {
  const meant = KEYS.filter((key) => typeof input === 'object' && input !== null && Object.hasOwn(input, key));
  const problem = meant.length === 1 ? errors?.[KEYS.indexOf(meant[0] ?? '')]?.[0] : undefined;
  if (!problem) return `must be an object with one of ${KEYS.join(', ')}`;
  return problem.path.length > 0 ? `${formatPath(problem.path)}: ${problem.message}` : problem.message;
}

export const SegmentRule: z.ZodType<SegmentRule> = atMostDeep(DEPTH_MAX, Nested).refine(
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

const definitions = new Map<string, unknown>(CONDITIONS.map((one) => [one.key, one]));

/** How a condition is evaluated, matched and read. */
export function definitionOf(condition: Condition): ConditionDefinition<Condition> {
  const key = Object.keys(condition).find((name) => definitions.has(name));
  const found = key === undefined ? undefined : definitions.get(key);
  if (!found) throw new Error(`${JSON.stringify(condition)} is no condition.`);
  return found as ConditionDefinition<Condition>;
}

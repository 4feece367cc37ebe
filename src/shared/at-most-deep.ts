import { z } from 'zod';

/** The schema of a rule of `all`, `any` and `not`, looked at no deeper than so many levels: what nests very deep would overflow the stack. */
export const atMostDeep = <Rule>(levels: number, schema: z.ZodType<Rule>) =>
  z.preprocess((given, ctx) => {
    if (isTooDeep(given, levels))
      ctx.addIssue({ code: 'custom', message: `must not nest deeper than ${levels}`, input: given });
    return given;
  }, schema);

function isTooDeep(given: unknown, levelsLeft: number): boolean {
  if (levelsLeft === 0) return true;
  if (typeof given !== 'object' || given === null) return false;
  const { all, any, not } = given as { all?: unknown; any?: unknown; not?: unknown };
  return [all, any, not === undefined ? [] : [not]].some(
    (parts) => Array.isArray(parts) && parts.some((part) => isTooDeep(part, levelsLeft - 1)),
  );
}

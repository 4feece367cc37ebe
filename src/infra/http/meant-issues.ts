import type { z } from 'zod';

/** What is wrong with an input, and where. */
export interface NamedIssue {
  path: PropertyKey[];
  message: string;
}

const SAYS_NOTHING = 'Invalid input';
const FOREIGN = 10; // a key that is missing or too many tells far more of what was meant than a value that does not fit

/** What is wrong with an input. Of alternatives that all refuse it, what is wrong with the one that was meant. */
export function meantIssues(issues: readonly z.core.$ZodIssue[]): NamedIssue[] {
  return issues.flatMap((issue): NamedIssue[] => {
    const { path, message } = issue;
    if (issue.code !== 'invalid_union' || issue.errors.length === 0 || message !== SAYS_NOTHING)
      return [{ path, message }];
    const keys = issue.errors.map((errors) => (errors.length === 1 ? missingKeyOf(errors[0]) : null));
    if (keys.every((key) => key !== null))
      return [{ path, message: `must have one of ${[...new Set(keys)].join(', ')}` }];
    const [meant = []] = issue.errors.toSorted((one, other) => distanceOf(one) - distanceOf(other));
    return meantIssues(meant).map((inner) => ({ ...inner, path: [...path, ...inner.path] }));
  });
}

/** How far an input is from an alternative. */
const distanceOf = (issues: readonly z.core.$ZodIssue[]): number =>
  issues.reduce((sum, issue) => {
    if (issue.path.length > 1) return sum;
    if (issue.code === 'unrecognized_keys') return sum + FOREIGN * issue.keys.length;
    if (issue.code === 'invalid_union' && issue.path.length === 0 && issue.errors.length > 0)
      return sum + Math.min(...issue.errors.map(distanceOf));
    return sum + (missingKeyOf(issue) === null ? 1 : FOREIGN);
  }, 0);

/** The key that is not there, for an issue that says so. */
function missingKeyOf(issue: z.core.$ZodIssue | undefined): string | null {
  const isMissing = issue?.code === 'invalid_type' && issue.message.endsWith('received undefined');
  return isMissing && issue.path.length === 1 ? String(issue.path[0]) : null;
}

import { LineError, invalidProperty } from '../http/line-error.js';
import type { JsonObject } from '../json.js';

/** `and`, `or` or `not`: exactly one, and not empty. */
export function readOperator<Subject>(
  operator: JsonObject,
  read: (part: unknown) => (subject: Subject) => boolean,
): (subject: Subject) => boolean {
  const { and, or, not } = operator;
  const given = [and, or, not].filter((part) => part !== undefined);
  const [only] = given;
  if (given.length !== 1 || (Array.isArray(only) && only.length === 0)) {
    throw new LineError(400, 'Exactly one of and, or, not must be specified and must not be empty');
  }
  if (not !== undefined) {
    const test = read(not);
    return (subject) => !test(subject);
  }
  if (!Array.isArray(only)) throw invalidProperty('operator');
  const tests = only.map(read);
  if (and !== undefined) return (subject) => tests.every((test) => test(subject));
  return (subject) => tests.some((test) => test(subject));
}

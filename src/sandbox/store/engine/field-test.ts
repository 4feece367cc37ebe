import type { Value } from './values/document.js';
import type { PathValue } from './values/paths.js';

/** Where in an array a document matched; the positional `$` of updates and projections reads it. */
export interface MatchTrace {
  position: number | undefined;
}

/** Asks the values that a path leads to. */
export type FieldTest = (found: PathValue[], trace: MatchTrace | undefined) => boolean;

/** The opposite; where it matched in an array means nothing then. */
export function negate(test: FieldTest): FieldTest {
  return (found) => !test(found, undefined);
}

/** Asks a value and, when it is an array, each of its items. */
export function anyValue(test: (value: Value) => boolean): FieldTest {
  return (found, trace) => {
    for (const { value, position } of found) {
      if (Array.isArray(value)) {
        const at = value.findIndex((item: Value) => test(item));
        if (at >= 0) {
          notePosition(trace, position ?? at);
          return true;
        }
      }
      if (test(value)) {
        notePosition(trace, position);
        return true;
      }
    }
    return false;
  };
}

/** Keeps where in an array the match was found. */
export function notePosition(trace: MatchTrace | undefined, position: number | undefined): void {
  if (trace && position !== undefined) trace.position = position;
}

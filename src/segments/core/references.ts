import type { Reference } from './conditions/condition.js';
import { definitionOf, listConditions, type SegmentRule } from './rule.js';

export { ANY_CAMPAIGN } from './conditions/condition.js';
export type { Reference };

/** Everything that a rule speaks of, each once. */
export function listReferences(rule: SegmentRule): Reference[] {
  const all = listConditions(rule).flatMap((condition) => definitionOf(condition).refersTo?.(condition) ?? []);
  return [...new Map(all.map((one) => [`${one.kind}/${one.id}`, one])).values()];
}

/** Whether a rule speaks of a tag, an attribute, a segment or a stage. */
export function mentions(rule: SegmentRule, subject: { kind: string; id: string }): boolean {
  return listReferences(rule).some(({ kind, id }) => kind === subject.kind && id === subject.id);
}

const OF_ACTIVITY = new Set(['event', 'sequence', 'lastActive']);

/** Whether what a friend does can change the answer, without anything else being announced. */
export function looksAtActivity(rule: SegmentRule): boolean {
  return listConditions(rule).some((condition) => OF_ACTIVITY.has(definitionOf(condition).key));
}

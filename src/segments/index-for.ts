import { FRIEND_INDEXES } from '../friends/index.js';
import { indexedFields } from './core/indexed-fields.js';
import type { Known } from './core/known.js';
import type { SegmentRule } from './core/rule.js';
import { toFilter } from './core/to-filter.js';

const INDEXED = new Set(FRIEND_INDEXES.keys());

/** Name of the first shipped index that finds the candidates for a rule; null when only reading every friend does. */
export function indexFor(rule: SegmentRule, now: Date, known: Known): string | null {
  const [field] = indexedFields(toFilter(rule, now, known), INDEXED);
  return field === undefined ? null : (FRIEND_INDEXES.get(field) ?? null);
}

import type { Language } from '../../shared/language.js';
import type { Known } from './known.js';
import { sayIn, type Say } from './reading.js';
import { definitionOf, type SegmentRule } from './rule.js';

/** A rule in plain language, as a marketer would say it. */
export function readRule(rule: SegmentRule, known: Known, language: Language): string {
  return read(rule, known, sayIn(language), null);
}

/** `within` is the word between the neighbours: what is joined by the other word stands in brackets. */
function read(rule: SegmentRule, known: Known, say: Say, within: 'and' | 'or' | null): string {
  if ('all' in rule || 'any' in rule) {
    const [rules, word] = 'all' in rule ? ([rule.all, 'and'] as const) : ([rule.any, 'or'] as const);
    const isJoined = rules.length > 1;
    const text = rules.map((one) => read(one, known, say, isJoined ? word : within)).join(say(word));
    return isJoined && within !== null && within !== word ? say('brackets', { text }) : text;
  }
  if ('not' in rule) return say('not', { text: say('brackets', { text: read(rule.not, known, say, null) }) });
  const text = definitionOf(rule).read(rule, say, known);
  return within === 'or' && text.includes(say('and')) ? say('brackets', { text }) : text;
}

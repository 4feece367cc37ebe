import type { Language } from '../../shared/language.js';
import type { Known } from './known.js';
import { sayIn, type Say } from './reading.js';
import { definitionOf, type SegmentRule } from './rule.js';

/** A rule in plain language, as a marketer would say it. */
export function readRule(rule: SegmentRule, known: Known, language: Language): string {
  return read(rule, known, sayIn(language), false);
}

function read(rule: SegmentRule, known: Known, say: Say, isInside: boolean): string {
  const join = (rules: SegmentRule[], word: 'and' | 'or') => {
    const parts = rules.map((one) => read(one, known, say, rules.length > 1));
    const text = parts.join(say(word));
    return isInside && parts.length > 1 ? say('brackets', { text }) : text;
  };
  if ('all' in rule) return join(rule.all, 'and');
  if ('any' in rule) return join(rule.any, 'or');
  if ('not' in rule) return say('not', { text: say('brackets', { text: read(rule.not, known, say, false) }) });
  return definitionOf(rule).read(rule, say, known);
}

import { useCallback } from 'react';
import { EMPTY_KNOWN } from '../../segments/core/known.js';
import { readRule } from '../../segments/core/read-rule.js';
import type { SegmentRule } from '../../segments/core/rule.js';
import type { Language } from '../../shared/language.js';
import { shownLanguage } from '../language/languages.js';
import { useTagNames } from './tags.js';

/** Reads a rule or a condition in plain words of the language shown, with tags by their names. */
export function useReading(): (rule: SegmentRule) => string {
  const names = useTagNames();
  return useCallback(
    (rule) => readRule(rule, { ...EMPTY_KNOWN, tags: knownTags(names) }, shownLanguage() as Language),
    [names],
  );
}

/** Tags by their names alone: a reading needs no more. */
const knownTags = (names: ReadonlyMap<string, string>) =>
  new Map(
    Array.from(names, ([tagId, name]) => [
      tagId,
      { name, levels: [], hysteresis: 0, fadings: [], ttlMs: null, tracksRise: false, folderId: null },
    ]),
  );

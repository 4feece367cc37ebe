import { useCallback } from 'react';
import { EMPTY_KNOWN } from '../../segments/core/known.js';
import { readRule } from '../../segments/core/read-rule.js';
import type { SegmentRule } from '../../segments/core/rule.js';
import type { Language } from '../../shared/language.js';
import { shownLanguage } from '../language/languages.js';
import { useSegmentNames } from './segments.js';
import { useTagNames } from './tags.js';

/** Reads a rule or a condition in plain words of the language shown, with tags and segments by their names. */
export function useReading(): (rule: SegmentRule) => string {
  const tags = useTagNames();
  const segments = useSegmentNames();
  return useCallback(
    (rule) => readRule(rule, { ...EMPTY_KNOWN, tags: knownTags(tags), segments }, shownLanguage() as Language),
    [tags, segments],
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

import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { EMPTY_KNOWN } from '../../segments/core/known.js';
import { readRule } from '../../segments/core/read-rule.js';
import type { SegmentRule } from '../../segments/core/rule.js';
import type { Language } from '../../shared/language.js';
import { request } from '../api/client.js';
import { shownLanguage } from '../language/languages.js';
import { StageChip } from '../parts/stage.js';
import classes from './side-panel.module.css';

interface Looked {
  truth: boolean | 'unknown';
  because: { condition: SegmentRule; truth: boolean | 'unknown' }[];
}

interface StageWhy {
  stages: { stage: string; enter: Looked | null }[];
}

/** Why a friend is in their stage, and what is missing for the next one, in plain words. */
export function Why({ friendId, stage }: { friendId: string; stage: string }) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['friend', friendId, 'why'],
    queryFn: ({ signal }) => request<StageWhy>('GET', `/friends/${friendId}/stage/why`, { signal }),
  });
  const { data: tags = [] } = useQuery({
    queryKey: ['tags'],
    queryFn: async ({ signal }) =>
      (await request<{ tags: { tagId: string; name: string }[] }>('GET', '/tags', { signal })).tags,
  });
  if (!data) return null;
  const names = new Map(tags.map(({ tagId, name }) => [tagId, name]));
  const say = (rule: SegmentRule) =>
    readRule(rule, { ...EMPTY_KNOWN, tags: knownTags(names) }, shownLanguage() as Language);
  const at = data.stages.findIndex((one) => one.stage === stage);
  const held = data.stages[at]?.enter?.because.filter(({ truth }) => truth === true) ?? [];
  const next = data.stages[at + 1];
  const missing = next?.enter?.because.filter(({ truth }) => truth !== true) ?? [];
  return (
    <div className={classes.why}>
      {held.length > 0 && (
        <>
          <b>{t('inbox.panel.why')}</b>
          <ul>
            {held.map(({ condition }) => (
              <li key={JSON.stringify(condition)}>{say(condition)}</li>
            ))}
          </ul>
        </>
      )}
      {next && missing.length > 0 && (
        <>
          <b>
            {t('inbox.panel.missing')} <StageChip name={next.stage} />
          </b>
          <ul>
            {missing.map(({ condition }) => (
              <li key={JSON.stringify(condition)}>{say(condition)}</li>
            ))}
          </ul>
        </>
      )}
    </div>
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

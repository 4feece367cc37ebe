import { Button, NativeSelect, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeys } from '../parts/keys.js';
import { useSegments } from '../parts/segments.js';
import { useTags } from '../parts/tags.js';
import { STAGES, STANDINGS, STATUSES, withPart, type Filter } from './filter.js';
import classes from './friends.module.css';

const QUIET_MS = 250; // after the last letter, before it is searched for

interface Choice {
  value: string;
  label: string;
}

/** What the table is asked for: a name, and who has what. */
export function FilterBar({ filter, onFilter }: { filter: Filter; onFilter(filter: Filter): void }) {
  const { t } = useTranslation();
  const tags = useTags();
  const segments = useSegments();
  const parts: { key: Exclude<keyof Filter, 'q'>; choices: Choice[] }[] = [
    { key: 'stage', choices: STAGES.map((value) => ({ value, label: t(`stages.${value}`) })) },
    { key: 'status', choices: STATUSES.map((value) => ({ value, label: t(`friends.status.${value}`) })) },
    { key: 'tag', choices: tags.map(({ tagId, name }) => ({ value: tagId, label: name })) },
    { key: 'segment', choices: segments.map(({ id, name }) => ({ value: id, label: name })) },
    { key: 'standing', choices: STANDINGS.map((value) => ({ value, label: t(`friends.standing.${value}`) })) },
  ];
  return (
    <div className={classes.filters} role="search">
      <SearchBox wanted={filter.q ?? ''} onWanted={(q) => onFilter(withPart(filter, 'q', q))} />
      <div className={classes.selects}>
        {parts.map(({ key, choices }) => (
          <NativeSelect
            key={key}
            size="xs"
            aria-label={t(`friends.filter.${key}`)}
            data-chosen={filter[key] !== undefined || undefined}
            value={filter[key] ?? ''}
            data={[{ value: '', label: t(`friends.any.${key}`) }, ...withChosen(choices, filter[key])]}
            onChange={({ currentTarget }) => onFilter(withPart(filter, key, currentTarget.value))}
          />
        ))}
        {Object.keys(filter).length > 0 && (
          <Button variant="subtle" size="compact-xs" onClick={() => onFilter({})}>
            {t('friends.clear')}
          </Button>
        )}
      </div>
    </div>
  );
}

/** What the address asks for stays to be seen although it is none of the choices, such as a stage of the brand's own. */
const withChosen = (choices: Choice[], chosen: string | undefined): Choice[] =>
  chosen === undefined || choices.some(({ value }) => value === chosen)
    ? choices
    : [...choices, { value: chosen, label: chosen }];

function SearchBox({ wanted, onWanted }: { wanted: string; onWanted(wanted: string): void }) {
  const { t } = useTranslation();
  const box = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(wanted);
  useEffect(() => setText(wanted), [wanted]);
  useEffect(() => {
    const timer = text.trim() === wanted ? undefined : setTimeout(() => onWanted(text.trim()), QUIET_MS);
    return () => clearTimeout(timer);
  }, [text]); // only what is written starts the clock
  useKeys({ '/': () => box.current?.focus() });
  return (
    <TextInput
      ref={box}
      size="xs"
      type="search"
      className={classes.search}
      aria-label={t('friends.search')}
      placeholder={t('friends.search')}
      leftSection={<IconSearch size={14} aria-hidden />}
      rightSection={<kbd>/</kbd>}
      maxLength={100}
      value={text}
      onChange={({ currentTarget }) => setText(currentTarget.value)}
    />
  );
}

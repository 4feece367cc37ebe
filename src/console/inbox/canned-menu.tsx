import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { shownLanguage } from '../language/languages.js';
import classes from './composer.module.css';

interface Canned {
  id: string;
  shortcut: string;
  name: string;
  texts: Partial<Record<string, string>>;
  usedCount: number;
}

const OFFERED_MAX = 6;

/** The canned responses that `/` and a few letters mean; those used most first. */
export function matchingCanned<One extends Canned>(canned: readonly One[], text: string): One[] {
  const [, wanted] = /^\/([\p{L}\p{N}_-]*)$/u.exec(text) ?? [];
  if (wanted === undefined) return [];
  const lower = wanted.toLowerCase();
  return canned
    .filter(({ shortcut, name }) => shortcut.toLowerCase().startsWith(lower) || name.toLowerCase().includes(lower))
    .toSorted((one, other) => other.usedCount - one.usedCount)
    .slice(0, OFFERED_MAX);
}

/** Offers canned responses; the first is sent by Enter. */
export function CannedMenu<One extends Canned>({ offered, onChoose }: { offered: One[]; onChoose(one: One): void }) {
  const { t } = useTranslation();
  if (offered.length === 0) return null;
  return (
    <ul className={classes.canned} aria-label={t('inbox.composer.canned')}>
      {offered.map((one) => (
        <li key={one.id}>
          <UnstyledButton onClick={() => onChoose(one)}>
            <b>/{one.shortcut}</b> {one.name}
            <small>{one.texts[shownLanguage()] ?? Object.values(one.texts)[0]}</small>
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}

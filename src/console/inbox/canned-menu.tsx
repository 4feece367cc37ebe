import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { shownLanguage } from '../language/languages.js';
import classes from './composer.module.css';
import type { Canned } from './matching-canned.js';

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

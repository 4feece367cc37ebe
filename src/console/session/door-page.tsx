import { NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language } from '../../shared/language.js';
import { chooseLanguage } from '../language/languages.js';
import { LANGUAGES } from '../../shared/shown-languages.js';
import logo from '../parts/logo.svg';
import classes from './door-page.module.css';

/** A page before the console: one card, in any of the languages. */
export function DoorPage({ title, children }: { title: string; children: ReactNode }) {
  const { t, i18n } = useTranslation();
  return (
    <main className={classes.page}>
      <section className={classes.card}>
        <img src={logo} width={40} height={40} alt="Lifeline" />
        <h1>{title}</h1>
        {children}
      </section>
      <NativeSelect
        aria-label={t('shell.language')}
        data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
        value={i18n.language}
        onChange={({ currentTarget }) => void chooseLanguage(currentTarget.value as Language)}
        variant="unstyled"
        w={130}
      />
    </main>
  );
}

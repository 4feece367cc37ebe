import { Skeleton } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Definition } from '../parts/definition.js';
import classes from './card.module.css';

/** One thing of Home under its heading, with what its figures count. */
export function Card({
  title,
  means,
  aside,
  isWide = false,
  children,
}: {
  title: string;
  means: string;
  aside?: ReactNode;
  isWide?: boolean;
  children: ReactNode;
}) {
  return (
    <section className={classes.card} data-wide={isWide || undefined} aria-label={title}>
      <header>
        <h2>{title}</h2>
        <Definition text={means} />
        {aside !== undefined && <span className={classes.aside}>{aside}</span>}
      </header>
      {children}
    </section>
  );
}

/** What a question found; a skeleton of that height until then, and the server's sentence when it refused. */
export function Found<Data>({
  query,
  height,
  children,
}: {
  query: UseQueryResult<Data>;
  height: number;
  children(data: Data): ReactNode;
}) {
  const { t } = useTranslation();
  if (query.isPending) return <Skeleton h={height} />;
  if (query.data !== undefined) return children(query.data);
  return (
    <p role="alert" className={classes.problem} style={{ minHeight: height }}>
      {t('problem.title')}: {query.error?.message}
    </p>
  );
}

import { Skeleton } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty } from '../parts/empty.js';

/** What came of a question to the server: its answer shown, a skeleton while it is awaited, or what the server said instead. */
export function Loaded<Answer>({
  query,
  height = 120,
  children,
}: {
  query: Pick<UseQueryResult<Answer>, 'data' | 'error'>;
  height?: number;
  children(answer: Answer): ReactNode;
}) {
  const { t } = useTranslation();
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <Empty title={t('problem.title')} hint={query.error.message} />;
  return <Skeleton h={height} />;
}

import { Button } from '@mantine/core';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Empty } from '../parts/empty.js';

/** What stands in place of a page that could not be shown. */
export function Problem({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  return (
    <Empty title={t('problem.title')} hint={error instanceof Error ? error.message : String(error)}>
      <Button variant="default" onClick={reset}>
        {t('problem.again')}
      </Button>
    </Empty>
  );
}

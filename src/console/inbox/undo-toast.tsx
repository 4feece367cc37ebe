import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** Says what was done, with the way to undo it. */
export function UndoToast({ message, onUndo }: { message: string; onUndo(): void }) {
  const { t } = useTranslation();
  return (
    <>
      {message}{' '}
      <Button size="compact-xs" variant="default" onClick={onUndo}>
        {t('inbox.undo')}
      </Button>
    </>
  );
}

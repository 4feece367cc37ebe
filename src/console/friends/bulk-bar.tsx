import { Button } from '@mantine/core';
import { IconTag, IconTagOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../language/format.js';
import { mayDo, useSession } from '../session/session.js';
import { BulkDialog } from './bulk-dialog.js';
import type { Filter } from './filter.js';
import classes from './friends.module.css';
import { NOBODY, type Selection } from './selection.js';
import type { Friend } from './types.js';

/** Who is chosen, and what can be done with all of them. */
export function BulkBar({
  channelId,
  filter,
  friends,
  count,
  selection,
  onSelection,
  onStarted,
}: {
  channelId: string;
  filter: Filter;
  friends: Friend[];
  /** How many meet the filter; undefined while that is not known. */
  count: number | undefined;
  selection: Selection;
  onSelection(selection: Selection): void;
  onStarted(operationId: string): void;
}) {
  const { t } = useTranslation();
  const session = useSession();
  const [op, setOp] = useState<'apply' | 'remove' | null>(null);
  const chosen = selection.kind === 'all' ? count : selection.ids.size;
  if (chosen === 0) return null;
  const isMore = selection.kind === 'some' && filter.q === undefined && count !== undefined && count > friends.length;
  return (
    <div className={classes.bulk} role="region" aria-label={t('friends.bulk.label')}>
      <b aria-live="polite">
        {chosen === undefined
          ? t('friends.bulk.everybody')
          : t('friends.bulk.chosen', { count: chosen, shown: formatCount(chosen) })}
      </b>
      {isMore && (
        <Button variant="subtle" size="compact-xs" onClick={() => onSelection({ kind: 'all' })}>
          {t('friends.bulk.chooseAll', { shown: formatCount(count) })}
        </Button>
      )}
      {mayDo(session, 'tags:write') && (
        <>
          <Button size="compact-sm" leftSection={<IconTag size={14} aria-hidden />} onClick={() => setOp('apply')}>
            {t('friends.bulk.apply')}
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconTagOff size={14} aria-hidden />}
            onClick={() => setOp('remove')}
          >
            {t('friends.bulk.remove')}
          </Button>
        </>
      )}
      <Button variant="subtle" color="gray" size="compact-xs" onClick={() => onSelection(NOBODY)}>
        {t('friends.bulk.nobody')}
      </Button>
      {op !== null && (
        <BulkDialog
          op={op}
          channelId={channelId}
          filter={filter}
          friends={friends}
          chosen={chosen}
          selection={selection}
          onClose={() => setOp(null)}
          onStarted={(id) => {
            setOp(null);
            onStarted(id);
          }}
        />
      )}
    </div>
  );
}

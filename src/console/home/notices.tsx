import { Button, UnstyledButton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconBell, IconCheck } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, request } from '../api/client.js';
import { formatCount, formatWhen } from '../language/format.js';
import { PageLink } from '../parts/page-link.js';
import { mayDo, useSession } from '../session/session.js';
import { Card, Found } from './card.js';
import { inOrder, isFor, readNotice, type Notice } from './notice-words.js';
import classes from './notices.module.css';
import { noticesQuery } from './queries.js';
import { useReason } from './reasons.js';

const SHOWN_FIRST = 6;
const LISTED_MAX = 200; // the server gives no more

/** What staff should see and nobody has seen to: harm first, then the newest. What one marks as done stays until one leaves, and can be undone. */
export function Notices({ channelId, timeZone }: { channelId: string; timeZone: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const session = useSession();
  const query = useQuery(noticesQuery(channelId));
  const [done, setDone] = useState<Notice[]>([]);
  const [isWhole, setWhole] = useState(false);
  const move = async (notice: Notice, isDone: boolean) => {
    const others = (known: Notice[]) => known.filter(({ id }) => id !== notice.id);
    const show = (isShownDone: boolean) =>
      setDone((known) => (isShownDone ? [...others(known), notice] : others(known)));
    show(isDone);
    try {
      await request('POST', isDone ? '/notices/done' : '/notices/undone', { body: { id: notice.id } });
      await client.invalidateQueries({ queryKey: noticesQuery(channelId).queryKey });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      show(!isDone);
      notifications.show({ color: 'red', message: error.message });
    }
  };
  return (
    <Card title={t('home.notices.title')} means={t('home.notices.means')} isWide>
      <Found query={query} height={150}>
        {(open) => {
          const all = inOrder([...open.filter(({ id }) => !done.some((one) => one.id === id)), ...done]).filter((one) =>
            isFor(one, session.staff.id),
          );
          const shown = isWhole ? all : all.slice(0, SHOWN_FIRST);
          if (all.length === 0) return <p className={classes.none}>{t('home.notices.none')}</p>;
          return (
            <>
              <ul className={classes.notices}>
                {shown.map((notice) => (
                  <Row
                    key={notice.id}
                    notice={notice}
                    isDone={done.includes(notice)}
                    timeZone={timeZone}
                    onMove={mayDo(session, 'notices:write') ? (isDone) => void move(notice, isDone) : undefined}
                  />
                ))}
              </ul>
              {all.length > shown.length && (
                <UnstyledButton className={classes.more} onClick={() => setWhole(true)}>
                  {t('home.notices.all', {
                    count: all.length,
                    shown: `${formatCount(all.length)}${open.length >= LISTED_MAX ? '+' : ''}`,
                  })}
                </UnstyledButton>
              )}
            </>
          );
        }}
      </Found>
    </Card>
  );
}

function Row({
  notice,
  isDone,
  timeZone,
  onMove,
}: {
  notice: Notice;
  isDone: boolean;
  timeZone: string;
  onMove: ((isDone: boolean) => void) | undefined;
}) {
  const { t } = useTranslation();
  const sayReason = useReason();
  const { kind, values, reason, isLate, href } = readNotice(notice);
  const said = t(`home.notice.${kind}`, values);
  const Sign = isDone ? IconCheck : isLate ? IconAlertTriangle : IconBell;
  return (
    <li data-done={isDone || undefined} data-late={(isLate && !isDone) || undefined}>
      <Sign size={15} aria-hidden />
      <span className={classes.said}>
        {href === null ? said : <PageLink href={href}>{said}</PageLink>}
        {reason !== null && <small>{sayReason(reason)}</small>}
      </span>
      <time dateTime={notice.raisedAt}>{formatWhen(new Date(notice.raisedAt), new Date(), timeZone)}</time>
      {onMove && (
        <Button
          size="compact-xs"
          variant="default"
          aria-label={t(isDone ? 'home.notices.undoThis' : 'home.notices.doneThis', { said })}
          onClick={() => onMove(!isDone)}
        >
          {t(isDone ? 'home.notices.undo' : 'home.notices.done')}
        </Button>
      )}
    </li>
  );
}

import { UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconMoon, IconPencil } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCountdown, formatDuration, formatWhen } from '../language/format.js';
import { Face } from '../parts/face.js';
import { StageChip } from '../parts/stage.js';
import { useChannel } from '../session/channel.js';
import classes from './list.module.css';
import { nameOf } from './name-of.js';
import type { Conversation } from './types.js';

/** Height of a row, in pixels. */
export const ROW_HEIGHT = 84;

const HOUR_S = 3_600;

/** One conversation of the list. */
export const ConversationRow = memo(function ConversationRow({
  conversation,
  isOpen,
  now,
  onOpen,
}: {
  conversation: Conversation;
  isOpen: boolean;
  now: Date;
  onOpen(id: string): void;
}) {
  const { t } = useTranslation();
  const { id, friend, lastMessage, unreadCount, priority, labels, draftBy } = conversation;
  const isUrgent = priority === 'urgent' || priority === 'high';
  const prefix = lastMessage && lastMessage.from !== 'friend' ? `${t(`inbox.from.${lastMessage.from}`)} ` : '';
  return (
    <UnstyledButton
      className={classes.row}
      aria-current={isOpen || undefined}
      data-unread={unreadCount > 0 || undefined}
      data-conversation={id}
      onClick={() => onOpen(id)}
    >
      <Face name={friend?.displayName ?? null} url={friend?.pictureUrl ?? null} />
      <span className={classes.middle}>
        <span className={classes.line}>
          <b className={classes.name}>{nameOf(conversation, t)}</b>
          <Due conversation={conversation} now={now} />
        </span>
        <span className={classes.text}>
          {lastMessage?.isNotSent && (
            <em>
              <IconAlertTriangle size={13} aria-hidden /> {t('inbox.notSent')}{' '}
            </em>
          )}
          {prefix}
          {lastMessage ? (lastMessage.text ?? t('inbox.noText')) : t('inbox.nothingSaid')}
        </span>
        <span className={classes.marks}>
          {friend?.stage && <StageChip name={friend.stage} />}
          {isUrgent && <i data-late>{t(`inbox.priority.${priority}`)}</i>}
          {labels.slice(0, 3).map((label) => (
            <i key={label}>{label}</i>
          ))}
          {draftBy.length > 0 && (
            <i>
              <IconPencil size={11} aria-hidden /> {t('inbox.draft')}
            </i>
          )}
          {unreadCount > 0 && (
            <b className={classes.unread} aria-label={t('inbox.unread', { count: unreadCount })}>
              {unreadCount}
            </b>
          )}
        </span>
      </span>
    </UnstyledButton>
  );
});

/** What presses: what is owed and when, else until when it sleeps, else since when they wait, else when something was said. */
function Due({ conversation, now }: { conversation: Conversation; now: Date }) {
  const { t } = useTranslation();
  const timeZone = useChannel()?.timeZone ?? 'UTC';
  const { serviceLevel, snoozedUntil, waitingSince, lastAt, state } = conversation;
  if (serviceLevel?.dueAt) {
    const left = (Date.parse(serviceLevel.dueAt) - now.getTime()) / 1_000;
    const text = left < 0 ? `−${formatCountdown(-left)}` : formatCountdown(left);
    return (
      <span
        className={classes.due}
        data-late={left < 0 || undefined}
        data-soon={(left >= 0 && left < HOUR_S / 6) || undefined}
      >
        {t('inbox.due', { time: left > HOUR_S ? formatDuration(left) : text })}
      </span>
    );
  }
  if (state === 'snoozed')
    return (
      <span className={classes.due}>
        <IconMoon size={13} aria-hidden />{' '}
        {snoozedUntil ? formatWhen(new Date(snoozedUntil), now, timeZone) : t('inbox.untilReply')}
      </span>
    );
  if (waitingSince)
    return (
      <span className={classes.due} title={t('inbox.waits')}>
        {formatDuration((now.getTime() - Date.parse(waitingSince)) / 1_000)}
      </span>
    );
  return <span className={classes.due}>{formatWhen(new Date(lastAt), now, timeZone)}</span>;
}

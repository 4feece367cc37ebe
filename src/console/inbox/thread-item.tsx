import { IconAlertTriangle, IconLock } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { assertNever } from '../../shared/assert-never.js';
import { formatTime } from '../language/format.js';
import { useChannel } from '../session/channel.js';
import { Heard } from './heard.js';
import { readLine, type Event, type Sent } from './read-line.js';
import { Said } from './said.js';
import { useStaffNames } from '../parts/staff.js';
import classes from './thread.module.css';
import type { Conversation, ThreadLine } from './types.js';

/** One line of a thread: what the friend said or did, what was sent to them and what it cost, notes, and what became of the conversation. */
export const ThreadItem = memo(function ThreadItem({
  conversation,
  line,
}: {
  conversation: Conversation;
  line: ThreadLine;
}) {
  const { t } = useTranslation();
  const nameOfStaff = useStaffNames();
  const timeZone = useChannel()?.timeZone ?? 'UTC';
  const time = formatTime(new Date(line.at), timeZone);
  const read = readLine(line);
  switch (read.kind) {
    case 'heard':
      return (
        <div className={classes.theirs}>
          {line.author.displayName && <p className={classes.author}>{line.author.displayName}</p>}
          <Heard conversationId={conversation.id} heard={read} />
          <p className={classes.meta}>
            {time}
            {read.isUnsent && ` · ${t('inbox.line.unsent')}`}
            {read.isEdited && ` · ${t('inbox.line.edited')}`}
          </p>
        </div>
      );
    case 'sent':
      return (
        <div className={classes.ours} data-by={line.author.kind}>
          <Said messages={read.messages} />
          <p className={classes.meta} data-late={read.outcome === 'failed' || undefined}>
            {read.outcome === 'failed' && <IconAlertTriangle size={13} aria-hidden />}
            {line.author.kind === 'staff' && line.author.id !== null
              ? nameOfStaff(line.author.id)
              : t(`inbox.line.by.${line.author.kind}`)}{' '}
            · {time} · {outcomeOf(read, t)}
          </p>
        </div>
      );
    case 'note':
      return (
        <div className={classes.note}>
          <p>
            <IconLock size={13} aria-hidden /> <b>{line.author.id === null ? '' : nameOfStaff(line.author.id)}</b>{' '}
            {read.text ?? t('inbox.line.deleted')}
          </p>
          <p className={classes.meta}>
            {t('inbox.line.note')} · {time}
          </p>
        </div>
      );
    case 'withheld':
      return <p className={classes.event}>{t('inbox.line.withheld')}</p>;
    case 'event':
      return (
        <p className={classes.event}>
          {eventOf(read, line, t, nameOfStaff)} · {time}
        </p>
      );
    default:
      return assertNever(read);
  }
});

function outcomeOf({ outcome, cost, method, reason }: Sent, t: TFunction): string {
  if (outcome === 'leaving') return t('inbox.line.leaving');
  if (outcome === 'failed') return t('inbox.line.notSent', { reason: reason ?? '' });
  if (outcome === 'unknown') return t('inbox.line.unknown');
  const way = t(method === 'reply' ? 'inbox.line.reply' : 'inbox.line.push');
  return `${way} · ${cost === 0 ? t('inbox.line.free') : t('inbox.line.cost', { count: cost ?? 1 })}`;
}

function eventOf({ name, data }: Event, line: ThreadLine, t: TFunction, nameOfStaff: (id: string) => string): string {
  const id = typeof data['assigneeId'] === 'string' ? data['assigneeId'] : null;
  const by = line.author.kind === 'staff' && line.author.id !== null ? nameOfStaff(line.author.id) : null;
  const reason = typeof data['reason'] === 'string' ? data['reason'] : '';
  if (name === 'assigned')
    return [
      id === null ? t('inbox.event.unassigned') : t('inbox.event.assigned', { name: nameOfStaff(id) }),
      id === line.author.id ? null : by,
      reason,
    ]
      .filter(Boolean)
      .join(' · ');
  if (name === 'stage.changed') return t('inbox.event.stage', { to: String(data['to']) });
  const known = KNOWN.find((one) => one === name);
  const text = known ? t(`inbox.event.${KEYS[known]}`) : name;
  return [text, by, reason].filter(Boolean).join(' · ');
}

/** What has words of its own; anything else shows its name. */
const KEYS = {
  opened: 'opened',
  reopened: 'reopened',
  handedOver: 'handedOver',
  released: 'released',
  snoozed: 'snoozed',
  woken: 'woken',
  resolved: 'resolved',
  undone: 'undone',
  edited: 'edited',
  escalated: 'escalated',
  notSent: 'notSent',
  overCapacity: 'overCapacity',
  'friend.followed': 'followed',
  'friend.unfollowed': 'blocked',
  'order.placed': 'order',
  'order.refunded': 'refunded',
  'membership.verified': 'verified',
  'group.left': 'groupLeft',
  'member.joined': 'memberJoined',
  'member.left': 'memberLeft',
} as const;
const KNOWN = Object.keys(KEYS) as (keyof typeof KEYS)[];

import { IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { FromAccount, type LineAction, LineMessage } from '../../console/line-messages/index.js';
import { assertNever } from '../../shared/assert-never.js';
import type { ChatLine } from './chat-lines.js';
import style from './phone.module.css';
import { contentQuery } from './queries.js';
import { formatDay, formatTime } from './time.js';
import type { Account } from './world.js';

interface ChatLinesProps {
  lines: ChatLine[];
  account: Account;
  name: string;
  isTyping: boolean;
  onAction: (messageId: string, action: LineAction) => void;
  onUnsend: (messageId: string) => void;
}

/** Leave no room beside them. */
const WIDE = new Set<unknown>(['flex', 'template', 'imagemap']);

/** Both sides of a chat; the newest stays in sight. */
export function ChatLines({ lines, account, name, isTyping, onAction, onUnsend }: ChatLinesProps) {
  const { t } = useTranslation();
  return (
    <div className={style['scroll']} role="log">
      <div className={style['lines']}>
        {lines.map((line) => (
          <Line key={line.key} line={line} account={account} name={name} onAction={onAction} onUnsend={onUnsend} />
        ))}
        {isTyping && (
          <span className={style['typing']} role="img" aria-label={t('phone.typing')}>
            <i />
            <i />
            <i />
          </span>
        )}
      </div>
    </div>
  );
}

type LineProps = Pick<ChatLinesProps, 'account' | 'name' | 'onAction' | 'onUnsend'> & { line: ChatLine };

function Line({ line, account, name, onAction, onUnsend }: LineProps) {
  const { t } = useTranslation();
  switch (line.kind) {
    case 'day':
      return <time className={style['day']}>{formatDay(line.at)}</time>;
    case 'note':
      return <p className={style['note']}>{t(`phone.${line.note}`, { name })}</p>;
    case 'account':
      return (
        <FromAccount account={{ name: account.displayName }} message={line.message} isFollowUp={line.isFollowUp}>
          <div className={WIDE.has(line.message['type']) ? style['wide'] : style['bubble']}>
            <LineMessage message={line.message} onAction={(action) => onAction(line.messageId, action)} />
            <time className={style['meta']}>{formatTime(line.at)}</time>
          </div>
        </FromAccount>
      );
    case 'own':
      return <Own line={line} channelId={account.channelId} onUnsend={onUnsend} />;
    default:
      return assertNever(line);
  }
}

interface OwnProps {
  line: Extract<ChatLine, { kind: 'own' }>;
  channelId: string;
  onUnsend: (messageId: string) => void;
}

function Own({ line: { message, messageId, at, isRead }, channelId, onUnsend }: OwnProps) {
  const { t } = useTranslation();
  const isKept = messageId !== null && ['image', 'video', 'audio'].includes(String(message['type']));
  const { data: source } = useQuery({ ...contentQuery(channelId, messageId ?? ''), enabled: isKept });
  return (
    <div className={style['own']}>
      <span className={style['meta']}>
        {messageId !== null && (
          <button
            type="button"
            className={style['unsend']}
            onClick={() => onUnsend(messageId)}
            title={t('phone.unsend')}
          >
            <IconTrash size={14} aria-label={t('phone.unsend')} />
          </button>
        )}
        {isRead && <span>{t('phone.read')}</span>}
        <time>{formatTime(at)}</time>
      </span>
      <LineMessage message={message} by="friend" content={source ? { source } : undefined} />
    </div>
  );
}

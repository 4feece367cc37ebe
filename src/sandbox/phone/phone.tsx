import { IconChevronLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { LineChat, QuickReplies } from '../../console/line-messages/index.js';
import type { LiffPage } from './address.js';
import { ChatLines } from './chat.js';
import { quickReplyLine, readLines } from './chat-lines.js';
import { Composer } from './composer.js';
import { control } from './control.js';
import { LiffWindow } from './liff-window.js';
import style from './phone.module.css';
import { Picker } from './picker.js';
import { chatQuery, menuQuery, personQuery } from './queries.js';
import { RichMenu } from './rich-menu.js';
import { dayOf } from './time.js';
import { useMedia } from './use-media.js';
import { inBackground, usePhone } from './use-phone.js';
import type { Account, Chat, Place } from './world.js';

interface PhoneProps {
  place: Place;
  account: Account;
  opened: LiffPage | undefined;
  onOpen: (page: LiffPage | undefined) => void;
  onBack: () => void;
}

/** Somebody's phone in the chat with an account. */
export function Phone({ place, account, opened, onOpen, onBack }: PhoneProps) {
  const { t } = useTranslation();
  const scheme = useMedia('(prefers-color-scheme: dark)') ? 'dark' : 'light';
  const { data: person } = useQuery(personQuery(place));
  const { data: chat } = useQuery(chatQuery(place));
  const { data: menu = null } = useQuery(menuQuery(place));
  const phone = usePhone(place, account, onOpen);
  const lines = useMemo(() => (chat ? readLines(chat, dayOf) : []), [chat]);
  const asked = quickReplyLine(lines);
  const name = person?.displayName ?? '';
  return (
    <section className={style['phone']} aria-label={t('phone.of', { name })}>
      <header className={style['header']}>
        <button type="button" className={style['back']} onClick={onBack} aria-label={t('phone.back')}>
          <IconChevronLeft size={24} aria-hidden />
        </button>
        <span className={style['title']}>
          <strong>{account.displayName}</strong>
          <small dir="auto">{t('phone.of', { name })}</small>
        </span>
        {chat?.isFriend && !chat.isBlocked && (
          <button type="button" onClick={() => phone.run(() => control.block({ ...place, ...inBackground }))}>
            {t('phone.block')}
          </button>
        )}
      </header>
      {chat && (
        <Standing
          chat={chat}
          name={name}
          follow={() => phone.run(() => control.follow({ ...place, ...inBackground }))}
        />
      )}
      <LineChat scheme={scheme} className={style['chat']}>
        <ChatLines
          lines={lines}
          account={account}
          name={name}
          isTyping={(chat?.loadingUntil ?? 0) > (chat?.now ?? 0)}
          onAction={phone.tapMessage}
          onUnsend={(messageId) => phone.run(() => control.unsend({ ...place, ...inBackground, messageId }))}
        />
      </LineChat>
      {asked && (
        <LineChat scheme={scheme}>
          <QuickReplies message={asked.message} onAction={(action) => phone.tapMessage(asked.messageId, action)} />
        </LineChat>
      )}
      <Composer place={place} phone={phone} menu={menu} />
      {menu && !phone.isWriting && (
        <RichMenu key={menu.richMenuId} menu={menu} channelId={place.channelId} phone={phone} />
      )}
      {phone.asking && <Picker asking={phone.asking} onClose={() => phone.setAsking(null)} />}
      {opened && <LiffWindow userId={place.userId} opened={opened} onClose={() => onOpen(undefined)} />}
      <p className={style['notice']} role="status">
        {phone.notice}
      </p>
    </section>
  );
}

/** What is between the person and the account, when it is not friendship. */
function Standing({ chat, name, follow }: { chat: Chat; name: string; follow: () => void }) {
  const { t } = useTranslation();
  if (chat.isFriend && !chat.isBlocked) return null;
  return (
    <div className={style['standing']}>
      <span dir="auto">{t(chat.isBlocked ? 'phone.blockedHint' : 'phone.strangerHint', { name })}</span>
      <button type="button" onClick={follow}>
        {t(chat.isBlocked ? 'phone.unblock' : 'phone.add')}
      </button>
    </div>
  );
}

import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { initialOf } from '../../console/line-messages/index.js';
import style from './app.module.css';
import { NewFriend } from './new-friend.js';
import { contactsQuery } from './queries.js';
import { formatWhen } from './time.js';
import type { Account, Contact } from './world.js';

interface PeopleProps {
  accounts: Account[];
  account: Account;
  chosen: string | undefined;
  onChoose: (userId: string) => void;
  onAccount: (channelId: string) => void;
}

/** Everybody in this world, to choose whose phone to look at. */
export function People({ accounts, account, chosen, onChoose, onAccount }: PeopleProps) {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const [isMaking, setIsMaking] = useState(false);
  const { data: contacts } = useQuery(contactsQuery(account.channelId, search));
  return (
    <nav className={style['people']} aria-label={t('people.title')}>
      <header>
        <h1>{t('people.title')}</h1>
        <button type="button" className={style['make']} onClick={() => setIsMaking(!isMaking)} aria-expanded={isMaking}>
          <IconPlus size={16} aria-hidden />
          {t('people.newFriend')}
        </button>
      </header>
      {accounts.length > 1 && (
        <select
          aria-label={t('people.account')}
          value={account.channelId}
          onChange={(event) => onAccount(event.target.value)}
        >
          {accounts.map(({ channelId, displayName }) => (
            <option key={channelId} value={channelId}>
              {displayName}
            </option>
          ))}
        </select>
      )}
      {isMaking && (
        <NewFriend
          channelId={account.channelId}
          onMade={(userId) => {
            setIsMaking(false);
            onChoose(userId);
          }}
        />
      )}
      <input
        type="search"
        placeholder={t('people.search')}
        aria-label={t('people.search')}
        value={search}
        maxLength={100}
        onChange={(event) => setSearch(event.target.value)}
      />
      <ul>
        {contacts?.map((contact) => (
          <li key={contact.userId}>
            <Row contact={contact} isChosen={contact.userId === chosen} onChoose={onChoose} />
          </li>
        ))}
      </ul>
      {contacts?.length === 0 && <p className={style['hint']}>{t(search === '' ? 'people.empty' : 'people.nobody')}</p>}
    </nav>
  );
}

interface RowProps {
  contact: Contact;
  isChosen: boolean;
  onChoose: (userId: string) => void;
}

function Row({ contact: { userId, displayName, isFriend, isBlocked, last }, isChosen, onChoose }: RowProps) {
  const { t } = useTranslation();
  const state = isBlocked ? t('people.blocked') : isFriend ? '' : t('people.stranger');
  return (
    <button type="button" className={style['person']} aria-current={isChosen} onClick={() => onChoose(userId)}>
      <span className={style['initial']} aria-hidden>
        {initialOf(displayName)}
      </span>
      <span className={style['who']}>
        <strong dir="auto">{displayName}</strong>
        <small dir="auto">{[state, last?.text].filter(Boolean).join(' · ')}</small>
      </span>
      {last && <time dateTime={new Date(last.at).toISOString()}>{formatWhen(last.at, Date.now())}</time>}
    </button>
  );
}

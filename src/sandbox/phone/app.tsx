import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Address, readAddress, writeAddress } from './address.js';
import style from './app.module.css';
import { People } from './people.js';
import { Phone } from './phone.js';
import { accountsQuery, contactsQuery } from './queries.js';
import { useMedia } from './use-media.js';
import { Watch } from './watch.js';
import type { Account } from './world.js';

/** Everybody's phones, one of them open, and beside it what passes between LINE and the account. */
export function App() {
  const { t } = useTranslation();
  const { data: accounts, isError } = useQuery(accountsQuery);
  const [address, setAddress] = useState<Address>(() => readAddress(location.search));
  useEffect(() => history.replaceState(null, '', writeAddress(address)), [address]);
  const gone = isError && (
    <p className={style['gone']} role="alert">
      {t('people.gone')}
    </p>
  );
  if (!accounts) return gone;
  const account = accounts.find(({ channelId }) => channelId === address.account) ?? accountOf(accounts, address);
  if (!account) return <p className={style['hint']}>{t('people.noAccount')}</p>;
  return (
    <>
      {gone}
      <World account={account} accounts={accounts} address={address} onMove={setAddress} />
    </>
  );
}

/** An address that names a page of a LIFF app means the account of that app. */
const accountOf = (accounts: Account[], { app = '' }: Address) =>
  accounts.find(({ liffIds }) => liffIds.includes(app)) ?? accounts[0];

interface WorldProps {
  account: Account;
  accounts: Account[];
  address: Address;
  onMove: (address: Address) => void;
}

function World({ account, accounts, address, onMove }: WorldProps) {
  const { t } = useTranslation();
  const { channelId } = account;
  const everybody = useQuery(contactsQuery(channelId, '')).data;
  // A LIFF page that is to be opened for nobody in particular opens for the first one.
  const userId = address.person ?? (address.app === undefined ? undefined : everybody?.[0]?.userId);
  const place = userId === undefined ? undefined : { channelId, userId };
  const isWide = useMedia('(min-width: 1180px)');
  const isWatched = place !== undefined && isWide;
  const choose = (person: string | undefined) =>
    onMove({ account: channelId, ...(person !== undefined && { person }) });
  return (
    <div className={style['world']} data-open={place !== undefined} data-watched={isWatched}>
      <People
        accounts={accounts}
        account={account}
        chosen={userId}
        onChoose={choose}
        onAccount={(other) => onMove({ account: other })}
      />
      <main className={style['stage']}>
        {place ? (
          <Phone
            key={`${place.channelId} ${place.userId}`}
            place={place}
            account={account}
            opened={address.app === undefined ? undefined : { app: address.app, page: address.page ?? '' }}
            onOpen={(opened) => onMove({ account: channelId, person: place.userId, ...opened })}
            onBack={() => choose(undefined)}
          />
        ) : (
          <p className={style['hint']}>{t('phone.choose')}</p>
        )}
      </main>
      {isWatched && <Watch key={place.userId} place={place} account={account} />}
    </div>
  );
}

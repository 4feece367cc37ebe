import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Clock } from './clock.js';
import { callsQuery, eventsQuery, personQuery } from './queries.js';
import { formatClock } from './time.js';
import style from './watch.module.css';
import type { Account, LoggedCall, Place, SentEvent } from './world.js';

type Tab = 'events' | 'calls';
const TABS: Tab[] = ['events', 'calls'];

/** What passes between LINE and the account about one person, newest first. */
export function Watch({ place, account }: { place: Place; account: Account }) {
  const { t } = useTranslation();
  const [tab, setTab] = useState<Tab>('events');
  return (
    <aside className={style['watch']} aria-label={t('watch.title')}>
      <div role="tablist" className={style['tabs']}>
        {TABS.map((one) => (
          <button key={one} type="button" role="tab" aria-selected={one === tab} onClick={() => setTab(one)}>
            {t(`watch.${one}`)}
          </button>
        ))}
      </div>
      {account.webhookUrl === null && <p className={style['hint']}>{t('watch.noWebhook')}</p>}
      {tab === 'events' ? <Events place={place} /> : <Calls place={place} />}
      <Clock />
    </aside>
  );
}

function Events({ place }: { place: Place }) {
  const { t } = useTranslation();
  const { data: events } = useQuery(eventsQuery(place));
  const { data: person } = useQuery(personQuery(place));
  if (events?.length === 0)
    return <p className={style['hint']}>{t('watch.noEvents', { name: person?.displayName })}</p>;
  return (
    <ul className={style['rows']}>
      {events?.map((sent) => (
        <Row
          key={sent.event.webhookEventId}
          at={sent.event.timestamp}
          status={<EventStatus sent={sent} />}
          json={sent.event}
        >
          {nameOf(sent.event)}
        </Row>
      ))}
    </ul>
  );
}

function EventStatus({ sent: { response, posts } }: { sent: SentEvent }) {
  const { t } = useTranslation();
  return (
    <>
      {posts > 1 && <small>{t('watch.posts', { count: posts })}</small>}
      <Status status={response.status ?? 0} words={response.status === undefined ? t('watch.noAnswer') : undefined} />
    </>
  );
}

function Calls({ place }: { place: Place }) {
  const { t } = useTranslation();
  const { data: calls } = useQuery(callsQuery(place));
  const { data: person } = useQuery(personQuery(place));
  if (calls?.length === 0) return <p className={style['hint']}>{t('watch.noCalls', { name: person?.displayName })}</p>;
  return (
    <ul className={style['rows']}>
      {calls?.map((call) => (
        <Row key={call.requestId} at={call.at} status={<Status status={call.status} />} json={jsonOf(call)}>
          {call.endpoint.replace(place.userId, '…')}
        </Row>
      ))}
    </ul>
  );
}

interface RowProps {
  at: number;
  status: ReactNode;
  json: unknown;
  children: string;
}

/** One thing that passed; opened, its JSON. */
function Row({ at, status, json, children }: RowProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <li>
      <details onToggle={(event) => setIsOpen(event.currentTarget.open)}>
        <summary>
          <time>{formatClock(at)}</time>
          <span className={style['what']}>{children}</span>
          {status}
        </summary>
        {isOpen && <pre>{JSON.stringify(json, null, 2)}</pre>}
      </details>
    </li>
  );
}

function Status({ status, words }: { status: number; words?: string | undefined }) {
  const isGood = status >= 200 && status < 300;
  return <span className={isGood ? style['good'] : style['bad']}>{words ?? status}</span>;
}

/** The type of an event, of a message with that of the message. */
function nameOf({ type, message }: SentEvent['event']): string {
  const kind = typeof message === 'object' && message !== null && 'type' in message ? ` · ${String(message.type)}` : '';
  return `${type}${kind}`;
}

const jsonOf = ({ body, answer, requestId }: LoggedCall) => ({ requestId, body, answer });

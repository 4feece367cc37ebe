import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { formatCount, formatDay, formatInstant, formatMoney } from '../language/format.js';
import { shownLanguage } from '../language/languages.js';
import { useChannel } from '../session/channel.js';
import { mayDo, useSession } from '../session/session.js';
import classes from './friend.module.css';
import { Loaded } from './loaded.js';
import { friendQuery, ordersQuery, pointEntriesQuery, pointsQuery, tierQuery } from './queries.js';
import { Section } from './section.js';

/** What a friend owns, bought and earned. */
export function Owned({ friendId }: { friendId: string }) {
  const session = useSession();
  return (
    <>
      <Items friendId={friendId} />
      {mayDo(session, 'sales:read') && <Orders friendId={friendId} />}
      {mayDo(session, 'points:read') && <Points friendId={friendId} />}
      {mayDo(session, 'tiers:read') && <Tier friendId={friendId} />}
    </>
  );
}

function Items({ friendId }: { friendId: string }) {
  const { t } = useTranslation();
  const timeZone = useChannel()?.timeZone ?? 'UTC';
  const { data: friend } = useQuery(friendQuery(friendId));
  const items = friend?.membership.items ?? [];
  return (
    <Section title={t('inbox.panel.items')}>
      {items.length === 0 && <p className={classes.muted}>{t('inbox.panel.noItems')}</p>}
      {items.map(({ serial, model, since }) => (
        <p key={serial} className={classes.fact}>
          <b>{model}</b> {serial}{' '}
          <small>{t('inbox.panel.since', { day: formatDay(new Date(since), new Date(), timeZone) })}</small>
        </p>
      ))}
    </Section>
  );
}

function Orders({ friendId }: { friendId: string }) {
  const { t } = useTranslation();
  const timeZone = useChannel()?.timeZone ?? 'UTC';
  const query = useQuery(ordersQuery(friendId));
  return (
    <Section title={t('inbox.panel.orders')}>
      <Loaded query={query}>
        {({ orders }) =>
          orders.length === 0 ? (
            <p className={classes.muted}>{t('inbox.panel.noOrders')}</p>
          ) : (
            <div className={classes.scroll}>
              <table className={classes.table}>
                <tbody>
                  {orders.map(({ id, externalId, orderedAt, items, totalMinor, refundedMinor, currency }) => (
                    <tr key={id}>
                      <td>{formatInstant(new Date(orderedAt), timeZone)}</td>
                      <td>{externalId}</td>
                      <td>{items.map(({ name, quantity }) => `${name} × ${quantity}`).join(', ')}</td>
                      <td>
                        {formatMoney(totalMinor, currency)}
                        {refundedMinor > 0 && (
                          <small> {t('friends.refunded', { amount: formatMoney(refundedMinor, currency) })}</small>
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Loaded>
    </Section>
  );
}

function Points({ friendId }: { friendId: string }) {
  const { t } = useTranslation();
  const timeZone = useChannel()?.timeZone ?? 'UTC';
  const balance = useQuery(pointsQuery(friendId));
  const entries = useQuery(pointEntriesQuery(friendId));
  const day = (at: string) => formatDay(new Date(at), new Date(), timeZone);
  return (
    <Section title={t('friends.column.points')}>
      <Loaded query={balance} height={40}>
        {({ balance: now, nextExpiry }) => (
          <p className={classes.fact}>
            <b className={classes.big}>{formatCount(now)}</b>{' '}
            {nextExpiry && (
              <small>
                {t('friends.pointsEnd', { shown: formatCount(nextExpiry.points), day: day(nextExpiry.at) })}
              </small>
            )}
          </p>
        )}
      </Loaded>
      <ul className={classes.ledger}>
        {entries.data?.entries.map(({ id, at, points, reason }) => (
          <li key={id}>
            <time dateTime={at}>{formatInstant(new Date(at), timeZone)}</time>{' '}
            <b>
              {points > 0 ? '+' : ''}
              {formatCount(points)}
            </b>{' '}
            <small>{reason}</small>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Tier({ friendId }: { friendId: string }) {
  const { t } = useTranslation();
  const timeZone = useChannel()?.timeZone ?? 'UTC';
  const query = useQuery(tierQuery(friendId));
  const inLanguage = (names: Record<string, string | undefined>) => names[shownLanguage()] ?? names['en'] ?? '';
  return (
    <Section title={t('friends.tier.title')}>
      <Loaded query={query} height={60}>
        {({ tier, next, falls }) => (
          <>
            <p className={classes.fact}>
              <b className={classes.big}>{tier ? inLanguage(tier.names) || tier.key : t('friends.tier.none')}</b>{' '}
              {tier && (
                <small>{t('inbox.panel.since', { day: formatDay(new Date(tier.since), new Date(), timeZone) })}</small>
              )}
            </p>
            {tier?.override && (
              <p className={classes.muted}>{t('friends.tier.byHand', { reason: tier.override.reason })}</p>
            )}
            {next && (
              <p className={classes.muted}>
                {t('friends.tier.next', {
                  name: inLanguage(next.names) || next.key,
                  missing: formatCount(next.missing),
                })}
              </p>
            )}
            {falls.slice(0, 1).map(({ at, to }) => (
              <p key={at} className={classes.muted}>
                {t('friends.tier.falls', {
                  to: to ?? t('friends.tier.none'),
                  time: formatInstant(new Date(at), timeZone),
                })}
              </p>
            ))}
          </>
        )}
      </Loaded>
    </Section>
  );
}

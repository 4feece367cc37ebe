import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount, formatInstant } from '../language/format.js';
import { Empty } from '../parts/empty.js';
import { useChannel } from '../session/channel.js';
import { costOf } from './cost.js';
import classes from './friend.module.css';
import { Loaded } from './loaded.js';
import { deliveriesQuery } from './queries.js';
import { useReasons } from './reasons.js';
import { useSenders } from './senders.js';
import type { Delivery } from './types.js';

const SHOWN = 40;

/** What was sent to a friend or held back, newest first, with the reason and what it cost. */
export function Deliveries({ friendId }: { friendId: string }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(SHOWN);
  const query = useQuery(deliveriesQuery(friendId));
  return (
    <section className={classes.card} aria-label={t('friends.part.deliveries')}>
      <Loaded query={query} height={420}>
        {({ deliveries }) =>
          deliveries.length === 0 ? (
            <Empty title={t('friends.nothingSent')} />
          ) : (
            <>
              <Sum deliveries={deliveries} />
              <div className={classes.scroll}>
                <table className={classes.table}>
                  <thead>
                    <tr>
                      <th scope="col">{t('friends.sent.when')}</th>
                      <th scope="col">{t('friends.sent.what')}</th>
                      <th scope="col">{t('friends.sent.outcome')}</th>
                      <th scope="col" title={t('friends.sent.costDefinition')}>
                        {t('friends.sent.cost')}
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {deliveries.slice(0, shown).map((delivery) => (
                      <Line key={delivery.id} delivery={delivery} />
                    ))}
                  </tbody>
                </table>
              </div>
              {shown < deliveries.length && (
                <Button variant="default" onClick={() => setShown(deliveries.length)}>
                  {t('friends.earlier')}
                </Button>
              )}
            </>
          )
        }
      </Loaded>
    </section>
  );
}

function Sum({ deliveries }: { deliveries: Delivery[] }) {
  const { t } = useTranslation();
  const of = (state: Delivery['state']) => formatCount(deliveries.filter((one) => one.state === state).length);
  const cost = deliveries.reduce((sum, one) => sum + (costOf(one) ?? 0), 0);
  return (
    <p className={classes.muted}>
      {t('friends.sent.sum', {
        accepted: of('accepted'),
        skipped: of('skipped'),
        rejected: of('rejected'),
        cost: formatCount(cost),
        count: deliveries.length,
      })}
    </p>
  );
}

function Line({ delivery }: { delivery: Delivery }) {
  const { t } = useTranslation();
  const timeZone = useChannel()?.timeZone ?? 'UTC';
  const sayReason = useReasons();
  const saySender = useSenders();
  const { sender, state, reason, passed, waitsUntil, plannedAt, method } = delivery;
  const cost = costOf(delivery);
  return (
    <tr>
      <td>{formatInstant(new Date(plannedAt), timeZone)}</td>
      <td>{saySender(sender.kind, sender.id)}</td>
      <td>
        <b data-outcome={state}>{t(`friends.state.${state}`)}</b>
        {reason !== null && <>: {sayReason(reason)}</>}
        {waitsUntil !== null && (
          <small> {t('friends.sent.waits', { time: formatInstant(new Date(waitsUntil), timeZone) })}</small>
        )}
        {passed.length > 0 && (
          <small> {t('friends.sent.passed', { reasons: passed.map(sayReason).join(t('friends.and')) })}</small>
        )}
      </td>
      <td>
        {cost === null ? '' : cost === 0 ? t('inbox.line.free') : t('inbox.line.cost', { count: cost })}
        {state === 'accepted' && method !== null && <small> {t(`friends.method.${method}`)}</small>}
        {delivery.joinedTo !== null && <small> {t('friends.sent.joined')}</small>}
      </td>
    </tr>
  );
}

import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { PresentedFriend } from '../../friends/schemas.js';
import type { PresentedOrder } from '../../sales/schemas.js';
import type { PresentedFriendTag } from '../../tags/schemas.js';
import { request } from '../api/client.js';
import type { Wire } from '../api/wire.js';
import { formatCount, formatDay, formatDuration, formatMoney, formatWhen } from '../language/format.js';
import { Empty } from '../parts/empty.js';
import { StageBar, StageChip } from '../parts/stage.js';
import { useChannel } from '../session/channel.js';
import { mayDo, useSession } from '../session/session.js';
import { Notes } from '../parts/notes.js';
import classes from './side-panel.module.css';
import type { Conversation } from './types.js';
import { Why } from '../parts/why.js';

type Friend = Wire<z.infer<typeof PresentedFriend>>;

type FriendTag = Wire<z.infer<typeof PresentedFriendTag>>;
type Order = Wire<z.infer<typeof PresentedOrder>>;

const ORDERS_SHOWN = 3;
const STRONG = 5; // intensity at which the bar of a tag is full

/** Who one talks with: stage and why, tags, what they own and bought, what happened, notes. */
export function SidePanel({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const { friend } = conversation;
  if (!friend) return <Empty title={t('inbox.group')} hint={t('inbox.panel.groupHint')} />;
  return <FriendPanel friendId={friend.id} />;
}

function FriendPanel({ friendId }: { friendId: string }) {
  const { t } = useTranslation();
  const session = useSession();
  const timeZone = useChannel()?.timeZone ?? 'UTC';
  const now = new Date();
  const friend = useQuery({
    queryKey: ['friend', friendId],
    queryFn: ({ signal }) => request<Friend>('GET', `/friends/${friendId}`, { signal }),
  });
  const tags = useQuery({
    queryKey: ['friend', friendId, 'tags'],
    queryFn: async ({ signal }) =>
      (await request<{ tags: FriendTag[] }>('GET', `/friends/${friendId}/tags`, { signal })).tags,
    enabled: mayDo(session, 'tags:read'),
  });
  const orders = useQuery({
    queryKey: ['friend', friendId, 'orders'],
    queryFn: async ({ signal }) =>
      (await request<{ orders: Order[] }>('GET', `/friends/${friendId}/orders`, { signal })).orders,
    enabled: mayDo(session, 'sales:read'),
  });
  if (friend.isPending)
    return (
      <div className={classes.section}>
        <Skeleton h={90} />
        <Skeleton h={120} mt="md" />
      </div>
    );
  if (friend.isError) return <Empty title={t('problem.title')} hint={friend.error.message} />;
  const { stage, membership, health, standing, language } = friend.data;
  const active = (tags.data ?? []).filter(({ isActive }) => isActive);
  return (
    <>
      <Link className={classes.page} to="/friends/$friendId" params={{ friendId }}>
        {t('friends.openPage')}
      </Link>
      <Section title={t('inbox.panel.stage')}>
        {stage ? (
          <>
            <p className={classes.facts}>
              <StageChip name={stage.name} />{' '}
              {t('inbox.panel.since', { day: formatDay(new Date(stage.since), now, timeZone) })}
            </p>
            <StageBar name={stage.name} />
            {mayDo(session, 'lifecycle:read') && <Why friendId={friendId} stage={stage.name} />}
          </>
        ) : (
          <p className={classes.muted}>{t('inbox.panel.noStage')}</p>
        )}
        {standing === 'blocked' && <p className={classes.late}>{t('inbox.panel.blocked')}</p>}
      </Section>
      <Section title={t('inbox.panel.tags')}>
        {tags.isSuccess && active.length === 0 && <p className={classes.muted}>{t('inbox.panel.noTags')}</p>}
        <ul className={classes.tags}>
          {active.map(({ tagId, name, intensity, level, expiresInSeconds, freshness }) => (
            <li key={tagId}>
              <span>{name}</span>
              <meter
                min={0}
                max={1}
                value={freshness?.share ?? Math.min(1, intensity / STRONG)}
                aria-label={t('inbox.panel.strength', { name })}
              />
              <span>
                {expiresInSeconds === null
                  ? intensity.toFixed(1)
                  : t('inbox.panel.left', { time: formatDuration(expiresInSeconds) })}
                {level === null ? '' : ` · ${level}`}
              </span>
            </li>
          ))}
        </ul>
      </Section>
      <Section title={t('inbox.panel.items')}>
        {membership.items.length === 0 ? (
          <p className={classes.muted}>{t('inbox.panel.noItems')}</p>
        ) : (
          membership.items.map(({ serial, model, since }) => (
            <p key={serial} className={classes.facts}>
              <b>{model}</b> {serial}
              <br />
              <small>{t('inbox.panel.since', { day: formatDay(new Date(since), now, timeZone) })}</small>
            </p>
          ))
        )}
      </Section>
      {orders.isSuccess && (
        <Section title={t('inbox.panel.orders')}>
          {orders.data.length === 0 && <p className={classes.muted}>{t('inbox.panel.noOrders')}</p>}
          {orders.data.slice(0, ORDERS_SHOWN).map(({ id, orderedAt, totalMinor, currency, items }) => (
            <p key={id} className={classes.facts}>
              {formatMoney(totalMinor, currency)} {items.map(({ name }) => name).join(', ')}{' '}
              <small>{formatWhen(new Date(orderedAt), now, timeZone)}</small>
            </p>
          ))}
        </Section>
      )}
      {health && (
        <Section title={t('inbox.panel.health')}>
          <p className={classes.facts}>
            <b className={classes.big}>{formatCount(Math.round(health.score))}</b>{' '}
            <small>{t('inbox.panel.ofHundred')}</small>
          </p>
        </Section>
      )}
      <Section title={t('inbox.panel.language')}>
        <p className={classes.facts}>{language ?? t('inbox.panel.unknown')}</p>
      </Section>
      <Section title={t('inbox.panel.notes')}>
        <Notes friendId={friendId} />
      </Section>
    </>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.section}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PROMOTION_OPT_OUT } from '../../friends/core/consent.js';
import type { Friend } from '../friends/types.js';
import { strongest } from '../friends/strongest.js';
import { formatCount, formatDay, formatMoney, formatWhen } from '../language/format.js';
import { StageBar, StageChip } from '../parts/stage.js';
import { useTagNames } from '../parts/tags.js';
import { Why } from '../parts/why.js';
import { useChannel } from '../session/channel.js';
import { mayDo, useSession } from '../session/session.js';
import classes from './friend.module.css';
import { useAttributeLabels } from './attribute-labels.js';
import { Section } from './section.js';

const TAGS_SHOWN = 6;

/** What one wants to know first: the stage and why, the strongest tags, how well the friend is, what they bought. */
export function Facts({ friend }: { friend: Friend }) {
  const { t } = useTranslation();
  const session = useSession();
  const names = useTagNames();
  const labels = useAttributeLabels();
  const timeZone = useChannel()?.timeZone ?? 'UTC';
  const now = new Date();
  const { id, stage, health, orders, points, lastActiveAt, friendPath, attributes } = friend;
  const active = strongest(friend.tags);
  return (
    <>
      <Section title={t('inbox.panel.stage')}>
        {stage ? (
          <>
            <p className={classes.fact}>
              <StageChip name={stage.name} />{' '}
              {t('inbox.panel.since', { day: formatDay(new Date(stage.since), now, timeZone) })}
            </p>
            <StageBar name={stage.name} />
            {mayDo(session, 'lifecycle:read') && <Why friendId={id} stage={stage.name} />}
          </>
        ) : (
          <p className={classes.muted}>{t('inbox.panel.noStage')}</p>
        )}
      </Section>
      <Section title={t('inbox.panel.tags')}>
        {active.length === 0 && <p className={classes.muted}>{t('inbox.panel.noTags')}</p>}
        <p className={classes.chips}>
          {active.slice(0, TAGS_SHOWN).map(({ tagId, level }) => (
            <Link key={tagId} to="/friends" search={{ tag: tagId }}>
              {names.get(tagId) ?? tagId}
              {level === null ? '' : ` ${level}`}
            </Link>
          ))}
        </p>
      </Section>
      <Section title={t('friends.known')}>
        <dl className={classes.facts}>
          <dt title={t('friends.definition.health')}>{t('inbox.panel.health')}</dt>
          <dd>
            {health ? (
              <Link to="/friends/$friendId" params={{ friendId: id }} search={{ part: 'stage' }}>
                {formatCount(Math.round(health.score))} {t('inbox.panel.ofHundred')}
              </Link>
            ) : (
              t('inbox.panel.unknown')
            )}
          </dd>
          <dt title={t('friends.definition.lastActive')}>{t('friends.column.lastActive')}</dt>
          <dd>
            {lastActiveAt === null ? t('inbox.panel.unknown') : formatWhen(new Date(lastActiveAt), now, timeZone)}
          </dd>
          <dt title={t('friends.definition.orders')}>{t('friends.column.orders')}</dt>
          <dd>
            <Link to="/friends/$friendId" params={{ friendId: id }} search={{ part: 'owned' }}>
              {t('friends.orders', { count: orders.count })}
              {orders.currency !== null &&
                ` · ${formatMoney(orders.totalMinor - orders.refundedMinor, orders.currency)}`}
            </Link>
          </dd>
          <dt title={t('friends.definition.points')}>{t('friends.column.points')}</dt>
          <dd>{formatCount(points)}</dd>
          {friendPath && (
            <>
              <dt>{t('friends.cameBy')}</dt>
              <dd>{friendPath.name}</dd>
            </>
          )}
          {Object.entries(attributes)
            .filter(([name]) => name !== PROMOTION_OPT_OUT) // consent says it
            .map(([name, value]) => (
              <Attribute key={name} name={labels.get(name) ?? name} value={String(value)} />
            ))}
        </dl>
      </Section>
    </>
  );
}

function Attribute({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

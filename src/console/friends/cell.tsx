import { IconLock } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { assertNever } from '../../shared/assert-never.js';
import { formatCount, formatMoney, formatWhen } from '../language/format.js';
import { StageChip } from '../parts/stage.js';
import { useTagNames } from '../parts/tags.js';
import { useChannel } from '../session/channel.js';
import type { Column } from './columns.js';
import classes from './friends.module.css';
import { countedModels } from './counted-models.js';
import { strongest } from './strongest.js';
import type { Friend } from './types.js';

const TAGS_SHOWN = 3;

/** What one column says of a friend; nothing where nothing is known. */
export function Cell({ friend, column }: { friend: Friend; column: Column }) {
  const { t } = useTranslation();
  const timeZone = useChannel()?.timeZone ?? 'UTC';
  const when = (at: string | null) => (at === null ? null : formatWhen(new Date(at), new Date(), timeZone));
  switch (column) {
    case 'stage':
      return (
        friend.stage && (
          <>
            <StageChip name={friend.stage.name} />
            {friend.stage.lock && (
              <IconLock size={13} role="img" aria-label={t('friends.locked')} className={classes.lock} />
            )}
          </>
        )
      );
    case 'status':
      return friend.activityStatus && t(`friends.status.${friend.activityStatus.name}`);
    case 'tags':
      return <Tags friend={friend} />;
    case 'lastActive':
      return when(friend.lastActiveAt);
    case 'orders':
      return <Orders friend={friend} />;
    case 'standing':
      return <Standing friend={friend} />;
    case 'owner':
      return countedModels(friend.membership.items).join(', ');
    case 'points':
      return friend.points === 0 ? null : formatCount(friend.points);
    case 'health':
      return friend.health && formatCount(Math.round(friend.health.score));
    case 'since':
      return when(friend.followedAt);
    default:
      return assertNever(column);
  }
}

function Tags({ friend }: { friend: Friend }) {
  const names = useTagNames();
  const active = strongest(friend.tags);
  return (
    <span className={classes.tags}>
      {active.slice(0, TAGS_SHOWN).map(({ tagId, level }) => (
        <Link key={tagId} to="/friends" search={{ tag: tagId }}>
          {names.get(tagId) ?? tagId}
          {level === null ? '' : ` ${level}`}
        </Link>
      ))}
      {active.length > TAGS_SHOWN && (
        <small
          title={active
            .slice(TAGS_SHOWN)
            .map(({ tagId }) => names.get(tagId) ?? tagId)
            .join(', ')}
        >
          +{active.length - TAGS_SHOWN}
        </small>
      )}
    </span>
  );
}

function Orders({ friend: { orders } }: { friend: Friend }) {
  const { t } = useTranslation();
  if (orders.count === 0) return null;
  return (
    <>
      {t('friends.orders', { count: orders.count })}
      {orders.currency !== null && (
        <small> {formatMoney(orders.totalMinor - orders.refundedMinor, orders.currency)}</small>
      )}
    </>
  );
}

function Standing({ friend: { standing, blacklisted } }: { friend: Friend }) {
  const { t } = useTranslation();
  if (blacklisted) return <em className={classes.late}>{t('friends.blacklisted')}</em>;
  if (standing === 'blocked') return <em className={classes.late}>{t('friends.standing.blocked')}</em>;
  return t('friends.standing.following');
}

import { Skeleton } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/client.js';
import { Empty } from '../parts/empty.js';
import { Notes } from '../parts/notes.js';
import { mayDo, useSession } from '../session/session.js';
import { Care } from './care.js';
import { Deliveries } from './deliveries.js';
import { ErasureFollowed } from './erasure-followed.js';
import { Facts } from './facts.js';
import classes from './friend.module.css';
import { Head } from './head.js';
import { Menu } from './menu.js';
import { Owned } from './owned.js';
import { PARTS, partOfAddress, type Part } from './parts.js';
import { friendQuery } from './queries.js';
import { Section } from './section.js';
import { Stage } from './stage-part.js';
import { Tags } from './tags.js';
import { Timeline } from './timeline.js';

const route = getRouteApi('/signed-in/friends/$friendId');

/** Everything about one friend: who they are at the side, and one part of the rest at a time. */
export function FriendPage() {
  const { t } = useTranslation();
  const { friendId } = route.useParams();
  const search = route.useSearch();
  const session = useSession();
  const { data: friend, error, isPending } = useQuery(friendQuery(friendId));
  const parts = PARTS.filter(({ needs }) => mayDo(session, needs));
  const part = partOfAddress(search.part, parts);
  if (isPending) return <Waiting />;
  if (!friend) {
    const isGone = error instanceof ApiError && error.status === 404;
    if (isGone && mayDo(session, 'erasures:admin')) return <ErasureFollowed friendId={friendId} />;
    return <Empty title={t(isGone ? 'friends.gone' : 'problem.title')} hint={error.message} />;
  }
  return (
    <article className={classes.page} aria-label={friend.displayName ?? t('inbox.noName')}>
      <Head friend={friend} />
      <nav className={classes.parts} aria-label={t('friends.parts')}>
        {parts.map(({ key }) => (
          <Link
            key={key}
            to="/friends/$friendId"
            params={{ friendId }}
            search={{ part: key }}
            replace
            aria-current={key === part ? 'page' : undefined}
          >
            {t(`friends.part.${key}`)}
          </Link>
        ))}
      </nav>
      <div className={classes.main}>
        <Shown part={part} friendId={friendId} />
      </div>
      <aside className={classes.side}>
        <Facts friend={friend} />
        <Section title={t('inbox.panel.notes')}>
          <Notes friendId={friendId} />
        </Section>
      </aside>
    </article>
  );
}

const VIEWS: Record<Part, (given: { friendId: string }) => React.ReactNode> = {
  timeline: Timeline,
  stage: Stage,
  tags: Tags,
  deliveries: Deliveries,
  menu: Menu,
  owned: Owned,
  care: Care,
};

function Shown({ part, friendId }: { part: Part; friendId: string }) {
  const View = VIEWS[part];
  return <View friendId={friendId} />;
}

function Waiting() {
  return (
    <div className={classes.page} aria-busy>
      <Skeleton h={56} className={classes.wide} />
      <Skeleton h={28} className={classes.wide} />
      <Skeleton h={420} />
      <Skeleton h={420} />
    </div>
  );
}

import { useTranslation } from 'react-i18next';
import { useChannel } from '../session/channel.js';
import { mayDo, useSession } from '../session/session.js';
import { CampaignsCard } from './campaigns-card.js';
import { GainedLost } from './gained-lost.js';
import classes from './home.module.css';
import { LifecycleBoard } from './lifecycle.js';
import { MonthCards } from './month-cards.js';
import { Notices } from './notices.js';
import { lastDays } from './period.js';
import { useLiveHome } from './queries.js';
import { SatisfactionCard } from './satisfaction.js';
import { WaitingCard } from './waiting-card.js';

const DAYS = 30;

/** What needs somebody now, how far friends have come, and how the month goes; each part for who may read it. */
export function HomePage() {
  const { t } = useTranslation();
  const session = useSession();
  const channel = useChannel();
  const { channelId = '', timeZone = 'UTC' } = channel ?? {};
  useLiveHome(channelId);
  const days = lastDays(new Date(), timeZone, DAYS);
  return (
    <main className={classes.page}>
      <h1>{t('home.title')}</h1>
      <div className={classes.cards}>
        {mayDo(session, 'inbox:read') && <WaitingCard channelId={channelId} />}
        {mayDo(session, 'campaigns:read') && <CampaignsCard channelId={channelId} />}
        {mayDo(session, 'sending:read') && <MonthCards channelId={channelId} timeZone={timeZone} />}
      </div>
      {mayDo(session, 'notices:read') && <Notices channelId={channelId} timeZone={timeZone} />}
      {mayDo(session, 'lifecycle:read') && <LifecycleBoard channelId={channelId} days={days} />}
      <div className={classes.halves}>
        {mayDo(session, 'lifecycle:read') && <GainedLost channelId={channelId} timeZone={timeZone} days={days} />}
        {mayDo(session, ['surveys:read', 'reports:read', 'feedback:read']) && (
          <SatisfactionCard channelId={channelId} days={days} />
        )}
      </div>
    </main>
  );
}

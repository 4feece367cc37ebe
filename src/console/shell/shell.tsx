import { Tooltip } from '@mantine/core';
import { Link, Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { LiveProvider } from '../api/live-context.js';
import logo from '../parts/logo.svg';
import { useChannel } from '../session/channel.js';
import { mayDo, useSession } from '../session/session.js';
import { NoChannel } from './no-channel.js';
import { OwnMenu } from './own-menu.js';
import { PaletteKeys } from './palette-keys.js';
import { RAIL } from './pages.js';
import classes from './shell.module.css';

/** The rail with the pages, and the page. At phone width the rail is along the bottom. */
export function Shell() {
  const { t } = useTranslation();
  const session = useSession();
  const channel = useChannel();
  const pages = RAIL.filter(({ needs }) => mayDo(session, needs));
  return (
    <div className={classes.shell}>
      <PaletteKeys />
      <nav className={classes.rail} aria-label={t('shell.pages')}>
        <img className={classes.logo} src={logo} width={30} height={30} alt="Lifeline" />
        {pages.map(({ key, to, icon: Icon }) => (
          <Tooltip key={key} label={t(`pages.${key}`)} position="right">
            <Link
              to={to}
              params={{}}
              className={classes.page}
              activeProps={{ className: classes.current }}
              activeOptions={{ exact: to === '/' }}
            >
              <Icon size={20} stroke={1.7} aria-hidden />
              <span>{t(`pages.${key}`)}</span>
            </Link>
          </Tooltip>
        ))}
        <div className={classes.own}>
          <OwnMenu />
        </div>
      </nav>
      <div className={classes.body}>
        {channel ? (
          <LiveProvider channelId={channel.channelId}>
            <Outlet />
          </LiveProvider>
        ) : (
          <NoChannel />
        )}
      </div>
    </div>
  );
}

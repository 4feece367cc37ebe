import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import type { QueryClient } from '@tanstack/react-query';
import { queries } from '../api/queries.js';
import { ApiError } from '../api/client.js';
import { readFilter, type Filter } from '../friends/filter.js';
import { channelsQuery } from '../session/channel.js';
import { mayDo, sessionQuery } from '../session/session.js';
import { SignIn } from '../session/sign-in.js';
import { OF_HOME } from './pages.js';
import { Problem } from './problem.js';
import { Shell } from './shell.js';

const root = createRootRouteWithContext<{ queries: QueryClient }>()({ component: Outlet, errorComponent: Problem });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: SignIn,
  validateSearch: ({ next }: Record<string, unknown>): { next?: string } => ({ ...ownAddress(next) }),
});

const welcome = createRoute({
  getParentRoute: () => root,
  path: '/welcome',
  component: lazyRouteComponent(() => import('../session/welcome.js'), 'Welcome'),
});

/** Everything that needs somebody signed in; who is not, signs in and is led back. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  component: Shell,
  beforeLoad: async ({ context, location }) => {
    try {
      await Promise.all([
        context.queries.ensureQueryData(sessionQuery),
        context.queries.ensureQueryData(channelsQuery),
      ]);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401)
        throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { next: location.href } });
      throw error;
    }
  },
});

const home = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  component: lazyRouteComponent(() => import('../home/home-page.js'), 'HomePage'),
  beforeLoad: ({ context }) => {
    const session = context.queries.getQueryData(sessionQuery.queryKey);
    if (session && !mayDo(session, OF_HOME)) throw redirect({ to: '/inbox/{-$conversationId}', params: {} });
  },
});

const inbox = createRoute({
  getParentRoute: () => signedIn,
  path: '/inbox/{-$conversationId}',
  component: lazyRouteComponent(() => import('../inbox/inbox-page.js'), 'InboxPage'),
  validateSearch: ({ list, line }: Record<string, unknown>): { list?: string; line?: string } => ({
    ...textOf('list', list),
    ...textOf('line', line),
  }),
});

const friends = createRoute({
  getParentRoute: () => signedIn,
  path: '/friends',
  component: lazyRouteComponent(() => import('../friends/friends-page.js'), 'FriendsPage'),
  validateSearch: (search: Record<string, unknown>): Filter & { operation?: string } => ({
    ...readFilter(search),
    ...textOf('operation', search['operation']),
  }),
});

const friend = createRoute({
  getParentRoute: () => signedIn,
  path: '/friends/$friendId',
  component: lazyRouteComponent(() => import('../friend/friend-page.js'), 'FriendPage'),
  validateSearch: ({ part }: Record<string, unknown>): { part?: string } => textOf('part', part),
});

const textOf = (name: string, given: unknown) => (typeof given === 'string' && given !== '' ? { [name]: given } : {});

/** Only addresses of the console itself: a link must not lead away after the sign-in. */
const ownAddress = (next: unknown) => (typeof next === 'string' && /^\/(?![/\\])/.test(next) ? { next } : {});

export const router = createRouter({
  routeTree: root.addChildren([signIn, welcome, signedIn.addChildren([home, inbox, friends, friend])]),
  context: { queries },
  defaultPreload: 'intent',
  scrollRestoration: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

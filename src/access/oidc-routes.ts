import { z } from 'zod';
import { Answer, defineRoute } from '../edges.js';
import { beginOidc, finishOidc } from './sign-in-by-oidc.js';

const tag = 'Session';
const CONSOLE = '/';

export const oidcRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/session/ways',
    access: { public: 'A page to sign in on has to know it.' },
    summary: 'In which ways people can sign in here',
    tag,
    response: z.object({ password: z.boolean(), oidc: z.boolean() }),
    handle: async (ctx) => ({ password: true, oidc: ctx.oidc !== null }),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/session/oidc',
    access: { public: 'Only leads to the provider.' },
    summary: 'Lead the browser to the provider to sign in',
    tag,
    status: 302,
    handle: async (ctx) => {
      const { url, cookie } = await beginOidc(ctx);
      return new Answer({ redirect: url, cookies: [cookie] });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/session/oidc/callback',
    access: { public: 'Proven by the provider, for the browser that began.' },
    summary: 'Where the provider leads back to: signs in who was invited, and leads to the console',
    tag,
    status: 302,
    query: z.record(z.string(), z.string().max(4_000)),
    handle: async (ctx, { query }) => {
      const { opened, forgotten } = await finishOidc(ctx, new URLSearchParams(query));
      return new Answer({ redirect: CONSOLE, cookies: [opened.cookie, forgotten] });
    },
  }),
];

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomUUID } from 'node:crypto';
import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { addUrlOf, findChannel } from './channels/index.js';
import type { Context } from './context.js';
import { routes } from './domains.js';
import { permissionFor } from './edges.js';
import { AppError, NotFoundError } from './errors.js';
import { LineAmbiguousError, LineError, LineRateLimitError, LineUnavailableError } from './line/errors.js';
import { isStoreUnavailable } from './infra/mongo/connect.js';
import { findAddLink } from './friends/index.js';
import { errorMiddleware } from './infra/http/errors.js';
import { createHealthRouter } from './infra/http/health.js';
import { buildOpenApi } from './infra/http/openapi.js';
import type { createMetrics } from './infra/http/metrics.js';
import type { Logger } from './infra/logger.js';
import { isTrackedLinkToken, openTrackedLink } from './links/index.js';
import { isMenuLinkToken, openMenuLink } from './richmenus/index.js';
import { countTagLinkClick, findTagLink, isTagLinkToken } from './tags/index.js';
import { runRoute } from './run-route.js';
import { serveConsole } from './pages/serve-console.js';
import { servePages } from './pages/serve-pages.js';
import { createIntake, createWebhookRouter } from './webhook/index.js';

// A page inside LINE runs LINE's own script, which talks to LINE.
const LINE_SOURCES = [
  'https://static.line-scdn.net',
  'https://liffsdk.line-scdn.net',
  'https://api.line.me',
  'https://access.line.me',
];
const contentSources = ({ sdkUrl, baseUrl }: Context['liff']) => ({
  'script-src': ["'self'", new URL(sdkUrl).origin],
  'connect-src': ["'self'", ...LINE_SOURCES, new URL(sdkUrl).origin],
  'frame-ancestors': ["'self'", new URL(baseUrl).origin],
  'upgrade-insecure-requests': null,
});
const JSON_BODY_MAX = '1mb';
const require = createRequire(import.meta.url);
const { version } = require('../package.json') as { version: string };

interface Dependencies {
  ctx: Context;
  log: Logger;
  metrics: ReturnType<typeof createMetrics>;
  checks: Record<string, () => Promise<void>>;
  /** Folder of the built console. */
  consoleFolder: string;
  /** Proxies before the server that say where a request came from. */
  proxies: number;
}

/** Everything that the server answers. LINE's webhook comes first: its signature is on raw bytes. */
export function createHttpServer({ ctx, log, metrics, checks, consoleFolder, proxies }: Dependencies): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', proxies);
  app.use(metrics.observe);
  app.use(createWebhookRouter(ctx, createIntake(ctx)));
  app.use(helmet({ contentSecurityPolicy: { directives: contentSources(ctx.liff) } }));
  app.use(withRequestId);
  serveHealth(app, { metrics, checks });
  app.get('/t/:token', openLink(ctx));
  app.use(servePages(ctx.liff.sdkUrl));
  app.use(serveConsole(consoleFolder, new URL(ctx.liff.sdkUrl).origin));
  serveDocs(app, ctx.baseUrl);
  app.use(express.json({ limit: JSON_BODY_MAX }));
  for (const route of routes) app[route.method](route.path, runRoute(ctx, route, routes));
  app.use((req) => {
    throw new NotFoundError('page', req.path.slice(0, 200));
  });
  app.use(errorMiddleware(log, translateOutage));
  return app;
}

/** What the store or LINE kept us from doing, in the caller's terms. */
function translateOutage(cause: unknown): AppError | null {
  if (isStoreUnavailable(cause))
    return new AppError('store_unavailable', 'The database does not answer; try again.', undefined, { cause });
  if (!(cause instanceof LineError)) return null;
  if (
    cause instanceof LineUnavailableError ||
    cause instanceof LineAmbiguousError ||
    cause instanceof LineRateLimitError
  )
    return new AppError('line_unavailable', 'LINE did not answer, or asks us to wait; try again.', undefined, {
      cause,
    });
  return new AppError('line_rejected', cause.message, cause.details, { cause });
}

/** What a process without the server role answers: whether it is alive and ready, and its metrics. */
export function createHealthServer({
  log,
  metrics,
  checks,
}: Pick<Dependencies, 'log' | 'metrics' | 'checks'>): Express {
  const app = express();
  app.disable('x-powered-by');
  serveHealth(app, { metrics, checks });
  app.use(errorMiddleware(log));
  return app;
}

function serveHealth(app: Express, { metrics, checks }: Pick<Dependencies, 'metrics' | 'checks'>): void {
  app.use(createHealthRouter(checks));
  app.get('/metrics', async (_req, res) => {
    res.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
}

const withRequestId: RequestHandler = (_req, res, next) => {
  const requestId = randomUUID();
  res.locals['requestId'] = requestId;
  res.set('x-request-id', requestId);
  next();
};

/** A link that we hand out: it leads to what a message or menu speaks of, tags, or leads to adding the account. */
function openLink(ctx: Context): RequestHandler {
  const openDestination = openCounted(ctx, openTrackedLink);
  const openArea = openCounted(ctx, openMenuLink);
  const [openTag, openAdd] = [openTagLink(ctx), openAddLink(ctx)];
  const choose = (token: string) => {
    if (isTrackedLinkToken(token)) return openDestination;
    if (isMenuLinkToken(token)) return openArea;
    return isTagLinkToken(token) ? openTag : openAdd;
  };
  return (req, res, next) => choose(String(req.params['token']))(req, res, next);
}

/** A counted link leads to its destination, which does not learn the link; one that is forged says that it is over. */
function openCounted(ctx: Context, openLink: typeof openTrackedLink | typeof openMenuLink): RequestHandler {
  return async (req, res) => {
    const { method } = req;
    const url = await openLink(ctx, String(req.params['token']), { method, header: (name) => req.get(name) });
    if (url === null) return res.status(404).sendFile(join(pages, 'link-over.html'));
    res.set({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    return res.redirect(302, url);
  };
}

/** A tag link leads to our page inside LINE, which can say who came; one that is forged or over says that it is. */
function openTagLink(ctx: Context): RequestHandler {
  return async (req, res) => {
    const token = String(req.params['token']).slice(0, 80);
    const link = await findTagLink(ctx, token);
    const channel = link && (await findChannel(ctx, link.channelId));
    if (!link || !channel) return res.status(404).sendFile(join(pages, 'link-over.html'));
    await countTagLinkClick(link._id);
    if (channel.liffId)
      return res.redirect(302, `${ctx.liff.baseUrl}/${channel.liffId}?tag=${encodeURIComponent(token)}`);
    if (link.url) return res.redirect(302, link.url);
    const addUrl = addUrlOf(channel);
    if (addUrl !== null) return res.redirect(302, addUrl);
    throw new NotFoundError('way into LINE for link', token);
  };
}

/** A tracked add link leads into LINE: to our page there, which can say who came, else straight to adding the account; one that is unknown says so. */
function openAddLink(ctx: Context): RequestHandler {
  return async (req, res) => {
    const token = String(req.params['token']).slice(0, 40);
    const link = await findAddLink(token);
    const channel = link && (await findChannel(ctx, link.channelId));
    if (!link || !channel) return res.status(404).sendFile(join(pages, 'link-over.html'));
    if (channel.liffId)
      return res.redirect(302, `${ctx.liff.baseUrl}/${channel.liffId}?link=${encodeURIComponent(link._id)}`);
    const addUrl = addUrlOf(channel);
    if (addUrl !== null) return res.redirect(302, addUrl);
    throw new NotFoundError('way into LINE for link', token);
  };
}

const pages = join(dirname(fileURLToPath(import.meta.url)), 'pages');

/** The API's description and a page to read it on. */
function serveDocs(app: Express, serverUrl: string): void {
  const documented = routes.map((route) => ({ ...route, permission: permissionFor(route) }));
  let building: Promise<object> | undefined;
  app.get('/api/v1/openapi.json', async (_req, res) => {
    res.json(await (building ??= buildOpenApi(documented, { version, serverUrl })));
  });
  app.get('/docs', (_req, res) => res.sendFile(join(pages, 'docs.html')));
  app.use('/docs/page', express.static(join(pages, 'assets'), { index: false }));
  app.use(
    '/docs/assets',
    express.static(dirname(require.resolve('swagger-ui-dist/package.json')), { index: false, maxAge: '1d' }),
  );
}

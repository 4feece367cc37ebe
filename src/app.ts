import { fileURLToPath } from 'node:url';
import type { Express } from 'express';
import { EVERY_RIGHT } from './access/core/rights.js';
import { ensureBootstrapApiKey, ensureOwner, ensureRoles } from './access/index.js';
import { ensureFirstChannel } from './channels/index.js';
import type { Config } from './config.js';
import type { Context } from './context.js';
import {
  exportSources,
  holdings,
  jobs,
  listeners,
  names,
  operations,
  references,
  sweeps,
  timeline,
} from './domains.js';
import { resealSecrets } from './reseal-secrets.js';
import { createHealthServer, createHttpServer } from './http-server.js';
import { recountFriends } from './activity/index.js';
import { upgradeFriends } from './friends/index.js';
import {
  createPublisher,
  findOwed,
  RUN_LISTENERS,
  settleListeners,
  sweepOwedListeners,
} from './infra/announcements/announcer.js';
import { systemClock } from './infra/clock.js';
import { listen } from './infra/http/listen.js';
import { createMetrics } from './infra/http/metrics.js';
import { createLogger, type Logger } from './infra/logger.js';
import { connectMongo, disconnectMongo, ensureIndexes, pingMongo } from './infra/mongo/connect.js';
import { openSecretBox } from './infra/mongo/keyring.js';
import { createOidcProvider } from './infra/oidc.js';
import { createJobQueues, openRedis, type JobHandler } from './infra/queue/queue.js';
import { createMailer } from './infra/mail.js';
import { createSignals } from './infra/signals.js';
import { createSmsSender } from './infra/sms.js';
import { createTokenBucket } from './infra/token-bucket.js';
import { lookAtChats, takeFreeReply } from './inbox/index.js';
import { createRelay } from './live/index.js';
import { createLineConnector } from './line/messaging-api.js';
import { rateLimited } from './line/rate-limited.js';
import { upgradeItems } from './membership/index.js';
import { loadTemplates } from './messages/index.js';
import { RUN_OPERATION, runOperation } from './operations/index.js';
import { menuLinkBaseOf } from './richmenus/core/mark-areas.js';
import { loadRichMenuLibrary, noteLoaded } from './richmenus/index.js';
import { z } from 'zod';

/** What a process does: answer HTTP, work off the queue, or both. */
export type Role = 'server' | 'worker';
export const ROLES: Role[] = ['server', 'worker'];

export interface App {
  ctx: Context;
  http: Express;
  /** Port that the server listens on, or null without that role. */
  port: number | null;
  /** Runs every sweep once, at once. */
  sweep(): Promise<void>;
  /** Stops taking work, finishes what runs, closes every connection. */
  close(): Promise<void>;
}

const SWEEP_EVERY_MS = 3_000;

const packaged = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Builds everything in reading order and starts the roles. Rejects, having closed what was open, when a part cannot start. */
export async function startApp(config: Config, roles: Role[], options: { log?: Logger } = {}): Promise<App> {
  const log = options.log ?? createLogger(config.LOG_LEVEL, roles.join('+'));
  const prefix = config.QUEUE_PREFIX;

  const templates = await loadTemplates(packaged('templates'));
  const richMenus = await loadRichMenuLibrary(packaged('richmenus'), packaged('dist/richmenu-images'));
  noteLoaded(richMenus, systemClock.now());

  const closers: (() => Promise<void> | void)[] = [];
  const close = async () => {
    for (const closer of closers.toReversed()) await closer();
    closers.length = 0;
  };
  try {
    closers.push(disconnectMongo);
    await connectMongo(config.MONGODB_URI);
    await ensureIndexes();

    const queues = createJobQueues({ redisUrl: config.REDIS_URL, prefix, log });
    closers.push(() => queues.close());
    const redis = openRedis(config.REDIS_URL, { maxRetriesPerRequest: 1, enableOfflineQueue: false }, log);
    closers.push(() => redis.disconnect());
    const bucket = createTokenBucket(redis, prefix);
    const signals = createSignals({
      redis,
      openSubscriber: () => openRedis(config.REDIS_URL, { maxRetriesPerRequest: null, autoResubscribe: false }, log),
      prefix,
      log,
    });
    const lineConnector = createLineConnector({
      apiBaseUrl: config.LINE_API_BASE_URL,
      dataApiBaseUrl: config.LINE_DATA_API_BASE_URL,
    });
    const ctx: Context = {
      actor: { kind: 'system', name: roles.join('+') },
      caller: ourselves,
      clock: systemClock,
      log,
      secrets: await openSecretBox(config.APP_SECRET, config.APP_SECRET_PREVIOUS ?? null),
      baseUrl: config.PUBLIC_BASE_URL,
      liff: { baseUrl: config.LIFF_BASE_URL, sdkUrl: config.LIFF_SDK_URL },
      menuLinkBase: menuLinkBaseOf(config.PUBLIC_BASE_URL, config.LINE_API_BASE_URL),
      connectLine: rateLimited(lineConnector, bucket),
      sendSms: smsSenderOf(config),
      oidc: oidcProviderOf(config),
      sendMail: mailerOf(config),
      templates,
      richMenus,
      wake: queues.wake,
      signal: signals.signal,
      relay: createRelay({ clock: systemClock, log, listen: signals.listen }),
      publish: createPublisher({ clock: systemClock, wake: queues.wake, listenersOf }),
      findReferences: async (channelId, subject) =>
        (
          await Promise.all(references.map(({ find }) => find({ clock: systemClock, templates }, channelId, subject)))
        ).flat(),
      listNames: async (channelId, kind) =>
        (await names.find((one) => one.kind === kind)?.list({ clock: systemClock }, channelId)) ?? [],
      lookAtChats,
      takeFreeReply: (friendId) => takeFreeReply({ clock: systemClock }, friendId),
      holdings,
      timeline,
      exports: exportSources,
    };
    await ensureFirsts(ctx, config);
    await upgradeFriends(ctx, recountFriends);
    await upgradeItems(ctx);

    const metrics = createMetrics({ queueCounts: queues.counts, openStreams: () => ctx.relay.openCount() });
    const checks = { store: pingMongo, queue: queues.ping };
    const consoleFolder = packaged('dist/console');
    const http = createHttpServer({ ctx, log, metrics, checks, consoleFolder, proxies: config.TRUSTED_PROXIES });
    if (roles.includes('worker')) {
      queues.work(jobHandlers(ctx, metrics.countJob));
      closers.push(await startSweeping(ctx));
    }
    if (!roles.includes('server') && config.HEALTH_PORT !== undefined) {
      const health = await listen(createHealthServer({ log, metrics, checks }), config.HEALTH_PORT);
      closers.push(health.stop);
    }
    let port: number | null = null;
    if (roles.includes('server')) {
      const server = await listen(http, config.PORT);
      closers.push(server.stop, () => ctx.relay.close());
      ({ port } = server);
    }
    return { ctx, http, port, sweep: () => runSweeps(ctx), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Nobody calls our own jobs: they have every right, and what they change is in no audit log. */
const ourselves: Context['caller'] = {
  rights: EVERY_RIGHT,
  address: null,
  userAgent: null,
  session: null,
  cookie: () => null,
  noteChange: () => {},
};

const smsSenderOf = ({ SMS_WEBHOOK_URL: url, SMS_WEBHOOK_SECRET: secret }: Config) =>
  url !== undefined && secret !== undefined ? createSmsSender({ url, secret }) : null;

function oidcProviderOf(config: Config): Context['oidc'] {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret, PUBLIC_BASE_URL } = config;
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) return null;
  return createOidcProvider({
    issuer,
    clientId,
    clientSecret,
    redirectUri: `${PUBLIC_BASE_URL}/api/v1/session/oidc/callback`,
  });
}
const mailerOf = ({ SMTP_URL: url, MAIL_FROM: from }: Config) =>
  url !== undefined && from !== undefined ? createMailer({ url, from }) : null;

/** Sweeps at once, then every few seconds; resolves to what ends it. */
async function startSweeping(ctx: Context): Promise<() => Promise<void>> {
  let isEnded = false;
  let timer: NodeJS.Timeout | undefined;
  let running = runSweeps(ctx);
  const sweepLater = () => {
    // Workers started together drift apart, so that they do not sweep at the same moment.
    timer = setTimeout(
      () => {
        running = runSweeps(ctx).finally(() => {
          if (!isEnded) sweepLater();
        });
      },
      SWEEP_EVERY_MS * (0.75 + Math.random() / 2),
    );
  };
  await running;
  sweepLater();
  return async () => {
    isEnded = true;
    clearTimeout(timer);
    await running;
  };
}

const listenersByEvent = new Map<string, typeof listeners>();
for (const listener of listeners) {
  for (const name of listener.on) listenersByEvent.set(name, [...(listenersByEvent.get(name) ?? []), listener]);
}
const listenersOf = (eventName: string) => listenersByEvent.get(eventName) ?? [];

/** Every job of the domains, and those that run the listeners of an announcement and an operation. */
function jobHandlers(ctx: Context, countJob: (job: string, outcome: 'done' | 'failed') => void): JobHandler[] {
  const counted = (name: string, run: (payload: unknown) => Promise<void>) => async (payload: unknown) => {
    try {
      await run(payload);
      countJob(name, 'done');
    } catch (error) {
      countJob(name, 'failed');
      throw error;
    }
  };
  const own = jobs.map(({ name, concurrency, run }) => ({
    name,
    concurrency,
    run: counted(name, (payload) => run(ctx, payload)),
  }));
  return [
    ...own,
    { name: RUN_LISTENERS, concurrency: 50, run: counted(RUN_LISTENERS, (payload) => runListeners(ctx, payload)) },
    {
      name: RUN_OPERATION,
      concurrency: 4,
      run: counted(RUN_OPERATION, (payload) => runOperation(ctx, operations, payload)),
    },
  ];
}

const OwedAnnouncement = z.object({ announcementId: z.string() });

/** Runs the listeners that an announcement is owed, one after the other; one that fails is tried again without the others. */
async function runListeners(ctx: Context, payload: unknown): Promise<void> {
  const { announcementId } = OwedAnnouncement.parse(payload);
  const found = await findOwed(announcementId);
  if (!found) return;
  const done: string[] = [];
  const failures: unknown[] = [];
  for (const id of found.owed) {
    try {
      // A listener that a newer version no longer has owes nothing.
      await listeners.find((one) => one.id === id)?.run(ctx, found.event);
      done.push(id);
    } catch (error) {
      failures.push(error);
    }
  }
  if (done.length > 0) await settleListeners(announcementId, done);
  if (failures.length > 0) throw failures[0];
}

async function runSweeps(ctx: Context): Promise<void> {
  const all = [...sweeps, { name: 'announcements.owed', run: (sweepCtx: Context) => sweepOwedListeners(sweepCtx) }];
  for (const { name, run } of all) {
    await run(ctx).catch((err: unknown) => ctx.log.error({ err, sweep: name }, 'sweep failed'));
  }
}

async function ensureFirsts(ctx: Context, config: Config): Promise<void> {
  if (config.APP_SECRET_PREVIOUS !== undefined) {
    const counts = await resealSecrets(ctx.secrets);
    ctx.log.info({ counts }, 'secrets sealed anew by APP_SECRET');
  }
  await ensureRoles(ctx);
  const { OWNER_EMAIL: email, OWNER_PASSWORD: password } = config;
  if (email && password) await ensureOwner(ctx, { email, password });
  if (config.BOOTSTRAP_API_KEY) await ensureBootstrapApiKey(ctx, config.BOOTSTRAP_API_KEY);
  const {
    LINE_CHANNEL_ID: channelId,
    LINE_CHANNEL_SECRET: channelSecret,
    LINE_CHANNEL_ACCESS_TOKEN: accessToken,
  } = config;
  if (channelId && channelSecret && accessToken)
    await ensureFirstChannel(ctx, { channelId, channelSecret, accessToken });
}

import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import mongoose from 'mongoose';
import { pino } from 'pino';
import { ROLES, startApp, type App, type Role } from '../../src/app.js';
import { loadConfig } from '../../src/config.js';
import { startLineSimulator, type Control, type LineSimulator } from '../../src/sandbox/line-simulator/index.js';
import { startCuttableProxy, type CuttableProxy } from './cuttable-proxy.js';

/** The secret of LINE's published signature example. */
export const CHANNEL_SECRET = '8c570fa6dd201bb328f1c1eac23a96d8';
export const CHANNEL_ID = '1000000001';
export const API_KEY = 'test-key-with-every-scope-in-it';
const PHONE_FOLDER = fileURLToPath(new URL('../../dist/phone', import.meta.url));
export const LOGIN_CHANNEL_ID = '1000000009';

export interface Answer {
  status: number;
  // Tests look into answers of every shape.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
}

/** The product in this process, against the real store and queue, with LINE's simulator. */
export interface TestApp {
  app: App;
  url: string;
  line: LineSimulator;
  control: Control;
  redis: Redis;
  /** The way to the store; cut it for an outage. */
  storeProxy: CuttableProxy;
  logLines: string[];
  /** The settings, for further processes of the same installation. */
  environment: Record<string, string>;
  api(method: string, path: string, body?: object, key?: string | null): Promise<Answer>;
  postWebhook(
    body: object | string,
    options?: { signature?: string | null; channelId?: string; secret?: string },
  ): Promise<Answer>;
  /** Stops the running roles and starts these instead, on the same store and queue. */
  restart(roles: Role[]): Promise<void>;
  close(): Promise<void>;
}

export async function buildApp({
  roles = ROLES,
  publicBaseUrl = 'http://127.0.0.1:3000',
  settings = {},
}: { roles?: Role[]; publicBaseUrl?: string; settings?: Record<string, string> } = {}): Promise<TestApp> {
  const { TEST_MONGODB_URI, TEST_REDIS_URL, JEST_WORKER_ID = '1' } = process.env;
  if (!TEST_MONGODB_URI || !TEST_REDIS_URL)
    throw new Error('Run these tests with npm test: it starts the store and the queue.');
  const name = `test-${randomBytes(6).toString('hex')}`;
  const store = new URL(TEST_MONGODB_URI);
  const storeProxy = await startCuttableProxy({ host: store.hostname, port: Number(store.port || 27017) });
  const mongodbUri = `mongodb://127.0.0.1:${storeProxy.port}/${name}?directConnection=true`;
  const redisUrl = `${TEST_REDIS_URL.replace(/\/\d*$/, '')}/${JEST_WORKER_ID}`;
  const redis = new Redis(redisUrl);
  await redis.flushdb();
  const line = await startLineSimulator({ settings: { bulkLinkDelayMs: 20 }, phoneFolder: PHONE_FOLDER });
  const logLines: string[] = [];
  const log = pino({ level: 'debug' }, { write: (text: string) => void logLines.push(text) });
  const environment = {
    PORT: '0',
    PUBLIC_BASE_URL: publicBaseUrl,
    MONGODB_URI: mongodbUri,
    REDIS_URL: redisUrl,
    APP_SECRET: 'a secret for tests that is long enough',
    BOOTSTRAP_API_KEY: API_KEY,
    LINE_CHANNEL_ID: CHANNEL_ID,
    LINE_CHANNEL_SECRET: CHANNEL_SECRET,
    LINE_CHANNEL_ACCESS_TOKEN: 'access-token-of-the-first-channel',
    LINE_API_BASE_URL: line.url,
    LINE_DATA_API_BASE_URL: line.dataUrl,
    LIFF_BASE_URL: `${line.url}/liff`,
    LIFF_SDK_URL: `${line.url}/liff/edge/2/sdk.js`,
    QUEUE_PREFIX: name,
    ...settings,
  };
  const config = loadConfig(environment);
  const { control } = line;
  await control.addBot({
    channelId: CHANNEL_ID,
    channelSecret: CHANNEL_SECRET,
    accessToken: 'access-token-of-the-first-channel',
    loginChannelId: LOGIN_CHANNEL_ID,
    webhookRedelivery: false,
  });
  const start = (wanted: Role[]) => startApp(config, wanted, { log });
  let app = await start(roles);
  const url = () => `http://127.0.0.1:${app.port}`;
  const pointWebhook = () =>
    control.setWebhookUrl({
      channelId: CHANNEL_ID,
      webhookUrl: app.port === null ? null : `${url()}/webhook/${CHANNEL_ID}`,
    });
  await pointWebhook();

  const testApp: TestApp = {
    app,
    url: url(),
    line,
    control,
    redis,
    storeProxy,
    logLines,
    environment,
    async api(method, path, body, key = API_KEY) {
      const answer = await fetch(`${url()}${path}`, {
        method,
        headers: {
          ...(key === null ? {} : { authorization: `Bearer ${key}` }),
          ...(body ? { 'content-type': 'application/json' } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      return readAnswer(answer);
    },
    async postWebhook(body, { signature, channelId = CHANNEL_ID, secret = CHANNEL_SECRET } = {}) {
      const raw = typeof body === 'string' ? body : JSON.stringify(body);
      const sent = signature === undefined ? sign(raw, secret) : signature;
      const answer = await fetch(`${url()}/webhook/${channelId}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          ...(sent === null ? {} : { 'x-line-signature': sent }),
        },
        body: raw,
      });
      return readAnswer(answer);
    },
    async restart(wanted) {
      await app.close();
      app = await start(wanted);
      testApp.app = app;
      testApp.url = url();
      await pointWebhook();
    },
    async close() {
      storeProxy.mend();
      await dropDatabase(store, name);
      await app.close();
      await line.close();
      redis.disconnect();
      await storeProxy.close();
    },
  };
  return testApp;
}

/** On a way of its own: connections that a test cut are noticed one by one. */
async function dropDatabase(store: URL, name: string): Promise<void> {
  const uri = new URL(store);
  uri.pathname = `/${name}`;
  const connection = await mongoose.createConnection(uri.href).asPromise();
  await connection.dropDatabase();
  await connection.close();
}

async function readAnswer(answer: Response): Promise<Answer> {
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.includes('json');
  return { status: answer.status, body: isJson && text ? JSON.parse(text) : text };
}

export const sign = (raw: string, secret = CHANNEL_SECRET) => createHmac('sha256', secret).update(raw).digest('base64');

let timestamp = Date.UTC(2026, 2, 1);

/** A webhook event as LINE sends it; each has a later time than the one before. */
export function anEvent(type: string, rest: object = {}, userId = aUserId(1)) {
  timestamp += 1_000;
  return {
    type,
    mode: 'active',
    timestamp,
    webhookEventId: randomUUID().replaceAll('-', '').toUpperCase().slice(0, 26),
    deliveryContext: { isRedelivery: false },
    source: { type: 'user', userId },
    ...rest,
  };
}

export const aText = (text: string, userId = aUserId(1), id = String(Math.floor(Math.random() * 1e15))) =>
  anEvent('message', { message: { id, type: 'text', text, quoteToken: 'q', markAsReadToken: 'm' } }, userId);

export const aUserId = (number: number) => `U${number.toString(16).padStart(32, '0')}`;

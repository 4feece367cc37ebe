import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import mongoose from 'mongoose';
import { findFreePort } from '../.ci/free-port.mjs';
import { startGuarded } from '../.ci/guarded-process.mjs';
import { connectMongo } from '../src/infra/mongo/connect.js';
import { createApiClient, type ApiClient } from '../src/sandbox/api-client.js';
import { createControlClient, type Control } from '../src/sandbox/line-simulator/index.js';
import type { Services } from './services.js';

export const CHANNEL_ID = '1000000001';
export const CHANNEL_SECRET = '8c570fa6dd201bb328f1c1eac23a96d8';
const ACCESS_TOKEN = 'access-token-of-the-bench';
const API_KEY = 'bench-key-with-every-scope-in-it';
const OWNER = { email: 'owner@example.com', password: 'a password of the bench' };

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const SIMULATOR = fileURLToPath(new URL('../dist/sandbox/line-simulator/main.js', import.meta.url));
const STARTED = /"msg":"started"/;
const SIMULATOR_READY = /^line simulator: (\S+)$/m;

/** A running worker. */
export interface Worker {
  /** Memory that the process holds, in bytes, as it says itself. */
  memoryBytes(): Promise<number>;
  stop(): Promise<void>;
}

/** The product as it is deployed: one process for the server, one for each worker, LINE in another. */
export interface Installation {
  baseUrl: string;
  /** Who may sign in to the console. */
  owner: { email: string; password: string };
  webhookUrl: string;
  api: ApiClient;
  control: Control;
  /** Where LINE is, and the token that it knows. */
  line: { url: string; accessToken: string };
  startWorker(): Promise<Worker>;
}

/**
 * Starts the server on a database and a queue prefix of its own, with this process connected to the same database; ends and
 * removes everything when `measure` is over.
 */
export async function withInstallation<Result>(
  { storeUri, redisUrl, isStorePrivate }: Services,
  measure: (installation: Installation) => Promise<Result>,
): Promise<Result> {
  const name = `bench-${randomBytes(6).toString('hex')}`;
  const stops: (() => Promise<void>)[] = [];
  try {
    const mongodbUri = withDatabase(storeUri, name);
    await connectMongo(mongodbUri);
    stops.push(async () => {
      // The embedded store answers nobody while it removes a million friends.
      if (!isStorePrivate) await mongoose.connection.db?.dropDatabase();
      await mongoose.disconnect();
      await removeJobs(redisUrl, name);
    });

    const simulator = await startGuarded(process.execPath, [SIMULATOR], { ready: SIMULATOR_READY });
    stops.push(simulator.stop);
    const lineUrl = simulator.match[1] ?? '';
    const control = createControlClient(lineUrl);
    await control.addBot({ channelId: CHANNEL_ID, channelSecret: CHANNEL_SECRET, accessToken: ACCESS_TOKEN });

    const port = await findFreePort();
    const baseUrl = `http://127.0.0.1:${port}`;
    const env = {
      ...process.env,
      NODE_ENV: 'production',
      PORT: String(port),
      PUBLIC_BASE_URL: baseUrl,
      MONGODB_URI: mongodbUri,
      REDIS_URL: redisUrl,
      QUEUE_PREFIX: name,
      APP_SECRET: 'a secret for the bench that is long enough',
      BOOTSTRAP_API_KEY: API_KEY,
      OWNER_EMAIL: OWNER.email,
      OWNER_PASSWORD: OWNER.password,
      LINE_CHANNEL_ID: CHANNEL_ID,
      LINE_CHANNEL_SECRET: CHANNEL_SECRET,
      LINE_CHANNEL_ACCESS_TOKEN: ACCESS_TOKEN,
      LINE_API_BASE_URL: lineUrl,
      LINE_DATA_API_BASE_URL: lineUrl,
      LOG_LEVEL: 'info',
    };
    const startRole = async (role: string, more: Record<string, string> = {}) => {
      const { stop } = await startGuarded(process.execPath, [MAIN, role], { ready: STARTED, env: { ...env, ...more } });
      stops.push(stop);
      return stop;
    };
    await startRole('server');
    return await measure({
      baseUrl,
      owner: OWNER,
      webhookUrl: `${baseUrl}/webhook/${CHANNEL_ID}`,
      api: createApiClient(baseUrl, API_KEY),
      control,
      line: { url: lineUrl, accessToken: ACCESS_TOKEN },
      async startWorker() {
        const healthPort = await findFreePort();
        const stop = await startRole('worker', { HEALTH_PORT: String(healthPort) });
        return { stop, memoryBytes: () => readMemory(`http://127.0.0.1:${healthPort}/metrics`) };
      },
    });
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}

async function readMemory(metricsUrl: string): Promise<number> {
  const metrics = await (await fetch(metricsUrl)).text();
  const bytes = Number(/^process_resident_memory_bytes (\S+)/m.exec(metrics)?.[1]);
  if (!Number.isFinite(bytes)) throw new Error(`The metrics of the worker do not say how much memory it holds.`);
  return bytes;
}

function withDatabase(uri: string, name: string): string {
  const url = new URL(uri);
  url.pathname = `/${name}`;
  return url.href;
}

async function removeJobs(redisUrl: string, prefix: string): Promise<void> {
  const redis = new Redis(redisUrl);
  for await (const keys of redis.scanStream({ match: `${prefix}:*`, count: 1_000 }) as AsyncIterable<string[]>)
    if (keys.length > 0) await redis.unlink(...keys);
  redis.disconnect();
}

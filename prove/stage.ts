import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { findFreePort } from '../.ci/free-port.mjs';
import { startGuarded } from '../.ci/guarded-process.mjs';
import { startRedis, startStore } from '../.ci/services.mjs';
import { connectMongo, disconnectMongo } from '../src/infra/mongo/connect.js';
import { createApiClient, type ApiClient } from '../src/sandbox/api-client.js';
import { createControlClient, type Control } from '../src/sandbox/line-simulator/index.js';
import { AUDIENCE_ATTRIBUTE } from './audience.js';
import { startWorker, type Worker } from './worker.js';

export const CHANNEL_ID = '1000000001';
const ACCESS_TOKEN = 'access-token-of-the-proof';
const API_KEY = 'proof-key-with-every-scope-in-it';
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const SIMULATOR = fileURLToPath(new URL('../dist/sandbox/line-simulator/main.js', import.meta.url));
const STARTED = /"msg":"started"/;
const SIMULATOR_READY = /^line simulator: (\S+)$/m;

/** The product as it is deployed, every part a process of its own that can be killed. Workers are started by who needs them. */
export interface Stage {
  api: ApiClient;
  control: Control;
  startWorker(dieAt?: { point: string; on: number }): Promise<Worker>;
  flushRedis(): Promise<void>;
  /** Kills Redis, and starts it again on what it kept after a while. */
  restartRedis(awayMs: number): Promise<void>;
  /** Ends the store, by SIGKILL or in good order, and starts it again on the same folder after a while. */
  restartStore(how: 'kill' | 'stop', awayMs: number): Promise<void>;
}

/** Sets the stage, with services that are nobody else's, and removes it after `play`. */
export async function withStage<Result>(play: (stage: Stage) => Promise<Result>): Promise<Result> {
  const dir = await mkdtemp(join(tmpdir(), 'lifeline-prove-'));
  const stops: (() => Promise<void>)[] = [() => rm(dir, { recursive: true, force: true })];
  try {
    const [redisPort, storePort, port] = [await findFreePort(), await findFreePort(), await findFreePort()];
    const redisOptions = { dir: join(dir, 'redis'), port: redisPort };
    const storeOptions = { dir: join(dir, 'store'), port: storePort };
    await mkdir(redisOptions.dir);
    let redis = await startRedis(redisOptions);
    stops.push(() => redis.stop());
    let store = await startStore(storeOptions);
    stops.push(() => store.stop());
    const simulator = await startGuarded(process.execPath, [SIMULATOR], { ready: SIMULATOR_READY });
    stops.push(simulator.stop);
    const lineUrl = simulator.match[1] ?? '';
    const control = createControlClient(lineUrl);
    await control.addBot({ channelId: CHANNEL_ID, channelSecret: 'secret of the proof', accessToken: ACCESS_TOKEN });

    const baseUrl = `http://127.0.0.1:${port}`;
    const mongodbUri = withDatabase(store.uri, 'prove');
    const environment = {
      NODE_ENV: 'production',
      PORT: String(port),
      PUBLIC_BASE_URL: baseUrl,
      MONGODB_URI: mongodbUri,
      REDIS_URL: redis.url,
      APP_SECRET: 'a secret for the proof that is long enough',
      BOOTSTRAP_API_KEY: API_KEY,
      LINE_CHANNEL_ID: CHANNEL_ID,
      LINE_CHANNEL_SECRET: 'secret of the proof',
      LINE_CHANNEL_ACCESS_TOKEN: ACCESS_TOKEN,
      LINE_API_BASE_URL: lineUrl,
      LINE_DATA_API_BASE_URL: lineUrl,
      LOG_LEVEL: 'info',
    };
    const env = { ...process.env, ...environment };
    const server = await startGuarded(process.execPath, [MAIN, 'server'], { ready: STARTED, env });
    stops.push(server.stop);
    await connectMongo(mongodbUri);
    stops.push(disconnectMongo);
    const api = createApiClient(baseUrl, API_KEY);
    await api.post('/api/v1/attributes', {
      name: AUDIENCE_ATTRIBUTE,
      label: 'Audience',
      type: 'text',
      about: 'demographic',
    });
    // With caps, so that counting for them is part of what is proven.
    await api.put('/api/v1/sending-policy', { caps: { day: 100 } });
    return await play({
      api,
      control,
      startWorker: (dieAt) => startWorker(environment, dieAt),
      async flushRedis() {
        const client = new Redis(redis.url);
        await client.flushall();
        client.disconnect();
      },
      async restartRedis(awayMs) {
        await redis.kill();
        await sleep(awayMs);
        redis = await startRedis(redisOptions);
      },
      async restartStore(how, awayMs) {
        await store[how]();
        await sleep(awayMs);
        store = await startStore(storeOptions);
      },
    });
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}

function withDatabase(uri: string, name: string): string {
  const url = new URL(uri);
  url.pathname = `/${name}`;
  return url.href;
}

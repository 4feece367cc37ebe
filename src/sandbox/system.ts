import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import mongoose from 'mongoose';
import { startGuarded } from '../../.ci/guarded-process.mjs';
import { startRedis, startStore } from '../../.ci/services.mjs';
import { createApiClient, type ApiClient } from './api-client.js';
import { startLineSimulator, type Happening, type LineSimulator } from './line-simulator/index.js';
import type { TextMessage } from '../infra/sms.js';
import { startSmsProvider } from './sms-provider.js';
import { OWNER_EMAIL, liffIdOf, readSecrets, type Secrets } from './secrets.js';

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));
const PHONE = fileURLToPath(new URL('../phone', import.meta.url));
const STARTED = /"pid":(\d+).*"port":(\d+|null).*"msg":"started"/;

/** The whole product on one machine: store, queue, LINE simulator, server and worker, each the production code. */
export interface System {
  baseUrl: string;
  secrets: Secrets;
  api: ApiClient;
  line: LineSimulator;
  /** Ends the worker at once, as a power cut would. */
  killWorker(): void;
  startWorker(): Promise<void>;
  stop(): Promise<void>;
}

export interface SystemOptions {
  dir: string;
  port: number;
  /** What stands in messages for the server; its own address without one. Pictures are hosted under https only. */
  publicUrl?: string;
  linePort: number;
  /** Name of its database and its queues. */
  name: string;
  /** Starts over: drops the database first. */
  isFresh?: boolean;
  onHappening?: (happening: Happening) => void;
  /** Hears each text message that a telephone received. */
  onTextMessage?: (message: TextMessage) => void;
}

export async function startSystem({
  dir,
  port,
  publicUrl,
  linePort,
  name,
  isFresh = false,
  onHappening,
  onTextMessage,
}: SystemOptions): Promise<System> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const one of stops.toReversed()) await one();
    stops.length = 0;
  };
  try {
    await mkdir(join(dir, 'redis'), { recursive: true });
    const { secrets, areNew } = await readSecrets(join(dir, 'secrets.json'));
    const redis = await startRedis({ dir: join(dir, 'redis') });
    stops.push(redis.stop);
    const store = await startStore({ dir: join(dir, 'store') });
    stops.push(store.stop);
    const stateFile = join(dir, 'line.json');
    const line = await startLineSimulator({ port: linePort, stateFile, onHappening, phoneFolder: PHONE });
    stops.push(() => line.close());
    const smsSecret = randomBytes(24).toString('base64url');
    const sms = await startSmsProvider(smsSecret, onTextMessage);
    stops.push(() => sms.close());
    const databaseUri = sandboxDatabase(store.uri, name);
    // What other secrets sealed cannot be read with new ones.
    if (isFresh || areNew) await dropDatabase(databaseUri);
    const baseUrl = `http://127.0.0.1:${port}`;
    await addBot(line, secrets, baseUrl);

    const env = {
      ...process.env,
      PORT: String(port),
      PUBLIC_BASE_URL: publicUrl ?? baseUrl,
      MONGODB_URI: databaseUri,
      REDIS_URL: redis.url,
      QUEUE_PREFIX: name,
      APP_SECRET: secrets.appSecret,
      BOOTSTRAP_API_KEY: secrets.apiKey,
      OWNER_EMAIL,
      OWNER_PASSWORD: secrets.apiKey,
      LINE_CHANNEL_ID: secrets.channelId,
      LINE_CHANNEL_SECRET: secrets.channelSecret,
      LINE_CHANNEL_ACCESS_TOKEN: secrets.accessToken,
      LINE_API_BASE_URL: line.url,
      LINE_DATA_API_BASE_URL: line.dataUrl,
      LIFF_BASE_URL: `${line.url}/liff`,
      LIFF_SDK_URL: `${line.url}/liff/edge/2/sdk.js`,
      SMS_WEBHOOK_URL: sms.url,
      SMS_WEBHOOK_SECRET: smsSecret,
      LOG_LEVEL: 'info',
    };
    const startRole = (role: string) =>
      startGuarded(process.execPath, [MAIN, role], { ready: STARTED, env, logFile: join(dir, `${role}.log`) });
    const server = await startRole('server');
    stops.push(server.stop);
    let worker = await startRole('worker');
    stops.push(() => worker.stop());
    return {
      baseUrl,
      secrets,
      api: createApiClient(baseUrl, secrets.apiKey),
      line,
      killWorker: () => process.kill(Number(worker.match[1]), 'SIGKILL'),
      startWorker: async () => {
        await worker.stop();
        worker = await startRole('worker');
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function addBot(line: LineSimulator, secrets: Secrets, baseUrl: string): Promise<void> {
  await line.control.addBot({
    channelId: secrets.channelId,
    channelSecret: secrets.channelSecret,
    accessToken: secrets.accessToken,
    loginChannelId: secrets.loginChannelId,
    basicId: '@scooters',
    displayName: 'Scooters',
    webhookUrl: `${baseUrl}/webhook/${secrets.channelId}`,
    webhookRedelivery: true,
    quota: { type: 'limited', value: 30_000 },
  });
  const liffId = liffIdOf(secrets);
  await line.control.setLiffApp({ channelId: secrets.channelId, liffId, url: `${baseUrl}/liff/add/${liffId}` });
}

/** The sandbox's own database, also on a server that was given with another one: what is there is never touched. */
function sandboxDatabase(uri: string, name: string): string {
  const url = new URL(uri);
  url.pathname = `/${name}`;
  return url.href;
}

async function dropDatabase(uri: string): Promise<void> {
  const connection = await mongoose.createConnection(uri).asPromise();
  await connection.dropDatabase();
  await connection.close();
}

import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HTTPFetchError, LineBotClient, type messagingApi } from '@line/bot-sdk';
import {
  type LineSimulator,
  type LineSimulatorOptions,
  startLineSimulator,
} from '../../../src/sandbox/line-simulator/index.js';

/** A Monday noon in Tokyo; the simulator's clock stands still until a test moves it. */
export const START = Date.parse('2026-08-10T03:00:00Z');
export const SECOND = 1_000;
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;
export const CHANNEL = '1650000001';
export const SECRET = 'channel-secret';
export const TOKEN = 'long-lived-access-token';
export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
export const ULID = /^[0-9A-HJKMNP-TV-Z]{26}$/;
export const STRANGER = `U${'0'.repeat(32)}`;

export const text = (content: string): messagingApi.Message => ({ type: 'text', text: content });

/** A running simulator with one official account. */
export class Stage {
  constructor(readonly simulator: LineSimulator) {}

  get control() {
    return this.simulator.control;
  }

  client(channelAccessToken = TOKEN): LineBotClient {
    const { url, dataUrl } = this.simulator;
    return LineBotClient.fromChannelAccessToken({ channelAccessToken, apiBaseURL: url, dataApiBaseURL: dataUrl });
  }

  /** Somebody who has added the account. */
  async friend(displayName = 'Weekend rider', channelId = CHANNEL): Promise<string> {
    const { userId } = await this.control.addPerson({ displayName });
    await this.control.befriend({ channelId, userIds: [userId] });
    return userId;
  }

  async friends(count: number, demographics?: { gender: 'male' | 'female' }): Promise<string[]> {
    const given = Array.from({ length: count }, (_, index) => ({
      displayName: `Rider ${index + 1}`,
      ...(demographics && { demographics }),
    }));
    const userIds = (await this.control.addPeople(given)).map((person) => person.userId);
    await this.control.befriend({ channelId: CHANNEL, userIds });
    return userIds;
  }

  /** What the person saw in the 1:1 chat, one text or type per bubble. */
  async seen(userId: string, channelId = CHANNEL): Promise<string[]> {
    const { entries } = await this.control.chat({ channelId, userId });
    return entries.flatMap((entry) =>
      entry.kind === 'seen' ? [String(entry.message['text'] ?? entry.message['type'])] : [],
    );
  }

  /** A request as anybody could make it. */
  async ask(path: string, init: RequestInit & { token?: string; json?: unknown; data?: boolean } = {}) {
    const { token = TOKEN, json, data, ...rest } = init;
    const headers = new Headers(rest.headers);
    if (!headers.has('authorization')) headers.set('authorization', `Bearer ${token}`);
    if (json !== undefined) headers.set('content-type', 'application/json');
    const body = json === undefined ? rest.body : JSON.stringify(json);
    const url = data ? this.simulator.dataUrl : this.simulator.url;
    const response = await fetch(url + path, { ...rest, headers, ...(body !== undefined && { body }) });
    const answer = await response.text();
    return { status: response.status, headers: response.headers, body: answer === '' ? undefined : JSON.parse(answer) };
  }
}

export async function startStage(options: LineSimulatorOptions = {}): Promise<Stage> {
  const simulator = await startLineSimulator({ clock: { now: () => START }, ...options });
  await simulator.control.addBot({ channelId: CHANNEL, channelSecret: SECRET, accessToken: TOKEN });
  return new Stage(simulator);
}

/** The refusal that a call of the SDK ends in. */
export async function refusal(call: Promise<unknown>) {
  try {
    await call;
  } catch (cause) {
    if (!(cause instanceof HTTPFetchError)) throw cause;
    return { status: cause.status, headers: cause.headers, body: JSON.parse(cause.body) };
  }
  throw new Error('LINE accepted what it should have refused');
}

export interface Post {
  body: Buffer;
  signature: string;
  contentType: string;
  events: Record<string, unknown>[];
  destination: string;
}

/** A bot server that writes down what it is sent. */
export class BotServer {
  readonly posts: Post[] = [];
  status = 200;
  /** Milliseconds before it answers. */
  delay = 0;
  private readonly server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const body = Buffer.concat(chunks);
      const { events, destination } = JSON.parse(body.toString());
      const { 'x-line-signature': signature = '', 'content-type': contentType = '' } = req.headers;
      this.posts.push({ body, signature: String(signature), contentType, events, destination });
      setTimeout(() => res.writeHead(this.status).end(), this.delay);
    });
  });

  static async start(): Promise<BotServer> {
    const bot = new BotServer();
    await new Promise<void>((resolve) => bot.server.listen(0, '127.0.0.1', resolve));
    return bot;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/webhook`;
  }

  get events(): Record<string, unknown>[] {
    return this.posts.flatMap((post) => post.events);
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

export function signatureOf(body: Buffer, secret = SECRET): string {
  return createHmac('sha256', secret).update(body).digest('base64');
}

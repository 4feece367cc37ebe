import type { SimulatorClock } from '../clock.js';
import { isObject } from '../json.js';
import type { Settings } from '../settings.js';
import type { Bot } from '../world/bot.js';
import type { World } from '../world/world.js';
import type { WebhookEvent } from './events.js';
import { HeldEvents, type FlushOptions } from './held-events.js';
import { type FailureReason, type PostResult, postWebhook } from './post.js';

/** What became of the events of an act. */
export interface WebhookResponse {
  /** Status that the bot server answered. */
  status?: number;
  /** Why there is no good answer, or why nothing was posted. */
  error?: FailureReason | 'no_webhook_url';
  /** Set when the events wait for flush(). */
  isHeld?: true;
}

export interface WebhookStatistics {
  posts: number;
  events: number;
  succeeded: number;
  failed: Partial<Record<FailureReason, number>>;
  redeliveries: number;
}

export interface DeliveryOptions {
  /** Keep the events until flush(). */
  hold?: boolean | undefined;
  /** Do not wait for the bot server's answer. */
  background?: boolean | undefined;
}

/** An event that was posted, and how its latest post went. */
export interface SentEvent {
  channelId: string;
  event: WebhookEvent;
  /** Whether any post of it was answered with 2xx. */
  isAnswered: boolean;
  posts: number;
  response: WebhookResponse;
}

const SENT_EVENTS_MAX = 20_000;

/** Posts events to bot servers: at once, held back, duplicated or again. */
export class Webhooks {
  /** Channels whose events are all held; '*' means every channel. */
  readonly holding = new Set<string>();
  readonly held = new HeldEvents();
  private readonly statisticsByChannel = new Map<string, WebhookStatistics>();
  private readonly sent = new Map<string, SentEvent>();
  private readonly running = new Set<Promise<unknown>>();

  constructor(
    private readonly clock: SimulatorClock,
    private readonly settings: Settings,
    private readonly world: World,
  ) {}

  /** Sends the events of one act. */
  async deliver(bot: Bot, events: WebhookEvent[], options: DeliveryOptions = {}): Promise<WebhookResponse> {
    if (events.length === 0) return {};
    if (!bot.webhookUrl || !bot.isWebhookActive) return { error: 'no_webhook_url' };
    const isHeld = options.hold ?? (this.holding.has('*') || this.holding.has(bot.channelId));
    if (isHeld) {
      this.held.add(bot.channelId, events);
      return { isHeld: true };
    }
    const posting = this.post(bot, events);
    if (!options.background) return asResponse(await posting);
    this.running.add(posting);
    void posting.finally(() => this.running.delete(posting));
    return {};
  }

  /** Posts what was held, in the asked order and grouping. */
  async flush(bot: Bot, options: FlushOptions): Promise<WebhookResponse[]> {
    const responses: WebhookResponse[] = [];
    for (const events of this.held.take(bot.channelId, options)) {
      responses.push(asResponse(await this.post(bot, events)));
    }
    return responses;
  }

  /** Posts events again as redeliveries; without IDs, all that have no 2xx yet. */
  async redeliver(bot: Bot, webhookEventIds?: string[]): Promise<WebhookResponse[]> {
    const chosen = [...this.sent.values()].filter(({ channelId, event, isAnswered }) => {
      if (channelId !== bot.channelId) return false;
      return webhookEventIds ? webhookEventIds.includes(event.webhookEventId) : !isAnswered;
    });
    const responses: WebhookResponse[] = [];
    for (const { event } of chosen) {
      responses.push(asResponse(await this.post(bot, [asRedelivery(event)], { isRedelivery: true })));
    }
    return responses;
  }

  /** Posts an empty list of events, as the console's "Verify" does; not counted in the statistics. */
  async test(bot: Bot, url: string): Promise<PostResult> {
    return postWebhook(url, bodyOf(bot, []), bot.channelSecret);
  }

  /** The latest events that a person caused in any chat with an account, newest first. */
  sentOf(channelId: string, userId: string, max: number): SentEvent[] {
    const found: SentEvent[] = [];
    for (const sent of [...this.sent.values()].toReversed()) {
      if (found.length === max) break;
      const { source } = sent.event;
      if (sent.channelId === channelId && isObject(source) && source['userId'] === userId) found.push(sent);
    }
    return found;
  }

  statistics(channelId: string): WebhookStatistics {
    const known = this.statisticsByChannel.get(channelId);
    if (known) return known;
    const fresh: WebhookStatistics = { posts: 0, events: 0, succeeded: 0, failed: {}, redeliveries: 0 };
    this.statisticsByChannel.set(channelId, fresh);
    return fresh;
  }

  /** Waits for everything that was posted in the background. */
  async settled(): Promise<void> {
    while (this.running.size) await Promise.all(this.running);
  }

  clear(): void {
    this.holding.clear();
    this.held.clear();
    this.sent.clear();
    this.statisticsByChannel.clear();
  }

  private async post(bot: Bot, events: WebhookEvent[], { isRedelivery = false } = {}): Promise<PostResult> {
    const now = this.clock.now();
    for (const event of events) {
      const token = event.replyToken === undefined ? undefined : this.world.replyTokens.get(event.replyToken);
      if (token) token.deliveredAt = now;
    }
    const result = await postWebhook(bot.webhookUrl ?? '', bodyOf(bot, events), bot.channelSecret);
    this.count(bot.channelId, events, result, isRedelivery);
    for (const event of events) this.remember(bot.channelId, event, result);
    if (result.reason && bot.webhookRedelivery && !isRedelivery) this.scheduleRedelivery(bot, events, 1);
    return result;
  }

  private scheduleRedelivery(bot: Bot, events: WebhookEvent[], attempt: number): void {
    if (attempt > this.settings.redeliveryAttempts) return;
    this.clock.after(this.settings.redeliveryIntervalMs, async () => {
      if (!bot.webhookRedelivery) return;
      const open = events.filter((event) => !this.sent.get(event.webhookEventId)?.isAnswered);
      if (open.length === 0) return;
      const result = await this.post(bot, open.map(asRedelivery), { isRedelivery: true });
      if (result.reason) this.scheduleRedelivery(bot, open, attempt + 1);
    });
  }

  private remember(channelId: string, event: WebhookEvent, result: PostResult): void {
    const isAnswered = result.reason === undefined;
    const known = this.sent.get(event.webhookEventId);
    if (known) {
      known.isAnswered ||= isAnswered;
      known.posts += 1;
      known.response = asResponse(result);
      return;
    }
    this.sent.set(event.webhookEventId, { channelId, event, isAnswered, posts: 1, response: asResponse(result) });
    if (this.sent.size <= SENT_EVENTS_MAX) return;
    const [oldest] = this.sent.keys();
    if (oldest !== undefined) this.sent.delete(oldest);
  }

  private count(channelId: string, events: WebhookEvent[], { reason }: PostResult, isRedelivery: boolean): void {
    const statistics = this.statistics(channelId);
    statistics.posts += 1;
    statistics.events += events.length;
    if (isRedelivery) statistics.redeliveries += 1;
    if (reason) statistics.failed[reason] = (statistics.failed[reason] ?? 0) + 1;
    else statistics.succeeded += 1;
  }
}

function bodyOf(bot: Bot, events: WebhookEvent[]): Buffer {
  return Buffer.from(JSON.stringify({ destination: bot.botUserId, events }));
}

function asRedelivery(event: WebhookEvent): WebhookEvent {
  return { ...event, deliveryContext: { isRedelivery: true } };
}

function asResponse({ status, reason }: PostResult): WebhookResponse {
  return { ...(status > 0 && { status }), ...(reason && { error: reason }) };
}

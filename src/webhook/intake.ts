import type { Context } from '../context.js';
import { AppError } from '../errors.js';
import { insertNew } from '../infra/mongo/model.js';
import { WebhookEvent } from '../line/webhook-events.js';
import { createLaneWaker } from './drain-lane.js';
import { laneOf } from './lanes.js';
import { WebhookEventModel, type StoredEvent } from './webhook-event.model.js';

const INSERTS_AT_ONCE = 2; // while one insert travels the next one fills
const WAITING_MAX = 2_000; // requests; the store has stalled long before
const STORE_TIMEOUT_MS = 1_500; // LINE counts the webhook as failed after 2 s

/** Stores events of one request; resolves when they are safe. */
export type StoreEvents = (channelId: string, events: unknown[]) => Promise<void>;

interface Waiting {
  documents: StoredEvent[];
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Stores webhook events before they are acknowledged. Requests that arrive together share one insert; an event that is
 * stored already is skipped. Rejects with `store_unavailable` when the database does not take them in time, so that LINE
 * delivers again.
 */
export function createIntake(ctx: Pick<Context, 'clock' | 'wake' | 'log'>): StoreEvents {
  const wakeLanes = createLaneWaker(ctx);
  let waiting: Waiting[] = [];
  let inserting = 0;

  const flush = async (): Promise<void> => {
    if (inserting >= INSERTS_AT_ONCE || waiting.length === 0) return;
    const batch = waiting;
    waiting = [];
    inserting += 1;
    try {
      const documents = batch.flatMap((one) => one.documents);
      await insertNew(WebhookEventModel, documents);
      for (const one of batch) one.resolve();
      wakeLanes(documents.map(({ lane }) => lane));
    } catch (error) {
      for (const one of batch) one.reject(error);
    } finally {
      inserting -= 1;
      void flush();
    }
  };

  return async (channelId, events) => {
    const receivedAt = ctx.clock.now();
    const documents = events.flatMap((event) => toStored(ctx, channelId, event, receivedAt));
    if (documents.length === 0) return;
    if (waiting.length >= WAITING_MAX)
      throw new AppError('store_unavailable', 'Too many events wait to be stored; deliver them again.');
    const stored = new Promise<void>((resolve, reject) => {
      waiting.push({ documents, resolve, reject });
      void flush();
    });
    await withinTime(stored);
  };
}

async function withinTime(stored: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The store did not answer in time.')), STORE_TIMEOUT_MS);
  });
  try {
    await Promise.race([stored, late]);
  } catch (cause) {
    throw new AppError('store_unavailable', 'The events could not be stored; deliver them again.', undefined, {
      cause,
    });
  } finally {
    clearTimeout(timer);
  }
}

function toStored(ctx: Pick<Context, 'log'>, channelId: string, event: unknown, receivedAt: Date): StoredEvent[] {
  const parsed = WebhookEvent.safeParse(event);
  if (!parsed.success) {
    ctx.log.warn(
      { channelId, problems: parsed.error.issues.map(({ path }) => path.join('.')) },
      'webhook entry without the fields of an event',
    );
    return [];
  }
  const { webhookEventId, type, timestamp, source } = parsed.data;
  return [
    {
      _id: `${channelId}/${webhookEventId}`,
      channelId,
      type,
      at: new Date(timestamp),
      lane: laneOf(channelId, source),
      event: parsed.data,
      state: 'pending',
      attempts: 0,
      dueAt: receivedAt,
      receivedAt,
      handledAt: null,
      note: null,
    },
  ];
}

import type { Redis } from 'ioredis';
import type { Logger } from './logger.js';

/**
 * Tells every process at once that these changed, by ids alone. Never throws and never waits, and may be lost: what is true is
 * in MongoDB, and whoever listens looks there from time to time.
 */
export type Signal = (topic: string, ids: string[]) => void;

/** Hears what was signalled; null for a time in which something may have been missed. */
export type HearSignals = (heard: { topic: string; ids: string[] } | null) => void;

export interface Signals {
  signal: Signal;
  /** Listens until the function that it gives is called. Hears null once it listens, and again after each outage. */
  listen(hear: HearSignals): () => void;
}

const GATHER_MS = 25; // what one process signals within this is one message
const IDS_MAX = 1_000; // more at once are not named: whoever listens looks what changed

type Message = Record<string, string[]>;

/** Signals over Redis. `prefix` keeps several installations on one Redis apart; `openSubscriber` gives a connection of its own. */
export function createSignals({
  redis,
  openSubscriber,
  prefix,
  log,
}: {
  redis: Pick<Redis, 'publish'>;
  openSubscriber: () => Redis;
  prefix: string;
  log: Logger;
}): Signals {
  const channel = `${prefix}:signals`;
  const waiting = new Map<string, Set<string>>();
  let timer: NodeJS.Timeout | null = null;

  const send = () => {
    timer = null;
    const message: Message = Object.fromEntries(
      Array.from(waiting, ([topic, ids]) => [topic, ids.size > IDS_MAX ? [] : [...ids]]),
    );
    waiting.clear();
    redis.publish(channel, JSON.stringify(message)).catch((err: unknown) => log.debug({ err }, 'signals lost'));
  };

  return {
    signal(topic, ids) {
      if (ids.length === 0) return;
      const gathered = waiting.get(topic) ?? new Set();
      waiting.set(topic, gathered);
      for (const id of ids) gathered.add(id);
      timer ??= setTimeout(send, GATHER_MS).unref();
    },
    listen(hear) {
      const subscriber = openSubscriber();
      subscriber.on('ready', () => {
        subscriber.subscribe(channel).then(
          () => hear(null),
          (err: unknown) => log.debug({ err }, 'signals are not heard'),
        );
      });
      subscriber.on('message', (_channel: string, text: string) => {
        for (const [topic, ids] of Object.entries(JSON.parse(text) as Message))
          hear(ids.length > 0 ? { topic, ids } : null);
      });
      return () => subscriber.disconnect();
    },
  };
}

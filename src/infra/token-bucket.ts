import type { Redis } from 'ioredis';

/** So many requests per span of milliseconds. */
export interface Rate {
  count: number;
  perMs: number;
}

/** Lets requests of `key` leave, over all processes no more than the rate says. */
export interface TokenBucket {
  /** Waits until one request may leave. */
  take(key: string, perSecond: number): Promise<void>;
  /** Takes one token of a slow rate without waiting for it: 0, or the milliseconds until there may be one. */
  tryTake(key: string, rate: Rate): Promise<number>;
}

const CHUNK_SHARE = 0.02; // of a second's tokens per visit to Redis: 40 pushes at 2,000/s, 4 multicasts at 200/s
const CAPACITY_SHARE = 0.1; // of what the rate's span brings, so bursts stay far below what LINE's own bucket holds
const FALLBACK_SHARE = 0.1; // of the rate while Redis is away: ten processes that cannot agree stay within it

// KEYS[1] bucket; ARGV: rate per second, capacity, tokens wanted. Returns tokens granted, or minus the milliseconds to wait.
// Redis' own clock counts, so that processes with different clocks share one bucket. A bucket that nobody visits is kept until
// it would be full: forgotten any earlier, it would be full at once.
const TAKE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local rate, capacity, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local state = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = math.min(capacity, (tonumber(state[1]) or capacity) + (now - (tonumber(state[2]) or now)) * rate / 1000)
local granted = math.min(wanted, math.floor(tokens))
redis.call('HSET', KEYS[1], 'tokens', tokens - granted, 'at', now)
redis.call('PEXPIRE', KEYS[1], math.max(10000, math.ceil(capacity * 1000 / rate)))
if granted >= 1 then return granted end
return -math.ceil((1 - tokens) * 1000 / rate)
`;

/** A token bucket in Redis, visited once for several tokens. */
export function createTokenBucket(redis: Redis, prefix: string): TokenBucket {
  const held = new Map<string, number>();
  const visits = new Map<string, Promise<void>>();

  const askedAt = new Map<string, number>();

  const ask = async (key: string, { count, perMs }: Rate, wanted: number): Promise<number> => {
    const capacity = Math.max(1, Math.ceil(count * CAPACITY_SHARE));
    return Number(await redis.eval(TAKE, 1, `${prefix}:rate:${key}`, (count * 1_000) / perMs, capacity, wanted));
  };

  /** While Redis is away, each process alone lets one pass per so many milliseconds. */
  const tryAlone = (key: string, { count, perMs }: Rate): number => {
    const now = performance.now();
    const waitMs = (askedAt.get(key) ?? Number.NEGATIVE_INFINITY) + perMs / (count * FALLBACK_SHARE) - now;
    if (waitMs > 0) return Math.ceil(waitMs);
    askedAt.set(key, now);
    return 0;
  };

  const visit = async (key: string, perSecond: number): Promise<void> => {
    const chunk = Math.max(1, Math.floor(perSecond * CHUNK_SHARE));
    try {
      const granted = await ask(key, { count: perSecond, perMs: 1_000 }, chunk);
      if (granted > 0) held.set(key, (held.get(key) ?? 0) + granted);
      else await sleep(-granted);
    } catch {
      // Redis away is no reason to stop: every process alone keeps far below the limit.
      await sleep((1000 * chunk) / (perSecond * FALLBACK_SHARE));
      held.set(key, (held.get(key) ?? 0) + chunk);
    }
  };

  return {
    async take(key, perSecond) {
      while ((held.get(key) ?? 0) < 1) {
        const visiting = visits.get(key) ?? visit(key, perSecond).finally(() => visits.delete(key));
        visits.set(key, visiting);
        await visiting;
      }
      held.set(key, (held.get(key) ?? 0) - 1);
    },
    async tryTake(key, rate) {
      try {
        return Math.max(0, -(await ask(key, rate, 1)));
      } catch {
        return tryAlone(key, rate);
      }
    },
  };
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

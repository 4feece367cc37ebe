import type { Redis } from 'ioredis';

/** Waits until one request of `key` may leave, at most `perSecond` of them over all processes. */
export interface TokenBucket {
  take(key: string, perSecond: number): Promise<void>;
}

const CHUNK_SHARE = 0.02; // of a second's tokens per visit to Redis: 40 pushes at 2,000/s, 4 multicasts at 200/s
const FALLBACK_SHARE = 0.25; // of the rate while Redis is away and processes cannot agree

// KEYS[1] bucket; ARGV: rate per second, capacity, tokens wanted. Returns tokens granted, or minus the milliseconds to wait.
// Redis' own clock counts, so that processes with different clocks share one bucket.
const TAKE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local rate, capacity, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local state = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = math.min(capacity, (tonumber(state[1]) or capacity) + (now - (tonumber(state[2]) or now)) * rate / 1000)
local granted = math.min(wanted, math.floor(tokens))
redis.call('HSET', KEYS[1], 'tokens', tokens - granted, 'at', now)
redis.call('PEXPIRE', KEYS[1], 10000)
if granted >= 1 then return granted end
return -math.ceil((1 - tokens) * 1000 / rate)
`;

/** A token bucket in Redis, visited once for several tokens. */
export function createTokenBucket(redis: Redis, prefix: string): TokenBucket {
  const held = new Map<string, number>();
  const visits = new Map<string, Promise<void>>();

  const visit = async (key: string, perSecond: number): Promise<void> => {
    const chunk = Math.max(1, Math.floor(perSecond * CHUNK_SHARE));
    try {
      // A tenth of a second's worth of capacity keeps bursts far below what LINE's own bucket holds.
      const capacity = Math.max(1, Math.ceil(perSecond / 10));
      const granted = Number(await redis.eval(TAKE, 1, `${prefix}:rate:${key}`, perSecond, capacity, chunk));
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
  };
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

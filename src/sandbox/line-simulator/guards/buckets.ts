import type { Rate } from '../http/route.js';
import { SECOND_MS } from '../limits.js';
import type { Settings } from '../settings.js';

interface Bucket {
  tokens: number;
  filledAt: number;
}

/**
 * Token buckets, one per channel and endpoint (method + path template), refilled continuously.
 * LINE publishes the rates and that they are token buckets, not the capacity: ours is one second's worth of a
 * per-second limit and the whole window's worth of a per-minute or per-hour one (settings.bucketSeconds).
 */
export class Buckets {
  private readonly buckets = new Map<string, Bucket>();

  constructor(private readonly settings: Settings) {}

  /** Takes one token; false when there is none. */
  take(channelId: string, endpoint: string, rate: Rate, now: number): boolean {
    if (this.settings.rateFactor === 0) return true;
    const perMs = (rate.count / rate.perMs) * this.settings.rateFactor;
    const window = rate.perMs === SECOND_MS ? rate.perMs * this.settings.bucketSeconds : rate.perMs;
    const capacity = Math.max(1, perMs * window);
    const key = `${channelId} ${endpoint}`;
    const bucket = this.buckets.get(key) ?? { tokens: capacity, filledAt: now };
    this.buckets.set(key, bucket);
    bucket.tokens = Math.min(capacity, bucket.tokens + Math.max(0, now - bucket.filledAt) * perMs);
    bucket.filledAt = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

  clear(): void {
    this.buckets.clear();
  }
}

import { RETRY_KEY_KEPT_MS } from '../limits.js';
import type { JsonObject } from '../json.js';

interface AcceptedKey {
  requestId: string;
  /** First time the key was seen: the 24 hours run from there. */
  firstAt: number;
  sentMessages: JsonObject[] | undefined;
}

/**
 * Retry keys that were accepted. LINE does not say whether a key belongs to a channel or an endpoint;
 * here it belongs to the channel.
 */
export class RetryKeys {
  private readonly keys = new Map<string, AcceptedKey>();

  /** The accepted request of this key, if it is still kept. */
  find(channelId: string, retryKey: string, now: number): AcceptedKey | undefined {
    const found = this.keys.get(name(channelId, retryKey));
    return found && now - found.firstAt < RETRY_KEY_KEPT_MS ? found : undefined;
  }

  accept(channelId: string, retryKey: string, key: AcceptedKey): void {
    this.forgetOld(key.firstAt);
    this.keys.delete(name(channelId, retryKey));
    this.keys.set(name(channelId, retryKey), key);
  }

  entries(): [string, AcceptedKey][] {
    return [...this.keys];
  }

  restore(entries: [string, AcceptedKey][]): void {
    for (const [key, value] of entries) this.keys.set(key, value);
  }

  clear(): void {
    this.keys.clear();
  }

  private forgetOld(now: number): void {
    for (const [key, value] of this.keys) {
      if (now - value.firstAt < RETRY_KEY_KEPT_MS) return;
      this.keys.delete(key);
    }
  }
}

// UUIDs are compared without regard to the case of their letters.
const name = (channelId: string, retryKey: string) => `${channelId} ${retryKey.toLowerCase()}`;

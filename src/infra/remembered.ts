import type { Clock } from './clock.js';

/** Values read by key and remembered for a while: what changed elsewhere is seen after at most that long. */
export interface Remembered<Value> {
  get(clock: Clock, key: string): Promise<Value>;
  /** Reads anew next time. */
  forget(key: string): void;
}

/** Remembers for `freshMs` what `read` gives. Keys are few: one per channel. */
export function remembered<Value>(freshMs: number, read: (key: string) => Promise<Value>): Remembered<Value> {
  const known = new Map<string, { value: Value; readAt: number }>();
  return {
    async get(clock, key) {
      const now = clock.now().getTime();
      const found = known.get(key);
      if (found && now - found.readAt < freshMs) return found.value;
      const value = await read(key);
      known.set(key, { value, readAt: now });
      return value;
    },
    forget(key) {
      known.delete(key);
    },
  };
}

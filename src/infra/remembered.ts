import type { Clock } from './clock.js';

/** Values read by key and remembered for a while: what changed elsewhere is seen after at most that long. */
export interface Remembered<Value> {
  get(clock: Clock, key: string): Promise<Value>;
  /** Reads anew next time. */
  forget(key: string): void;
}

/** Remembers for `freshMs` what `read` gives. Keys are few: one per channel. */
export function remembered<Value>(
  freshMs: number,
  read: (key: string, now: Date) => Promise<Value>,
): Remembered<Value> {
  const known = new Map<string, { value: Value; readAt: number }>();
  const forgotten = new Map<string, number>();
  return {
    async get(clock, key) {
      const now = clock.now();
      const found = known.get(key);
      // Of a clock that was set back, what was read is in the future.
      if (found && Math.abs(now.getTime() - found.readAt) < freshMs) return found.value;
      const times = forgotten.get(key);
      const value = await read(key, now);
      // What was read before something changed is not kept beyond it.
      if (forgotten.get(key) === times) known.set(key, { value, readAt: now.getTime() });
      return value;
    },
    forget(key) {
      known.delete(key);
      forgotten.set(key, (forgotten.get(key) ?? 0) + 1);
    },
  };
}

import { AsyncLocalStorage } from 'node:async_hooks';

const signals = new AsyncLocalStorage<AbortSignal>();
const plainFetch = globalThis.fetch;

// The SDK has no timeout option and looks fetch up for each call, so this is its only hook.
// Calls outside withTimeout pass through untouched.
globalThis.fetch = (input, init) => {
  const signal = signals.getStore();
  return plainFetch(input, signal ? { ...init, signal } : init);
};

/** Runs a call whose fetches are aborted after `ms`; the abort surfaces as a DOMException named TimeoutError. */
export function withTimeout<Result>(ms: number, call: () => Promise<Result>): Promise<Result> {
  return signals.run(AbortSignal.timeout(ms), call);
}

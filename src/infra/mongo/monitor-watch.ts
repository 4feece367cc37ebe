import type { mongo } from 'mongoose';
import { setTimeout as sleep } from 'node:timers/promises';

const MARGIN_MS = 1_000;
const RECONNECT_EVERY_MS = 1_000;

/**
 * Until the returned function is called, connects anew when a look of the driver at a server has no end. The driver
 * (7.8) waits for ever for a socket to drain that was destroyed but not yet closed when it asked: after about one in
 * forty cuts of all connections at once (measured) it never looked again, and every operation failed until the process
 * was restarted.
 */
export function watchMonitor(client: mongo.MongoClient): () => void {
  const { connectTimeoutMS, heartbeatFrequencyMS } = client.options;
  const stopped = new AbortController();
  const looks = new Map<string, NodeJS.Timeout>();
  const forget = (address: string) => {
    clearTimeout(looks.get(address));
    looks.delete(address);
  };
  client.on('serverHeartbeatStarted', ({ connectionId: address, awaited }) => {
    forget(address);
    const longestMs = connectTimeoutMS + (awaited ? heartbeatFrequencyMS : 0) + MARGIN_MS;
    looks.set(address, setTimeout(() => void connectAnew(), longestMs).unref());
  });
  client.on('serverHeartbeatSucceeded', ({ connectionId: address }) => forget(address));
  client.on('serverHeartbeatFailed', ({ connectionId: address }) => forget(address));
  client.on('serverClosed', ({ address }) => forget(address));

  async function connectAnew(): Promise<void> {
    await client.close();
    while (!stopped.signal.aborted)
      try {
        await client.connect();
        return;
      } catch {
        await sleep(RECONNECT_EVERY_MS, undefined, { ref: false, signal: stopped.signal }).catch(() => {});
      }
  }
  return () => {
    stopped.abort();
    for (const timer of looks.values()) clearTimeout(timer);
  };
}

import { listen } from './server.js';
import { openStore } from './store.js';
import { startTtlSweeper } from './ttl-sweeper.js';

/** How to start a store. */
export interface StoreOptions {
  /** The folder that holds the data; made if it is missing. */
  path: string;
  /** 0 takes a free one. */
  port?: number;
  host?: string;
  /** How often expired documents are removed. */
  ttlIntervalMilliseconds?: number;
  /** Wait for the disk at every commit: slower, and safe also when power fails. */
  flushEachCommit?: boolean;
}

/** A store that runs. */
export interface RunningStore {
  uri: string;
  port: number;
  close(): Promise<void>;
}

const TTL_INTERVAL_MILLISECONDS = 60_000; // as MongoDB

/** Starts a store that speaks the MongoDB wire protocol over the data in a folder. */
export async function startStore({
  path,
  port = 0,
  host = '127.0.0.1',
  ttlIntervalMilliseconds = TTL_INTERVAL_MILLISECONDS,
  flushEachCommit = false,
}: StoreOptions): Promise<RunningStore> {
  const store = openStore(path, flushEachCommit);
  try {
    const server = await listen(store, host, port);
    const stopSweeping = startTtlSweeper(store, ttlIntervalMilliseconds);
    return {
      uri: `mongodb://${host}:${server.port}`,
      port: server.port,
      close: async () => {
        await stopSweeping();
        await server.close();
        await store.close();
      },
    };
  } catch (cause) {
    await store.close();
    throw cause;
  }
}

import mongoose from 'mongoose';
import { AppError } from '../../errors.js';
import { watchMonitor } from './monitor-watch.js';

const SERVER_SELECTION_TIMEOUT_MS = 5_000; // a webhook must be answered within LINE's 2 s; the driver's 30 s would hide an outage
const CONNECT_TIMEOUT_MS = 5_000; // of a connection and of each look at whether the server is there

let stopWatching = () => {};

/** Opens the one connection of this process. Rejects when the database cannot be reached. */
export async function connectMongo(uri: string): Promise<void> {
  mongoose.set('strictQuery', 'throw');
  await mongoose
    .connect(uri, {
      autoIndex: false,
      autoCreate: false,
      maxPoolSize: 50,
      serverSelectionTimeoutMS: SERVER_SELECTION_TIMEOUT_MS,
      connectTimeoutMS: CONNECT_TIMEOUT_MS,
      retryWrites: false,
      ignoreUndefined: true,
    })
    .catch((cause: unknown) => {
      // Host and port only: the URI may hold a password.
      const host = /@?([^@/]+)(?:\/|$)/.exec(uri.replace(/^mongodb(\+srv)?:\/\//, ''))?.[1] ?? 'MONGODB_URI';
      throw new AppError(
        'store_unavailable',
        `MongoDB at ${host} does not answer. Start it, or set MONGODB_URI to another one.`,
        undefined,
        { cause },
      );
    });
  stopWatching = watchMonitor(mongoose.connection.getClient());
}

const INDEX_CHANGED = new Set<unknown>([85, 86]); // MongoDB: IndexOptionsConflict, IndexKeySpecsConflict

/** Creates the indexes of every registered model, in a command each; one that an earlier version declared otherwise is made anew. */
export async function ensureIndexes(): Promise<void> {
  for (const model of Object.values(mongoose.models)) {
    const indexes = model.schema
      .indexes()
      .map(([key, options]) => ({ ...options, key }) as mongoose.mongo.IndexDescription);
    if (indexes.length === 0) continue;
    await model.collection.createIndexes(indexes).catch(async (error: unknown) => {
      if (!(error instanceof mongoose.mongo.MongoServerError) || !INDEX_CHANGED.has(error.code)) throw error;
      await model.syncIndexes();
    });
  }
}

// A socket that ends under the driver's hands surfaces as it is.
const SOCKET_ENDED = new Set<unknown>(['EPIPE', 'ECONNRESET', 'ECONNREFUSED']);

/** True when the database could not be reached or did not answer: nothing of the request may be assumed done. */
export function isStoreUnavailable(error: unknown): boolean {
  const { MongoNetworkError, MongoServerSelectionError } = mongoose.mongo;
  // Also what was under way while the process connects anew.
  const { MongoClientClosedError, MongoNotConnectedError, MongoTopologyClosedError } = mongoose.mongo;
  const ofNetwork = [MongoNetworkError, MongoServerSelectionError, mongoose.Error.MongooseServerSelectionError];
  const ofClosing = [MongoClientClosedError, MongoNotConnectedError, MongoTopologyClosedError];
  const known = [...ofNetwork, ...ofClosing];
  return known.some((kind) => error instanceof kind) || SOCKET_ENDED.has((error as { code?: unknown } | null)?.code);
}

/** Resolves when the database answers a ping, rejects otherwise. */
export async function pingMongo(): Promise<void> {
  if (!mongoose.connection.db) throw new Error('The database is not connected.');
  await mongoose.connection.db.command({ ping: 1 });
}

export async function disconnectMongo(): Promise<void> {
  stopWatching();
  await mongoose.disconnect();
}

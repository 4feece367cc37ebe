import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { startRedis, startStore } from '../.ci/services.mjs';
import type { Engine } from './result.js';

/** The store and the queue of a whole run, and what kind of store it is. */
export interface Services {
  storeUri: string;
  redisUrl: string;
  engine: Engine;
  /** Whether the store is only there for this run, so that nothing need be removed from it. */
  isStorePrivate: boolean;
  stop(): Promise<void>;
}

/** Those of MONGODB_URI and REDIS_URL, else private ones that end with this process. */
export async function startServices(): Promise<Services> {
  const dir = await mkdtemp(join(tmpdir(), 'lifeline-bench-'));
  const stops: (() => Promise<void>)[] = [() => rm(dir, { recursive: true, force: true })];
  const stop = async () => {
    for (const one of stops.toReversed()) await one();
  };
  try {
    const redis = await startRedis({ dir });
    stops.push(redis.stop);
    const store = await startStore({ dir: join(dir, 'store') });
    stops.push(store.stop);
    return {
      storeUri: store.uri,
      redisUrl: redis.url,
      engine: await engineOf(store.uri),
      isStorePrivate: !process.env['MONGODB_URI'],
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function engineOf(uri: string): Promise<Engine> {
  const client = new mongoose.mongo.MongoClient(uri);
  try {
    const info = await client.db('admin').command({ buildInfo: 1 });
    if (info['gitVersion'] === 'embedded store') return 'embedded';
    return JSON.stringify(info).toLowerCase().includes('documentdb') ? 'documentdb' : 'mongodb';
  } finally {
    await client.close();
  }
}

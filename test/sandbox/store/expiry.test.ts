import { expect, test } from '@jest/globals';
import { rowsOf, useEmbeddedStore } from './support.js';

const database = useEmbeddedStore({ ttlIntervalMilliseconds: 20 });

test('what a TTL index lets expire is removed, and nothing else', async () => {
  const rows = rowsOf(database.db, 'rows');
  await rows.createIndex({ at: 1 }, { expireAfterSeconds: 3600 });
  const now = Date.now();
  await rows.insertMany([
    { _id: 'old', at: new Date(now - 3_700_000) },
    { _id: 'young', at: new Date(now) },
    { _id: 'array', at: [new Date(now), new Date(0)] },
    { _id: 'text', at: 'long ago' },
    { _id: 'none' },
  ]);
  let left: unknown[] = [];
  do {
    await new Promise((resolve) => setTimeout(resolve, 10));
    left = (await rows.find().sort({ _id: 1 }).toArray()).map((row) => row._id);
  } while (left.includes('old') || left.includes('array'));
  expect(left).toEqual(['none', 'text', 'young']);
});

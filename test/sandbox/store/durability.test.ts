import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startStore } from '../../../src/sandbox/store/index.js';
import { connect, failureOf, makeFolder, rowsOf, startStoreProcess } from './support.js';

let folder: string;

beforeAll(async () => {
  folder = await makeFolder();
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('an acknowledged write survives kill -9', async () => {
  const path = `${folder}/killed`;
  const store = await startStoreProcess(path);
  const client = await connect(store.uri);
  const rows = rowsOf(client.db('killed'), 'rows');
  await rows.createIndex({ n: 1 }, { unique: true });
  const acknowledged: number[] = [];
  let isKilled = false;
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    for (let at = 0; !isKilled; at += 1) {
      const n = at * 8 + writer;
      try {
        await rows.insertOne({ _id: n, n });
        acknowledged.push(n);
      } catch {
        return;
      }
      if (acknowledged.length >= 2000) {
        isKilled = true;
        store.process.kill('SIGKILL');
      }
    }
  });
  await Promise.all(writers);
  await store.exited;
  await client.close();

  const again = await startStore({ path });
  const reader = await connect(again.uri);
  const kept = rowsOf(reader.db('killed'), 'rows');
  const found = new Set((await kept.find().toArray()).map((row) => row['n']));
  expect(acknowledged.filter((n) => !found.has(n))).toEqual([]);
  expect(await kept.countDocuments({ n: { $in: acknowledged } }, { hint: 'n_1' })).toBe(acknowledged.length);
  await reader.close();
  await again.close();
});

test('a store that is opened again has its documents, indexes and refusals', async () => {
  const path = `${folder}/reopened`;
  const first = await startStore({ path });
  const writer = await connect(first.uri);
  const rows = rowsOf(writer.db('kept'), 'rows');
  await rows.createIndex({ tags: 1, n: -1 });
  await rows.createIndex({ key: 1 }, { unique: true, partialFilterExpression: { open: true } });
  await rows.insertMany(
    Array.from({ length: 300 }, (_, at) => ({ _id: at, n: at, tags: ['a', `t${at % 10}`], key: at, open: true })),
  );
  const before = await rows.indexes();
  await writer.close();
  await first.close();

  const second = await startStore({ path });
  const reader = await connect(second.uri);
  const kept = rowsOf(reader.db('kept'), 'rows');
  expect(await kept.indexes()).toEqual(before);
  expect(await kept.estimatedDocumentCount()).toBe(300);
  expect(await kept.countDocuments({ tags: 't3' })).toBe(30);
  expect((await failureOf(kept.insertOne({ key: 5, open: true }))).code).toBe(11000);
  await kept.insertOne({ _id: 300, key: 300, open: true });
  expect((await kept.find().sort({ $natural: -1 }).limit(1).toArray())[0]?._id).toBe(300);
  await reader.close();
  await second.close();
});

test('a port that is taken is said in a sentence', async () => {
  const first = await startStore({ path: `${folder}/first` });
  await expect(startStore({ path: `${folder}/second`, port: first.port })).rejects.toThrow(
    `The store cannot start: port ${first.port} on 127.0.0.1 is already taken.`,
  );
  await first.close();
});

test('a folder that another store has open is refused', async () => {
  const path = `${folder}/locked`;
  const store = await startStoreProcess(path);
  await expect(startStore({ path })).rejects.toThrow(`process ${store.process.pid} has the data in ${path} open`);
  store.process.kill('SIGKILL');
  await store.exited;
  await (await startStore({ path })).close();
});

test('the process says where it listens and ends cleanly on SIGTERM', async () => {
  const store = await startStoreProcess(`${folder}/process`);
  const client = await connect(store.uri);
  await rowsOf(client.db('d'), 'c').insertOne({ _id: 1 });
  await client.close();
  store.process.kill('SIGTERM');
  expect(await store.exited).toBe(0);
});

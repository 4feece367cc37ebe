import { expect, test } from '@jest/globals';
import { mongo } from 'mongoose';
import { failureOf, rowsOf, useEmbeddedStore } from './support.js';

const database = useEmbeddedStore();

const refusals: [string, mongo.Document, number, string][] = [
  ['an unknown command', { frobnicate: 1 }, 59, 'CommandNotFound'],
  ['committing a transaction', { commitTransaction: 1 }, 20, 'IllegalOperation'],
  [
    'a statement of a transaction',
    { find: 'a', txnNumber: 1, startTransaction: true, autocommit: false },
    20,
    'IllegalOperation',
  ],
  ['a change stream', { aggregate: 'a', pipeline: [{ $changeStream: {} }], cursor: {} }, 40573, 'Location40573'],
  ['an unknown stage', { aggregate: 'a', pipeline: [{ $frobnicate: {} }], cursor: {} }, 40324, 'Location40324'],
  ['text search', { find: 'a', filter: { $text: { $search: 'x' } } }, 27, 'IndexNotFound'],
  ['$where', { find: 'a', filter: { $where: 'true' } }, 2, 'BadValue'],
  ['an unknown operator', { find: 'a', filter: { a: { $frobnicate: 1 } } }, 2, 'BadValue'],
  ['an unknown top-level operator', { find: 'a', filter: { $frobnicate: 1 } }, 2, 'BadValue'],
  [
    'an unknown expression',
    { aggregate: 'a', pipeline: [{ $project: { x: { $frobnicate: 1 } } }], cursor: {} },
    168,
    'Location168',
  ],
  ['a text index', { createIndexes: 'a', indexes: [{ key: { a: 'text' }, name: 'a' }] }, 67, 'CannotCreateIndex'],
  ['a geo index', { createIndexes: 'a', indexes: [{ key: { a: '2dsphere' }, name: 'a' }] }, 67, 'CannotCreateIndex'],
  [
    'an unknown index option',
    { createIndexes: 'a', indexes: [{ key: { a: 1 }, name: 'a', frob: 1 }] },
    197,
    'InvalidIndexSpecificationOption',
  ],
  ['a sort by 2', { find: 'a', sort: { a: 2 } }, 15975, 'Location15975'],
  ['a negative skip', { find: 'a', skip: -1 }, 2, 'BadValue'],
  ['a hint of an index that does not exist', { find: 'a', hint: 'nope' }, 2, 'BadValue'],
  ['a collation', { find: 'a', collation: { locale: 'de' } }, 238, 'NotImplemented'],
  ['a capped collection', { create: 'c', capped: true, size: 1000 }, 238, 'NotImplemented'],
  ['a cursor that does not exist', { getMore: mongo.Long.fromNumber(5), collection: 'a' }, 43, 'CursorNotFound'],
];

test.each(refusals)('%s is refused with its code', async (_name, command, code, codeName) => {
  await rowsOf(database.db, 'a').updateOne({ _id: 1 }, { $set: { a: 1 } }, { upsert: true });
  const failure = await failureOf(database.db.command(command));
  expect([failure.code, failure.codeName]).toEqual([code, codeName]);
});

test('a duplicate is told as MongoDB tells it', async () => {
  const rows = rowsOf(database.db, 'duplicates');
  await rows.createIndex({ channel: 1, user: -1 }, { unique: true });
  await rows.insertOne({ channel: 'c', user: 'U1' });
  const failure = await failureOf(rows.insertOne({ channel: 'c', user: 'U1' }));
  expect(failure.message).toBe(
    `E11000 duplicate key error collection: ${database.db.databaseName}.duplicates index: channel_1_user_-1 dup key: { channel: "c", user: "U1" }`,
  );
  expect(failure['keyPattern']).toEqual({ channel: 1, user: -1 });
  expect(failure['keyValue']).toEqual({ channel: 'c', user: 'U1' });
});

test('a unique index over documents that violate it is refused and leaves nothing', async () => {
  const rows = rowsOf(database.db, 'violated');
  await rows.insertMany([{ a: 1 }, { a: 1 }]);
  expect((await failureOf(rows.createIndex({ a: 1 }, { unique: true }))).code).toBe(11000);
  expect((await rows.indexes()).map((index) => index.name)).toEqual(['_id_']);
});

test('a collection that exists is not created again', async () => {
  await database.db.createCollection('once');
  expect((await failureOf(database.db.command({ create: 'once' }))).code).toBe(48);
});

test("an index that resembles another is refused with MongoDB's codes", async () => {
  const rows = rowsOf(database.db, 'resembling');
  await rows.createIndex({ a: 1 });
  expect((await failureOf(rows.createIndex({ a: 1 }, { unique: true }))).code).toBe(86);
  expect((await failureOf(rows.createIndex({ a: 1 }, { name: 'other' }))).code).toBe(85);
});

test('a document over 16 MB is refused, also when an update makes it so', async () => {
  const rows = rowsOf(database.db, 'large');
  const half = 'x'.repeat(8.2 * 1024 * 1024);
  const command = { insert: 'large', documents: [{ _id: 1, a: half, b: half }] };
  const answer = await database.db.command(command);
  expect((answer['writeErrors'] as { code: number }[])[0]?.code).toBe(10334);
  await rows.insertOne({ _id: 2, a: half });
  const update = { update: 'large', updates: [{ q: { _id: 2 }, u: { $set: { b: half } } }] };
  expect(((await database.db.command(update))['writeErrors'] as { code: number }[])[0]?.code).toBe(10334);
});

test('a transaction of the driver fails and stores nothing', async () => {
  const session = database.client.startSession();
  const rows = rowsOf(database.db, 'transactions');
  await expect(session.withTransaction(async () => rows.insertOne({ a: 1 }, { session }))).rejects.toThrow();
  await session.endSession();
  expect(await rows.countDocuments()).toBe(0);
});

test('two arrays in one compound index are refused', async () => {
  const rows = rowsOf(database.db, 'parallel');
  await rows.createIndex({ a: 1, b: 1 });
  expect((await failureOf(rows.insertOne({ a: [1, 2], b: [3, 4] }))).code).toBe(171);
});

test('an array filter that is not used is refused', async () => {
  const command = {
    update: 'a',
    updates: [{ q: {}, u: { $set: { 'b.$[x]': 1 } }, arrayFilters: [{ x: 1 }, { y: 1 }] }],
  };
  expect(((await database.db.command(command))['writeErrors'] as { code: number }[])[0]?.code).toBe(9);
});

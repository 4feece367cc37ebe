import { beforeEach, describe, expect, test } from '@jest/globals';
import { mongo } from 'mongoose';
import { changes, failureOf, randomName, useDatabase, type AnyRow } from '../support.js';

const database = useDatabase();
const { Double, Int32, Long } = mongo;

type Row = AnyRow;

let rows: mongo.Collection<Row>;

beforeEach(() => {
  rows = database.db.collection<Row>(randomName());
});

describe('a unique index', () => {
  test('refuses a second document with the same value, also by update', async () => {
    await rows.createIndex({ email: 1 }, { unique: true });
    await rows.insertMany([{ email: 'a' }, { email: 'b' }]);
    expect((await failureOf(rows.insertOne({ email: 'a' }))).code).toBe(11000);
    expect((await failureOf(rows.updateOne({ email: 'b' }, { $set: { email: 'a' } }))).code).toBe(11000);
    expect(await rows.countDocuments({ email: 'a' })).toBe(1);
  });

  test('takes numbers of different kinds with one value as the same', async () => {
    await rows.createIndex({ n: 1 }, { unique: true });
    await rows.insertOne({ n: new Int32(1) });
    expect((await failureOf(rows.insertOne({ n: new Double(1) }))).code).toBe(11000);
    expect((await failureOf(rows.insertOne({ n: Long.fromNumber(1) }))).code).toBe(11000);
    await rows.insertOne({ n: '1' });
  });

  test('tells large longs apart that a double does not', async () => {
    await rows.createIndex({ n: 1 }, { unique: true });
    await rows.insertOne({ n: Long.fromString('9007199254740992') });
    await rows.insertOne({ n: Long.fromString('9007199254740993') });
    expect(await rows.countDocuments({ n: Long.fromString('9007199254740993') })).toBe(1);
  });

  test('over several fields refuses only the whole combination', async () => {
    await rows.createIndex({ channel: 1, user: 1 }, { unique: true });
    await rows.insertMany([
      { channel: 'a', user: 1 },
      { channel: 'a', user: 2 },
      { channel: 'b', user: 1 },
    ]);
    expect((await failureOf(rows.insertOne({ channel: 'a', user: 2 }))).code).toBe(11000);
  });

  test('allows one document without the field, and any number when sparse', async () => {
    await rows.createIndex({ a: 1 }, { unique: true });
    await rows.createIndex({ b: 1 }, { unique: true, sparse: true });
    await rows.insertOne({ a: 1 });
    await rows.insertOne({});
    expect((await failureOf(rows.insertOne({ b: 1 }))).code).toBe(11000);
    await rows.insertOne({ a: 2, b: 1 });
    expect(await rows.countDocuments()).toBe(3);
  });

  test('with a partial filter counts only the documents that pass it', async () => {
    await rows.createIndex({ user: 1 }, { unique: true, partialFilterExpression: { state: 'open' } });
    await rows.insertMany([
      { user: 1, state: 'closed' },
      { user: 1, state: 'closed' },
      { user: 1, state: 'open' },
    ]);
    expect((await failureOf(rows.insertOne({ user: 1, state: 'open' }))).code).toBe(11000);
    expect((await failureOf(rows.updateOne({ state: 'closed' }, { $set: { state: 'open' } }))).code).toBe(11000);
    await rows.updateOne({ state: 'open' }, { $set: { state: 'closed' } });
    await rows.insertOne({ user: 1, state: 'open' });
  });

  test('counts each item of an array', async () => {
    await rows.createIndex({ tags: 1 }, { unique: true });
    await rows.insertOne({ tags: ['a', 'b', 'a'] });
    expect((await failureOf(rows.insertOne({ tags: ['c', 'b'] }))).code).toBe(11000);
  });
});

describe('an index answers as a scan does', () => {
  const documents: Row[] = [
    {
      _id: 1,
      a: 5,
      t: ['x', 'y'],
      i: [
        { k: 1, n: 1 },
        { k: 2, n: 9 },
      ],
    },
    { _id: 2, a: null, t: [], i: [] },
    { _id: 3, t: 'x', i: [{ k: 1, n: 9 }] },
    { _id: 4, a: 'text', t: ['z'], i: { k: 1, n: 5 } },
    { _id: 5, a: 5.5, t: [['x']], i: [{ n: 3 }] },
    { _id: 6, a: [1, 10], t: null },
  ];
  const filters: mongo.Filter<Row>[] = [
    { a: 5 },
    { a: null },
    { a: { $ne: null } },
    { a: { $gt: 2 } },
    { a: { $gt: 2, $lt: 8 } },
    { a: { $gte: 'a' } },
    { a: { $in: [null, 'text', 10] } },
    { a: { $exists: true } },
    { a: { $exists: false } },
    { a: { $type: 'string' } },
    { a: /^te/ },
    { t: 'x' },
    { t: ['x'] },
    { t: [] },
    { t: { $all: ['x', 'y'] } },
    { t: { $size: 2 } },
    { t: null },
    { 'i.k': 1, 'i.n': 9 },
    { i: { $elemMatch: { k: 1, n: 9 } } },
    { i: { $elemMatch: { k: 1, n: { $gt: 0, $lt: 6 } } } },
    { 'i.k': null },
    { $or: [{ a: 5 }, { t: 'z' }] },
  ];

  test('for every kind of filter', async () => {
    await rows.insertMany(documents);
    const answers = async (): Promise<unknown[]> =>
      Promise.all(
        filters.map(async (filter) => (await rows.find(filter).sort({ _id: 1 }).toArray()).map((row) => row._id)),
      );
    const scanned = await answers();
    await rows.createIndexes([{ key: { a: 1 } }, { key: { t: -1 } }, { key: { 'i.k': 1, 'i.n': -1 } }]);
    expect(await answers()).toEqual(scanned);
  });

  test('for sorts', async () => {
    await rows.insertMany(documents);
    const sorts: Record<string, 1 | -1>[] = [
      { a: 1, _id: 1 },
      { a: -1, _id: 1 },
    ];
    const answers = async (): Promise<unknown[]> =>
      Promise.all(sorts.map(async (sort) => (await rows.find().sort(sort).toArray()).map((row) => row._id)));
    const scanned = await answers();
    await rows.createIndex({ a: 1, _id: 1 });
    expect(await answers()).toEqual(scanned);
  });

  test('after updates and deletes', async () => {
    await rows.createIndex({ a: 1 });
    await rows.createIndex({ t: 1 });
    await rows.insertMany(documents);
    await rows.updateOne({ _id: 1 }, changes({ $set: { a: 77 }, $pull: { t: 'x' } }));
    await rows.deleteOne({ _id: 3 });
    expect(await rows.find({ a: 5 }).toArray()).toEqual([]);
    expect((await rows.find({ a: 77 }).toArray()).map((row) => row._id)).toEqual([1]);
    expect(await rows.countDocuments({ t: 'x' })).toBe(0);
    expect(await rows.countDocuments({ t: 'y' })).toBe(1);
  });
});

describe('index commands', () => {
  test('list what was created', async () => {
    await rows.createIndex({ a: 1, b: -1 });
    await rows.createIndex({ c: 1 }, { name: 'named', unique: true });
    await rows.createIndex({ d: 1 }, { expireAfterSeconds: 60 });
    const indexes = await rows.indexes();
    expect(indexes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: '_id_', key: { _id: 1 } }),
        expect.objectContaining({ name: 'a_1_b_-1', key: { a: 1, b: -1 } }),
        expect.objectContaining({ name: 'named', unique: true }),
        expect.objectContaining({ name: 'd_1', expireAfterSeconds: 60 }),
      ]),
    );
  });

  test('creating an index again is a success', async () => {
    await rows.createIndex({ a: 1 });
    await rows.createIndex({ a: 1 });
    expect(await rows.indexes()).toHaveLength(2);
  });

  test('a name with other fields is refused', async () => {
    await rows.createIndex({ a: 1 }, { name: 'same' });
    expect([85, 86]).toContain((await failureOf(rows.createIndex({ b: 1 }, { name: 'same' }))).code);
  });

  test('fields under another name are refused', async () => {
    await rows.createIndex({ a: 1 });
    expect([85, 86]).toContain((await failureOf(rows.createIndex({ a: 1 }, { name: 'other' }))).code);
  });

  test('the same name with other options is refused', async () => {
    await rows.createIndex({ a: 1 });
    expect([85, 86]).toContain((await failureOf(rows.createIndex({ a: 1 }, { unique: true }))).code);
  });

  test('dropping takes the index away, but not the one on _id', async () => {
    await rows.createIndex({ a: 1 });
    await rows.dropIndex('a_1');
    expect(await rows.indexes()).toHaveLength(1);
    expect((await failureOf(rows.dropIndex('a_1'))).code).toBe(27);
    expect((await failureOf(rows.dropIndex('_id_'))).code).toBe(72);
  });

  test('listing indexes of a missing collection is refused', async () => {
    expect((await failureOf(rows.indexes())).code).toBe(26);
  });
});

describe('collection commands', () => {
  test('list and drop collections', async () => {
    const name = randomName();
    await database.db.createCollection(name);
    expect((await database.db.listCollections({ name }).toArray()).map((found) => found.name)).toEqual([name]);
    await database.db.collection(name).drop();
    expect(await database.db.listCollections({ name }).toArray()).toEqual([]);
  });

  test('list databases that hold something', async () => {
    await rows.insertOne({});
    const { databases } = await database.client.db().admin().listDatabases();
    expect(databases.map((found) => found.name)).toContain(database.db.databaseName);
  });
});

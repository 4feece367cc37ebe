import { beforeAll, expect, test } from '@jest/globals';
import { mongo } from 'mongoose';
import { rowsOf, useEmbeddedStore, type AnyRow } from './support.js';

const database = useEmbeddedStore();
const DOCUMENTS = 200_000;
const DAY = 86_400_000;
let friends: mongo.Collection<AnyRow>;

beforeAll(async () => {
  friends = rowsOf(database.db, 'friends');
  await friends.createIndexes([
    { key: { channel: 1, user: 1 }, unique: true },
    { key: { channel: 1, stage: 1, at: -1 } },
    { key: { 'tags.id': 1, 'tags.k': -1 } },
    { key: { checkAt: 1 }, partialFilterExpression: { checkAt: { $exists: true } } },
    { key: { email: 1 }, sparse: true },
  ]);
  for (let from = 0; from < DOCUMENTS; from += 10_000) {
    await friends.insertMany(
      Array.from({ length: 10_000 }, (_, offset) => {
        const at = from + offset;
        return {
          _id: at,
          channel: at % 2 === 0 ? 'a' : 'b',
          user: `U${at}`,
          stage: ['acquire', 'engage', 'retain', 'grow'][at % 4],
          at: new Date(at * 1000),
          tags:
            at % 1000 === 0
              ? [
                  { id: 'vip', k: at },
                  { id: 'new', k: 0 },
                ]
              : [],
          ...(at % 50_000 === 0 ? { checkAt: new Date(at), email: `e${at}` } : {}),
        };
      }),
    );
  }
}, 120_000);

interface Stats {
  nReturned: number;
  totalKeysExamined: number;
  totalDocsExamined: number;
}

const stats = async (cursor: mongo.FindCursor<unknown>): Promise<Stats> =>
  ((await cursor.explain('executionStats')) as { executionStats: Stats }).executionStats;

test('a lookup by _id reads one document', async () => {
  expect(await stats(friends.find({ _id: 123_456 }))).toMatchObject({
    nReturned: 1,
    totalKeysExamined: 1,
    totalDocsExamined: 1,
  });
});

test('a lookup by a unique pair reads one document', async () => {
  expect(await stats(friends.find({ user: 'U7', channel: 'b' }))).toMatchObject({
    nReturned: 1,
    totalKeysExamined: 1,
    totalDocsExamined: 1,
  });
});

test('many ids at once read one document each', async () => {
  expect(await stats(friends.find({ _id: { $in: [1, 5, 9, 150_000, -1] } }))).toMatchObject({
    nReturned: 4,
    totalKeysExamined: 4,
    totalDocsExamined: 4,
  });
});

test('a page in the order of an index reads only the page', async () => {
  const page = friends.find({ channel: 'a', stage: 'retain' }).sort({ at: -1 }).limit(20);
  expect(await stats(page)).toMatchObject({ nReturned: 20, totalKeysExamined: 20, totalDocsExamined: 20 });
});

test('a range after equalities reads only the range', async () => {
  const filter = { channel: 'a', stage: 'acquire', at: { $gte: new Date(DAY), $lt: new Date(DAY + 40_000) } };
  expect(await stats(friends.find(filter))).toMatchObject({
    nReturned: 10,
    totalKeysExamined: 10,
    totalDocsExamined: 10,
  });
});

test('conditions on one item of an array use both fields of its index', async () => {
  const filter = { tags: { $elemMatch: { id: 'vip', k: { $gte: 190_000 } } } };
  expect(await stats(friends.find(filter))).toMatchObject({
    nReturned: 10,
    totalKeysExamined: 10,
    totalDocsExamined: 10,
  });
});

test('a partial index serves what is due', async () => {
  const due = friends.find({ checkAt: { $lte: new Date(100_000) } }).sort({ checkAt: 1 });
  expect(await stats(due)).toMatchObject({ nReturned: 3, totalKeysExamined: 3, totalDocsExamined: 3 });
});

test('the better of two indexes is taken', async () => {
  expect(await stats(friends.find({ channel: 'a', stage: 'acquire', email: 'e100000' }))).toMatchObject({
    nReturned: 1,
    totalDocsExamined: 1,
  });
});

test('each branch of an $or uses its index', async () => {
  const filter: mongo.Document = { $or: [{ _id: 5 }, { email: 'e50000' }, { channel: 'b', user: 'U9' }] };
  expect(await stats(friends.find(filter))).toMatchObject({ nReturned: 3, totalDocsExamined: 3 });
});

test('an update and a delete find their document through the index', async () => {
  const explain = async (command: mongo.Document): Promise<Stats> =>
    ((await database.db.command({ explain: command, verbosity: 'executionStats' })) as { executionStats: Stats })
      .executionStats;
  const q = { channel: 'b', user: 'U11' };
  expect(await explain({ update: 'friends', updates: [{ q, u: { $set: { x: 1 } } }] })).toMatchObject({
    totalDocsExamined: 1,
  });
  expect(await explain({ delete: 'friends', deletes: [{ q, limit: 1 }] })).toMatchObject({ totalDocsExamined: 1 });
});

test('what no index serves is a scan, and says so', async () => {
  const explained = (await friends.find({ nothing: 1 }).limit(1).explain('executionStats')) as {
    queryPlanner: { winningPlan: { inputStage: { stage: string } } };
    executionStats: Stats;
  };
  expect(explained.queryPlanner.winningPlan.inputStage.stage).toBe('COLLSCAN');
  expect(explained.executionStats.totalDocsExamined).toBe(DOCUMENTS);
});

test('a cursor gives at most 5,000 documents at a time, so that others are answered in between', async () => {
  const first = await database.db.command({ find: 'friends', projection: { _id: 1 }, batchSize: 1 });
  const { id } = first['cursor'] as { id: mongo.Long };
  for (const asked of [{}, { batchSize: 100_000 }]) {
    const next = await database.db.command({ getMore: id, collection: 'friends', ...asked });
    expect((next['cursor'] as { nextBatch: unknown[] }).nextBatch).toHaveLength(5_000);
  }
});

import { expect, test } from '@jest/globals';
import { mongo } from 'mongoose';
import { failureOf, rowsOf, useEmbeddedStore } from './support.js';

const database = useEmbeddedStore();

const evaluate = async (expression: mongo.Document): Promise<unknown> => {
  const [found] = await database.db.aggregate([{ $documents: [{}] }, { $project: { value: expression } }]).toArray();
  return found?.['value'];
};

test('dates are cut to bins in a time zone', async () => {
  const date = new Date('2026-02-01T20:00:00Z');
  const cases: [mongo.Document, string][] = [
    [{ unit: 'day', timezone: 'Asia/Bangkok' }, '2026-02-01T17:00:00.000Z'],
    [{ unit: 'day' }, '2026-02-01T00:00:00.000Z'],
    [{ unit: 'hour', binSize: 6, timezone: '+07:00' }, '2026-02-01T17:00:00.000Z'],
    [{ unit: 'week', startOfWeek: 'monday', timezone: 'Asia/Tokyo' }, '2026-02-01T15:00:00.000Z'],
    [{ unit: 'week' }, '2026-02-01T00:00:00.000Z'],
    [{ unit: 'month', timezone: 'Asia/Tokyo' }, '2026-01-31T15:00:00.000Z'],
    [{ unit: 'quarter' }, '2026-01-01T00:00:00.000Z'],
    [{ unit: 'year', timezone: 'America/New_York' }, '2026-01-01T05:00:00.000Z'],
  ];
  for (const [options, expected] of cases) {
    expect(await evaluate({ $dateTrunc: { date, ...options } })).toEqual(new Date(expected));
  }
});

test('a join through an index reads only what it joins', async () => {
  const friends = rowsOf(database.db, 'friends');
  await friends.insertMany(Array.from({ length: 2000 }, (_, at) => ({ _id: at, ref: `r${at}` })));
  await friends.createIndex({ ref: 1 });
  await rowsOf(database.db, 'visits').insertOne({ ref: 'r7' });
  const found = await rowsOf(database.db, 'visits')
    .aggregate([{ $lookup: { from: 'friends', localField: 'ref', foreignField: 'ref', as: 'friends' } }])
    .toArray();
  expect(found[0]?.['friends']).toEqual([{ _id: 7, ref: 'r7' }]);
});

test('a join by an equality of an expression gives what it should', async () => {
  const pipeline = [{ $match: { $expr: { $and: [{ $eq: ['$ref', '$$ref'] }, { $gt: ['$_id', 3] }] } } }];
  const found = await rowsOf(database.db, 'visits')
    .aggregate([{ $lookup: { from: 'friends', let: { ref: '$ref' }, pipeline, as: 'friends' } }])
    .toArray();
  expect(found[0]?.['friends']).toEqual([{ _id: 7, ref: 'r7' }]);
});

test('an equality in an expression reads through an index', async () => {
  const explained = await rowsOf(database.db, 'friends')
    .find({ $expr: { $eq: ['$ref', 'r9'] } })
    .explain('executionStats');
  expect(explained['executionStats']).toMatchObject({ nReturned: 1, totalDocsExamined: 1 });
});

test('the match and sort at the start of a pipeline use an index', async () => {
  const explained = await rowsOf(database.db, 'friends')
    .aggregate([{ $match: { ref: { $gte: 'r100', $lt: 'r1001' } } }, { $sort: { ref: 1 } }, { $limit: 2 }])
    .explain('executionStats');
  expect(explained['executionStats']).toMatchObject({ nReturned: 2, totalKeysExamined: 2, totalDocsExamined: 2 });
});

test('numbers that a pipeline update does not touch keep their kind', async () => {
  const kinds = rowsOf(database.db, 'kinds');
  await kinds.insertOne({ _id: 1, double: new mongo.Double(5), long: mongo.Long.fromNumber(5), n: 1 });
  await kinds.updateOne({ _id: 1 }, [{ $set: { n: { $add: ['$n', 1] } } }]);
  const stored = await kinds.findOne({ _id: 1 }, { promoteValues: false });
  expect(stored?.['double']).toBeInstanceOf(mongo.Double);
  expect(stored?.['long']).toBeInstanceOf(mongo.Long);
});

test('a group over ObjectIds keeps them apart', async () => {
  const [first, second] = [new mongo.ObjectId(), new mongo.ObjectId()];
  await rowsOf(database.db, 'byId').insertMany([{ ref: first }, { ref: first }, { ref: second }]);
  const found = await rowsOf(database.db, 'byId')
    .aggregate([{ $sortByCount: '$ref' }])
    .toArray();
  expect(found).toEqual([
    { _id: first, count: 2 },
    { _id: second, count: 1 },
  ]);
});

test('JavaScript in a pipeline is refused', async () => {
  const script = { $function: { body: 'function() { return 1 }', args: [], lang: 'js' } };
  expect(
    (
      await failureOf(
        rowsOf(database.db, 'kinds')
          .aggregate([{ $project: { x: script } }])
          .toArray(),
      )
    ).code,
  ).toBe(2);
});

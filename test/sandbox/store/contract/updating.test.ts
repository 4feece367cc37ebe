import { beforeEach, describe, expect, test } from '@jest/globals';
import { mongo } from 'mongoose';
import { changes, failureOf, randomName, useDatabase, type AnyRow } from '../support.js';

const database = useDatabase();
const { Double, Int32, Long, ObjectId } = mongo;

type Row = AnyRow;

let rows: mongo.Collection<Row>;

beforeEach(() => {
  rows = database.db.collection<Row>(randomName());
});

describe('an operator changes what MongoDB changes', () => {
  const cases: [string, mongo.Document, mongo.Document, mongo.Document, mongo.UpdateOptions?][] = [
    ['$set', { a: 1 }, { $set: { a: 2, b: 'x' } }, { a: 2, b: 'x' }],
    ['$set of a dotted path that does not exist yet', { a: 1 }, { $set: { 'b.c.d': 2 } }, { a: 1, b: { c: { d: 2 } } }],
    ['$set of an array item', { a: [1, 2, 3] }, { $set: { 'a.1': 9 } }, { a: [1, 9, 3] }],
    ['$set beyond the end of an array', { a: [1] }, { $set: { 'a.3': 9 } }, { a: [1, null, null, 9] }],
    ['$unset', { a: 1, b: { c: 1, d: 2 } }, { $unset: { a: '', 'b.c': '' } }, { b: { d: 2 } }],
    ['$unset of an array item leaves null', { a: [1, 2] }, { $unset: { 'a.0': '' } }, { a: [null, 2] }],
    ['$inc', { a: 1 }, { $inc: { a: 2, b: -1 } }, { a: 3, b: -1 }],
    ['$inc with a fraction', { a: 1 }, { $inc: { a: 0.5 } }, { a: 1.5 }],
    ['$mul', { a: 3 }, { $mul: { a: 2, b: 5 } }, { a: 6, b: 0 }],
    ['$min and $max', { a: 5, b: 5 }, { $min: { a: 3 }, $max: { b: 3, c: 1 } }, { a: 3, b: 5, c: 1 }],
    ['$rename', { a: 1, b: 2 }, { $rename: { a: 'c.d' } }, { b: 2, c: { d: 1 } }],
    ['$push', { a: [1] }, { $push: { a: 2, b: 3 } }, { a: [1, 2], b: [3] }],
    [
      '$push with $each, $sort and $slice',
      { a: [{ n: 2 }] },
      { $push: { a: { $each: [{ n: 3 }, { n: 1 }], $sort: { n: -1 }, $slice: 2 } } },
      { a: [{ n: 3 }, { n: 2 }] },
    ],
    ['$push with $position', { a: [1, 2] }, { $push: { a: { $each: [9], $position: 1 } } }, { a: [1, 9, 2] }],
    ['$push with a negative $slice', { a: [1, 2] }, { $push: { a: { $each: [3], $slice: -2 } } }, { a: [2, 3] }],
    ['$addToSet', { a: [1] }, { $addToSet: { a: 1, b: 2 } }, { a: [1], b: [2] }],
    ['$addToSet with $each', { a: [1] }, { $addToSet: { a: { $each: [1, 2, 2, 3] } } }, { a: [1, 2, 3] }],
    ['$pull by value', { a: [1, 2, 1] }, { $pull: { a: 1 } }, { a: [2] }],
    ['$pull by condition', { a: [1, 5, 9] }, { $pull: { a: { $gte: 5 } } }, { a: [1] }],
    [
      '$pull by fields of the item',
      {
        a: [
          { k: 1, n: 1 },
          { k: 1, n: 2 },
          { k: 2, n: 1 },
        ],
      },
      { $pull: { a: { k: 1, n: { $gt: 1 } } } },
      {
        a: [
          { k: 1, n: 1 },
          { k: 2, n: 1 },
        ],
      },
    ],
    ['$pullAll', { a: [1, 2, 3, 2] }, { $pullAll: { a: [2, 3] } }, { a: [1] }],
    ['$pop', { a: [1, 2, 3], b: [1, 2] }, { $pop: { a: 1, b: -1 } }, { a: [1, 2], b: [2] }],
    ['$bit', { a: 5 }, { $bit: { a: { or: 2 } } }, { a: 7 }],
    ['$[] on every item', { a: [{ n: 1 }, { n: 2 }] }, { $inc: { 'a.$[].n': 10 } }, { a: [{ n: 11 }, { n: 12 }] }],
    [
      '$[id] on the items of an array filter',
      {
        a: [
          { k: 'x', n: 1 },
          { k: 'y', n: 1 },
        ],
      },
      { $set: { 'a.$[item].n': 5 } },
      {
        a: [
          { k: 'x', n: 1 },
          { k: 'y', n: 5 },
        ],
      },
      { arrayFilters: [{ 'item.k': 'y' }] },
    ],
    [
      '$[id] on plain items',
      { a: [1, 7, 9] },
      { $set: { 'a.$[high]': 0 } },
      { a: [1, 0, 0] },
      { arrayFilters: [{ high: { $gte: 7 } }] },
    ],
    [
      'several operators together',
      { a: 1, b: [1], c: 1 },
      { $set: { a: 2 }, $push: { b: 2 }, $unset: { c: '' } },
      { a: 2, b: [1, 2] },
    ],
  ];
  // Jest takes a missing last argument for a callback, so each row gets its options.
  const rowsOfCases = cases.map(
    ([name, before, change, after, options = {}]) => [name, before, change, after, options] as const,
  );
  test.each(rowsOfCases)('%s', async (_name, before, change, after, options) => {
    await rows.insertOne({ _id: 1, ...before });
    await rows.updateOne({ _id: 1 }, changes(change), options);
    expect(await rows.findOne({ _id: 1 }, { promoteBuffers: true })).toEqual({ _id: 1, ...after });
  });
});

describe('a positional $', () => {
  test('changes the item that the filter matched', async () => {
    await rows.insertOne({
      _id: 1,
      a: [
        { k: 1, n: 0 },
        { k: 2, n: 0 },
      ],
    });
    await rows.updateOne({ _id: 1, 'a.k': 2 }, changes({ $inc: { 'a.$.n': 5 } }));
    expect(await rows.findOne()).toEqual({
      _id: 1,
      a: [
        { k: 1, n: 0 },
        { k: 2, n: 5 },
      ],
    });
  });

  test('works with $elemMatch', async () => {
    await rows.insertOne({
      _id: 1,
      a: [
        { k: 1, n: 0 },
        { k: 1, n: 9 },
      ],
    });
    await rows.updateOne({ a: { $elemMatch: { k: 1, n: { $gt: 5 } } } }, { $set: { 'a.$': { k: 3 } } });
    expect(await rows.findOne()).toEqual({ _id: 1, a: [{ k: 1, n: 0 }, { k: 3 }] });
  });

  test('without a match in an array is refused', async () => {
    await rows.insertOne({ _id: 1, a: [1] });
    expect((await failureOf(rows.updateOne({ _id: 1 }, { $set: { 'a.$': 2 } }))).code).toBe(2);
  });
});

describe('a pipeline update', () => {
  test('computes from the document', async () => {
    await rows.insertOne({ _id: 1, a: 2, b: 3 });
    await rows.updateOne({ _id: 1 }, [{ $set: { sum: { $add: ['$a', '$b'] } } }, { $unset: 'a' }]);
    expect(await rows.findOne()).toEqual({ _id: 1, b: 3, sum: 5 });
  });
});

describe('counts tell what really happened', () => {
  test('an update that changes nothing matches but does not modify', async () => {
    await rows.insertOne({ _id: 1, a: 1, list: [1] });
    const result = await rows.updateOne({ _id: 1 }, changes({ $set: { a: 1 }, $addToSet: { list: 1 } }));
    expect(result).toMatchObject({ matchedCount: 1, modifiedCount: 0 });
  });

  test('updateMany counts each document', async () => {
    await rows.insertMany([
      { _id: 1, a: 1 },
      { _id: 2, a: 1 },
      { _id: 3, a: 2 },
    ]);
    expect(await rows.updateMany({}, { $set: { a: 2 } })).toMatchObject({ matchedCount: 3, modifiedCount: 2 });
  });

  test('an update without a match changes nothing', async () => {
    expect(await rows.updateOne({ _id: 1 }, { $set: { a: 1 } })).toMatchObject({ matchedCount: 0, upsertedCount: 0 });
    expect(await rows.countDocuments()).toBe(0);
  });
});

describe('an upsert', () => {
  test('starts from the equalities of the filter and adds $setOnInsert', async () => {
    const result = await rows.updateOne(
      { _id: 5, channel: 'c', kind: { $eq: 'k' }, n: { $gt: 3 } },
      { $set: { a: 1 }, $setOnInsert: { born: true } },
      { upsert: true },
    );
    expect(result).toMatchObject({ matchedCount: 0, upsertedCount: 1, upsertedId: 5 });
    expect(await rows.findOne()).toEqual({ _id: 5, channel: 'c', kind: 'k', a: 1, born: true });
  });

  test('leaves $setOnInsert out when a document matches', async () => {
    await rows.insertOne({ _id: 1 });
    await rows.updateOne({ _id: 1 }, { $set: { a: 1 }, $setOnInsert: { born: true } }, { upsert: true });
    expect(await rows.findOne()).toEqual({ _id: 1, a: 1 });
  });

  test('makes an _id when the filter has none', async () => {
    const result = await rows.updateOne({ name: 'x' }, changes({ $inc: { n: 1 } }), { upsert: true });
    expect(result.upsertedId).toBeInstanceOf(ObjectId);
  });

  test('of a replacement keeps the _id of the filter', async () => {
    await rows.replaceOne({ _id: 9 }, { a: 1 }, { upsert: true });
    expect(await rows.findOne()).toEqual({ _id: 9, a: 1 });
  });
});

describe('a replacement', () => {
  test('keeps the _id and nothing else', async () => {
    await rows.insertOne({ _id: 1, a: 1, b: 2 });
    await rows.replaceOne({ _id: 1 }, { c: 3 });
    expect(await rows.findOne()).toEqual({ _id: 1, c: 3 });
  });
});

describe('what MongoDB refuses', () => {
  const refusals: [string, mongo.Document, mongo.Document, number][] = [
    ['a changed _id', { a: 1 }, { $set: { _id: 2 } }, 66],
    ['an unknown operator', { a: 1 }, { $frobnicate: { a: 1 } }, 9],
    ['$inc of text', { a: 'x' }, changes({ $inc: { a: 1 } }), 14],
    ['$inc by text', { a: 1 }, { $inc: { a: 'x' } }, 14],
    ['$push to a number', { a: 1 }, { $push: { a: 1 } }, 2],
    ['a path through a number', { a: 1 }, { $set: { 'a.b': 1 } }, 28],
    ['two changes of one path', { a: 1 }, { $set: { a: 1 }, $inc: { a: 1 } }, 40],
  ];
  test.each(refusals)('%s', async (_name, before, change, code) => {
    await rows.insertOne({ _id: 1, ...before });
    const command = { update: rows.collectionName, updates: [{ q: { _id: 1 }, u: change }] };
    const answer = await database.db.command(command).catch((cause: unknown) => cause as mongo.MongoServerError);
    const errors = (answer as mongo.Document)['writeErrors'] as { code: number }[] | undefined;
    expect(errors?.[0]?.code ?? (answer as mongo.MongoServerError).code).toBe(code);
    expect(await rows.findOne()).toEqual({ _id: 1, ...before });
  });
});

test('numbers of other fields keep their kind', async () => {
  await rows.insertOne({
    _id: 1,
    int: new Int32(5),
    double: new Double(5),
    long: Long.fromNumber(5),
    n: 0,
    nested: { double: new Double(1) },
  });
  await rows.updateOne({ _id: 1 }, changes({ $inc: { n: 1 } }));
  const stored = await rows.findOne({ _id: 1 }, { promoteValues: false });
  expect(stored?.['int']).toBeInstanceOf(Int32);
  expect(stored?.['double']).toBeInstanceOf(Double);
  expect(stored?.['long']).toBeInstanceOf(Long);
  const nested = stored?.['nested'] as mongo.Document | undefined;
  expect(nested?.['double']).toBeInstanceOf(Double);
});

test('$inc grows an int beyond 32 bits to a long', async () => {
  await rows.insertOne({ _id: 1, n: 2147483647 });
  await rows.updateOne({ _id: 1 }, changes({ $inc: { n: 1 } }));
  expect((await rows.findOne({}, { promoteValues: false }))?.['n']).toEqual(Long.fromNumber(2147483648));
});

test('$currentDate writes the time of now', async () => {
  await rows.insertOne({ _id: 1 });
  const before = Date.now();
  await rows.updateOne({ _id: 1 }, changes({ $currentDate: { at: true } }));
  const at = (await rows.findOne())?.['at'] as Date;
  expect(at.getTime()).toBeGreaterThanOrEqual(before - 60_000);
});

describe('findAndModify', () => {
  beforeEach(async () => {
    await rows.insertMany([
      { _id: 1, n: 3, s: 'a' },
      { _id: 2, n: 1, s: 'a' },
      { _id: 3, n: 2, s: 'b' },
    ]);
  });

  test('answers the document before the change, or after it', async () => {
    expect(await rows.findOneAndUpdate({ _id: 1 }, changes({ $inc: { n: 1 } }))).toEqual({ _id: 1, n: 3, s: 'a' });
    expect(await rows.findOneAndUpdate({ _id: 1 }, changes({ $inc: { n: 1 } }), { returnDocument: 'after' })).toEqual({
      _id: 1,
      n: 5,
      s: 'a',
    });
  });

  test('takes the first by the sort, with a projection', async () => {
    const found = await rows.findOneAndUpdate(
      { s: 'a' },
      { $set: { s: 'c' } },
      { sort: { n: 1 }, projection: { n: 1 } },
    );
    expect(found).toEqual({ _id: 2, n: 1 });
  });

  test('removes', async () => {
    expect(await rows.findOneAndDelete({ s: 'a' }, { sort: { n: -1 } })).toEqual({
      _id: 1,
      n: 3,
      s: 'a',
    });
    expect(await rows.countDocuments()).toBe(2);
  });

  test('upserts', async () => {
    const found = await rows.findOneAndUpdate(
      { _id: 9 },
      { $set: { n: 1 } },
      { upsert: true, returnDocument: 'after' },
    );
    expect(found).toEqual({ _id: 9, n: 1 });
  });

  test('answers null when nothing matches', async () => {
    expect(await rows.findOneAndUpdate({ _id: 9 }, { $set: { n: 1 } })).toBeNull();
  });

  test('replaces', async () => {
    expect(await rows.findOneAndReplace({ _id: 1 }, { z: 1 }, { returnDocument: 'after' })).toEqual({ _id: 1, z: 1 });
  });

  test('takes array filters', async () => {
    await rows.insertOne({ _id: 4, list: [1, 5] });
    const found = await rows.findOneAndUpdate(
      { _id: 4 },
      { $set: { 'list.$[x]': 0 } },
      { arrayFilters: [{ x: { $gt: 3 } }], returnDocument: 'after' },
    );
    expect(found?.['list']).toEqual([1, 0]);
  });
});

describe('deleting', () => {
  test('removes one or all, and counts', async () => {
    await rows.insertMany([
      { _id: 1, a: 1 },
      { _id: 2, a: 1 },
      { _id: 3, a: 2 },
    ]);
    expect((await rows.deleteOne({ a: 1 })).deletedCount).toBe(1);
    expect((await rows.deleteMany({})).deletedCount).toBe(2);
    expect(await rows.countDocuments()).toBe(0);
  });
});

describe('bulk writes', () => {
  test('mix operations in order and count each kind', async () => {
    const result = await rows.bulkWrite([
      { insertOne: { document: { _id: 1, n: 1 } } },
      { updateOne: { filter: { _id: 1 }, update: changes({ $inc: { n: 1 } }) } },
      { updateOne: { filter: { _id: 2 }, update: { $set: { n: 5 } }, upsert: true } },
      { replaceOne: { filter: { _id: 1 }, replacement: { n: 9 } } },
      { deleteOne: { filter: { _id: 2 } } },
    ]);
    expect(result).toMatchObject({
      insertedCount: 1,
      matchedCount: 2,
      modifiedCount: 2,
      upsertedCount: 1,
      deletedCount: 1,
    });
    expect(await rows.find().toArray()).toEqual([{ _id: 1, n: 9 }]);
  });

  test('without order go on after a refusal', async () => {
    await rows.insertOne({ _id: 1 });
    const failure = (await failureOf(
      rows.bulkWrite(
        [
          { insertOne: { document: { _id: 1 } } },
          { insertOne: { document: { _id: 2 } } },
          { updateOne: { filter: { _id: 1 }, update: { $set: { ok: true } } } },
        ],
        { ordered: false },
      ),
    )) as mongo.MongoBulkWriteError;
    expect(failure.code).toBe(11000);
    expect(failure.result).toMatchObject({ insertedCount: 1, modifiedCount: 1 });
  });

  test('of a thousand upserts arrive', async () => {
    const operations = Array.from({ length: 1000 }, (_, at) => ({
      updateOne: { filter: { _id: at % 500 }, update: changes({ $inc: { n: 1 } }), upsert: true },
    }));
    await rows.bulkWrite(operations, { ordered: false });
    expect(await rows.countDocuments({ n: 2 })).toBe(500);
  });
});

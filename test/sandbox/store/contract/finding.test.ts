import { beforeAll, describe, expect, test } from '@jest/globals';
import { mongo } from 'mongoose';
import { failureOf, useDatabase } from '../support.js';

const database = useDatabase();
const { Double, Long, ObjectId } = mongo;

interface Row {
  _id: number;
  [field: string]: unknown;
}

const oid = new ObjectId('65f000000000000000000001');

const ROWS: Row[] = [
  {
    _id: 1,
    name: 'Aiko',
    age: 31,
    tags: ['vip', 'tokyo'],
    city: { name: 'Tokyo', code: 13 },
    at: new Date(1000),
    ref: oid,
  },
  { _id: 2, name: 'Ben', age: 25, tags: [], city: { name: 'Osaka', code: 27 }, at: new Date(2000), score: null },
  { _id: 3, name: 'Chai', age: new Double(31), tags: ['vip'], city: null, at: new Date(3000), score: 10 },
  { _id: 4, name: 'Dao', age: Long.fromNumber(40), at: new Date(4000), score: 3.5, flag: true },
  { _id: 5, name: 'eri', age: '31', tags: 'vip', city: { name: 'Kyoto' }, score: [1, 9], flag: false },
  {
    _id: 6,
    name: 'Fon',
    items: [
      { sku: 'a', n: 1 },
      { sku: 'b', n: 5 },
    ],
    grid: [[1, 2], [3]],
  },
  { _id: 7, name: 'Gen', items: [{ sku: 'a', n: 5 }, { sku: 'c' }], grid: [1, 2] },
];

beforeAll(async () => {
  await database.db.collection<Row>('rows').insertMany(ROWS);
});

const idsOf = async (filter: mongo.Filter<Row>, sort: mongo.Sort = { _id: 1 }): Promise<number[]> =>
  (await database.db.collection<Row>('rows').find(filter).sort(sort).toArray()).map((row) => row._id);

describe('a filter finds what MongoDB finds', () => {
  const cases: [string, mongo.Filter<Row>, number[]][] = [
    ['equality', { name: 'Ben' }, [2]],
    ['numbers of any kind by value', { age: 31 }, [1, 3]],
    ['an item of an array', { tags: 'vip' }, [1, 3, 5]],
    ['a whole array', { tags: ['vip', 'tokyo'] }, [1]],
    ['an empty array', { tags: [] }, [2]],
    ['null as null or missing', { score: null }, [1, 2, 6, 7]],
    ['not null', { score: { $ne: null } }, [3, 4, 5]],
    ['a dotted path', { 'city.name': 'Osaka' }, [2]],
    ['a missing dotted path', { 'city.code': null }, [3, 4, 5, 6, 7]],
    ['a whole embedded document', { city: { name: 'Tokyo', code: 13 } }, [1]],
    ['an embedded document in other order of fields', { city: { code: 13, name: 'Tokyo' } }, []],
    ['a range of numbers only among numbers', { age: { $gte: 30, $lt: 41 } }, [1, 3, 4]],
    ['a range of text', { name: { $gt: 'Ben', $lte: 'Dao' } }, [3, 4]],
    ['a range of dates', { at: { $gt: new Date(1000), $lt: new Date(4000) } }, [2, 3]],
    ['a range over items of an array, each bound by any item', { score: { $gt: 8, $lt: 2 } }, [5]],
    ['$in', { name: { $in: ['Aiko', 'Gen', 'Nobody'] } }, [1, 7]],
    ['$in with null', { flag: { $in: [null, true] } }, [1, 2, 3, 4, 6, 7]],
    ['$in with a regular expression', { name: { $in: [/^A/, 'Ben'] } }, [1, 2]],
    ['$nin', { name: { $nin: ['Aiko', 'Ben', 'Chai', 'Dao'] } }, [5, 6, 7]],
    ['$exists', { score: { $exists: true } }, [2, 3, 4, 5]],
    ['$exists false', { city: { $exists: false } }, [4, 6, 7]],
    ['$type by name', { age: { $type: 'string' } }, [5]],
    ['$type number', { age: { $type: 'number' } }, [1, 2, 3, 4]],
    ['$type int, double and long apart', { age: { $type: ['double', 'long'] } }, [3, 4]],
    ['$type array', { tags: { $type: 'array' } }, [1, 2, 3]],
    ['$regex', { name: { $regex: '^[a-e]', $options: 'i' } }, [1, 2, 3, 4, 5]],
    ['a regular expression', { name: /n$/ }, [2, 6, 7]],
    ['$not', { age: { $not: { $gt: 30 } } }, [2, 5, 6, 7]],
    ['$not with a regular expression', { name: { $not: /^[A-E]/ } }, [5, 6, 7]],
    ['$nor', { $nor: [{ age: 31 }, { name: 'Ben' }] }, [4, 5, 6, 7]],
    ['$or', { $or: [{ _id: 1 }, { name: 'Gen' }] }, [1, 7]],
    ['$and', { $and: [{ tags: 'vip' }, { age: 31 }] }, [1, 3]],
    ['$size', { tags: { $size: 2 } }, [1]],
    ['$all', { tags: { $all: ['vip', 'tokyo'] } }, [1]],
    ['$elemMatch on fields of one item', { items: { $elemMatch: { sku: 'a', n: 5 } } }, [7]],
    ['the same conditions on any items', { 'items.sku': 'a', 'items.n': 5 }, [6, 7]],
    ['$elemMatch on items themselves', { score: { $elemMatch: { $gt: 2, $lt: 10 } } }, [5]],
    ['a position in an array', { 'items.1.sku': 'b' }, [6]],
    ['arrays in arrays', { grid: [1, 2] }, [6, 7]],
    ['$mod', { _id: { $mod: [3, 1] } }, [1, 4, 7]],
    ['$expr', { $expr: { $gt: ['$city.code', 20] } }, [2]],
    ['an ObjectId', { ref: oid }, [1]],
    ['a boolean', { flag: false }, [5]],
    ['$bitsAllSet', { score: { $bitsAllSet: [1, 3] } }, [3]],
  ];
  test.each(cases)('%s', async (_name, filter, expected) => {
    expect(await idsOf(filter)).toEqual(expected);
  });
});

describe('a sort', () => {
  test('orders numbers of all kinds by value, and missing before numbers before text', async () => {
    expect(await idsOf({}, { age: 1, _id: 1 })).toEqual([6, 7, 2, 1, 3, 4, 5]);
    expect(await idsOf({}, { age: -1, _id: 1 })).toEqual([5, 4, 1, 3, 2, 6, 7]);
  });

  test('takes the smallest item of an array when rising and the largest when falling', async () => {
    expect(await idsOf({ score: { $type: 'number' } }, { score: 1 })).toEqual([5, 4, 3]);
    expect(await idsOf({ score: { $type: 'number' } }, { score: -1 })).toEqual([3, 5, 4]);
  });

  test('compares text by code point', async () => {
    expect(await idsOf({}, { name: 1 })).toEqual([1, 2, 3, 4, 6, 7, 5]);
  });

  test('works together with skip and limit', async () => {
    const rows = await database.db.collection<Row>('rows').find().sort({ _id: -1 }).skip(2).limit(3).toArray();
    expect(rows.map((row) => row._id)).toEqual([5, 4, 3]);
  });
});

describe('a projection', () => {
  const project = async (projection: mongo.Document, filter: mongo.Filter<Row> = { _id: 6 }): Promise<unknown> =>
    database.db.collection<Row>('rows').findOne(filter, { projection });

  test('includes fields and _id', async () => {
    expect(await project({ name: 1 })).toEqual({ _id: 6, name: 'Fon' });
  });

  test('includes without _id', async () => {
    expect(await project({ name: 1, _id: 0 })).toEqual({ name: 'Fon' });
  });

  test('excludes fields', async () => {
    expect(await project({ items: 0, grid: 0 })).toEqual({ _id: 6, name: 'Fon' });
  });

  test('includes dotted paths inside arrays', async () => {
    expect(await project({ 'items.sku': 1 })).toEqual({ _id: 6, items: [{ sku: 'a' }, { sku: 'b' }] });
  });

  test('excludes dotted paths inside arrays', async () => {
    expect(await project({ 'items.n': 0, grid: 0 })).toEqual({
      _id: 6,
      name: 'Fon',
      items: [{ sku: 'a' }, { sku: 'b' }],
    });
  });

  test('slices arrays', async () => {
    expect(await project({ items: { $slice: -1 }, grid: 0 })).toMatchObject({ items: [{ sku: 'b', n: 5 }] });
    expect(await project({ name: 1, items: { $slice: [0, 1] } })).toEqual({
      _id: 6,
      name: 'Fon',
      items: [{ sku: 'a', n: 1 }],
    });
  });

  test('picks the first item that matches with $elemMatch', async () => {
    expect(await project({ items: { $elemMatch: { n: { $gt: 2 } } } })).toEqual({
      _id: 6,
      items: [{ sku: 'b', n: 5 }],
    });
  });

  test('picks the matched item with a positional $', async () => {
    expect(await project({ 'items.$': 1 }, { _id: 6, 'items.sku': 'b' })).toEqual({
      _id: 6,
      items: [{ sku: 'b', n: 5 }],
    });
  });

  test('computes expressions', async () => {
    expect(await project({ upper: { $toUpper: '$name' }, count: { $size: '$items' } })).toEqual({
      _id: 6,
      upper: 'FON',
      count: 2,
    });
  });

  test('refuses a mixture of inclusion and exclusion', async () => {
    await failureOf(
      database.db
        .collection<Row>('rows')
        .find({}, { projection: { name: 1, age: 0 } })
        .toArray(),
    );
  });
});

describe('a cursor', () => {
  test('gives all documents in batches of the wanted size', async () => {
    const collection = database.db.collection<{ _id: number }>('many');
    await collection.insertMany(Array.from({ length: 250 }, (_, at) => ({ _id: at })));
    const rows = await collection.find().sort({ _id: 1 }).batchSize(20).toArray();
    expect(rows.map((row) => row._id)).toEqual(Array.from({ length: 250 }, (_, at) => at));
  });

  test('gives everything after the first batch at once when no size is named', async () => {
    expect(await database.db.collection('many').find().toArray()).toHaveLength(250);
  });

  test('that was closed is not found again', async () => {
    const first = await database.db.command({ find: 'many', batchSize: 2 });
    const { id } = first['cursor'] as { id: mongo.Long };
    expect(id.toString()).not.toBe('0');
    await database.db.command({ killCursors: 'many', cursors: [id] });
    const failure = await failureOf(database.db.command({ getMore: id, collection: 'many' }));
    expect(failure.code).toBe(43);
  });

  test('with a limit ends by itself', async () => {
    const answer = await database.db.command({ find: 'many', limit: 5, batchSize: 100 });
    expect((answer['cursor'] as { id: mongo.Long }).id.toString()).toBe('0');
  });

  test('over a collection that does not exist is empty', async () => {
    expect(await database.db.collection('nowhere').find().toArray()).toEqual([]);
  });
});

describe('counting', () => {
  test('count and countDocuments agree', async () => {
    const rows = database.db.collection<Row>('rows');
    expect(await rows.countDocuments({ tags: 'vip' })).toBe(3);
    expect(await rows.estimatedDocumentCount()).toBe(7);
    expect(await rows.countDocuments({}, { skip: 2, limit: 3 })).toBe(3);
  });

  test('distinct opens arrays and leaves out what is missing', async () => {
    const rows = database.db.collection<Row>('rows');
    expect(new Set(await rows.distinct('tags'))).toEqual(new Set(['tokyo', 'vip']));
    expect(await rows.distinct('items.sku')).toEqual(expect.arrayContaining(['a', 'b', 'c']));
  });
});

import { beforeAll, describe, expect, test } from '@jest/globals';
import { mongo } from 'mongoose';
import { useDatabase, type AnyRow } from '../support.js';

const database = useDatabase();

beforeAll(async () => {
  await database.db.collection<AnyRow>('sales').insertMany([
    { _id: 1, shop: 'a', amount: 10, at: new Date('2026-01-31T16:00:00Z'), items: ['x', 'y'] },
    { _id: 2, shop: 'a', amount: 20, at: new Date('2026-02-01T10:00:00Z'), items: ['x'] },
    { _id: 3, shop: 'b', amount: 5, at: new Date('2026-02-01T20:00:00Z'), items: [] },
    { _id: 4, shop: 'b', amount: 45, at: new Date('2026-02-02T01:00:00Z') },
    { _id: 5, shop: 'c', amount: 7, at: new Date('2026-02-03T01:00:00Z'), items: ['z', 'x'] },
  ]);
  await database.db.collection<AnyRow>('shops').insertMany([
    { _id: 'a', name: 'Asakusa', tags: ['t1'] },
    { _id: 'b', name: 'Bang Na', tags: ['t2', 't1'] },
  ]);
  await database.db.collection('sales').createIndex({ shop: 1, amount: -1 });
});

const aggregate = async (pipeline: mongo.Document[]): Promise<mongo.Document[]> =>
  database.db.collection('sales').aggregate(pipeline).toArray();

describe('a pipeline', () => {
  test('matches, sorts and limits', async () => {
    const found = await aggregate([
      { $match: { amount: { $gt: 6 } } },
      { $sort: { amount: -1 } },
      { $skip: 1 },
      { $limit: 2 },
    ]);
    expect(found.map((row) => row['_id'])).toEqual([2, 1]);
  });

  test('groups with accumulators', async () => {
    const found = await aggregate([
      { $sort: { _id: 1 } },
      {
        $group: {
          _id: '$shop',
          total: { $sum: '$amount' },
          count: { $sum: 1 },
          mean: { $avg: '$amount' },
          low: { $min: '$amount' },
          high: { $max: '$amount' },
          first: { $first: '$_id' },
          last: { $last: '$_id' },
          ids: { $push: '$_id' },
        },
      },
      { $sort: { _id: 1 } },
    ]);
    expect(found).toEqual([
      { _id: 'a', total: 30, count: 2, mean: 15, low: 10, high: 20, first: 1, last: 2, ids: [1, 2] },
      { _id: 'b', total: 50, count: 2, mean: 25, low: 5, high: 45, first: 3, last: 4, ids: [3, 4] },
      { _id: 'c', total: 7, count: 1, mean: 7, low: 7, high: 7, first: 5, last: 5, ids: [5] },
    ]);
  });

  test('groups by several fields and everything at once', async () => {
    const found = await aggregate([
      { $group: { _id: { shop: '$shop', big: { $gte: ['$amount', 20] } }, n: { $sum: 1 } } },
      { $sort: { n: -1, '_id.shop': 1, '_id.big': 1 } },
    ]);
    expect(found).toHaveLength(5);
    expect(await aggregate([{ $group: { _id: null, n: { $sum: 1 } } }])).toEqual([{ _id: null, n: 5 }]);
  });

  test('unwinds, keeping what is empty only when asked', async () => {
    expect(await aggregate([{ $unwind: '$items' }, { $sortByCount: '$items' }, { $limit: 1 }])).toEqual([
      { _id: 'x', count: 3 },
    ]);
    expect(
      await aggregate([{ $unwind: { path: '$items', preserveNullAndEmptyArrays: true } }, { $count: 'n' }]),
    ).toEqual([{ n: 7 }]);
  });

  test('joins by fields', async () => {
    const found = await aggregate([
      { $match: { _id: { $in: [1, 5] } } },
      { $sort: { _id: 1 } },
      { $lookup: { from: 'shops', localField: 'shop', foreignField: '_id', as: 'shops' } },
      { $project: { names: '$shops.name' } },
    ]);
    expect(found).toEqual([
      { _id: 1, names: ['Asakusa'] },
      { _id: 5, names: [] },
    ]);
  });

  test('joins by a pipeline with variables', async () => {
    const found = await aggregate([
      { $match: { _id: 3 } },
      {
        $lookup: {
          from: 'shops',
          let: { shop: '$shop' },
          pipeline: [{ $match: { $expr: { $eq: ['$_id', '$$shop'] } } }, { $project: { _id: 0, name: 1 } }],
          as: 'shops',
        },
      },
    ]);
    expect(found[0]?.['shops']).toEqual([{ name: 'Bang Na' }]);
  });

  test('joins arrays item by item', async () => {
    const found = await database.db
      .collection<AnyRow>('shops')
      .aggregate([
        { $match: { _id: 'b' } },
        { $lookup: { from: 'shops', localField: 'tags', foreignField: 'tags', as: 'same' } },
      ])
      .toArray();
    const ids = ((found[0]?.['same'] ?? []) as mongo.Document[]).map((shop) => String(shop['_id']));
    expect(new Set(ids)).toEqual(new Set(['a', 'b']));
  });

  test('runs facets over the same documents', async () => {
    const [found] = await aggregate([
      { $match: { amount: { $gte: 7 } } },
      {
        $facet: {
          count: [{ $count: 'n' }],
          top: [{ $sort: { amount: -1 } }, { $limit: 1 }, { $project: { amount: 1 } }],
        },
      },
    ]);
    expect(found).toEqual({ count: [{ n: 4 }], top: [{ _id: 4, amount: 45 }] });
  });

  test('puts into buckets and leaves empty ones out', async () => {
    const found = await aggregate([
      { $bucket: { groupBy: '$amount', boundaries: [0, 10, 15, 18, 50], output: { n: { $sum: 1 } } } },
      { $sort: { _id: 1 } },
    ]);
    expect(found).toEqual([
      { _id: 0, n: 2 },
      { _id: 10, n: 1 },
      { _id: 18, n: 2 },
    ]);
  });

  test('writes dates as text in a time zone', async () => {
    const found = await aggregate([
      { $match: { _id: 1 } },
      { $project: { day: { $dateToString: { date: '$at', format: '%Y-%m-%d %H:%M', timezone: 'Asia/Tokyo' } } } },
    ]);
    expect(found).toEqual([{ _id: 1, day: '2026-02-01 01:00' }]);
  });

  test('computes over windows', async () => {
    const found = await aggregate([
      {
        $setWindowFields: {
          partitionBy: '$shop',
          sortBy: { at: 1 },
          output: { running: { $sum: '$amount', window: { documents: ['unbounded', 'current'] } } },
        },
      },
      { $sort: { _id: 1 } },
      { $project: { running: 1 } },
    ]);
    expect(found.map((row) => row['running'])).toEqual([10, 30, 5, 50, 7]);
  });

  test('adds, removes and replaces fields', async () => {
    const found = await aggregate([
      { $match: { _id: 2 } },
      { $addFields: { double: { $multiply: ['$amount', 2] }, 'nested.x': 1 } },
      { $unset: ['items', 'at'] },
    ]);
    expect(found).toEqual([{ _id: 2, shop: 'a', amount: 20, double: 40, nested: { x: 1 } }]);
    expect(await aggregate([{ $match: { _id: 2 } }, { $replaceRoot: { newRoot: { v: '$amount' } } }])).toEqual([
      { v: 20 },
    ]);
  });

  test('evaluates conditions', async () => {
    const found = await aggregate([
      { $sort: { _id: 1 } },
      {
        $project: {
          size: { $cond: [{ $gte: ['$amount', 20] }, 'big', 'small'] },
          items: { $size: { $ifNull: ['$items', []] } },
          kind: { $switch: { branches: [{ case: { $eq: ['$shop', 'a'] }, then: 1 }], default: 0 } },
        },
      },
      { $limit: 2 },
    ]);
    expect(found).toEqual([
      { _id: 1, size: 'small', items: 2, kind: 1 },
      { _id: 2, size: 'big', items: 1, kind: 1 },
    ]);
  });

  test('maps, filters and reduces arrays', async () => {
    const [found] = await aggregate([
      { $match: { _id: 1 } },
      {
        $project: {
          upper: { $map: { input: '$items', as: 'item', in: { $toUpper: '$$item' } } },
          kept: { $filter: { input: '$items', as: 'item', cond: { $ne: ['$$item', 'x'] } } },
          joined: { $reduce: { input: '$items', initialValue: '', in: { $concat: ['$$value', '$$this'] } } },
        },
      },
    ]);
    expect(found).toEqual({ _id: 1, upper: ['X', 'Y'], kept: ['y'], joined: 'xy' });
  });

  test('unites collections', async () => {
    expect(await aggregate([{ $unionWith: 'shops' }, { $count: 'n' }])).toEqual([{ n: 7 }]);
  });

  test('merges into another collection', async () => {
    await aggregate([{ $group: { _id: '$shop', total: { $sum: '$amount' } } }, { $merge: { into: 'totals' } }]);
    await aggregate([
      { $match: { _id: 1 } },
      { $project: { _id: '$shop', seen: { $literal: true } } },
      { $merge: { into: 'totals' } },
    ]);
    expect(await database.db.collection<AnyRow>('totals').find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 'a', total: 30, seen: true },
      { _id: 'b', total: 50 },
      { _id: 'c', total: 7 },
    ]);
  });

  test('comes in batches', async () => {
    const found = await database.db
      .collection('sales')
      .aggregate([{ $sort: { _id: 1 } }], { batchSize: 2 })
      .toArray();
    expect(found).toHaveLength(5);
  });
});

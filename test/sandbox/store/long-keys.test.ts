import { beforeAll, describe, expect, test } from '@jest/globals';
import { mongo } from 'mongoose';
import { failureOf, rowsOf, useEmbeddedStore, type AnyRow } from './support.js';

const database = useEmbeddedStore();
/** Longer than any key LMDB takes. */
const PREFIX = 'x'.repeat(3000);
const TEXTS = [
  'a',
  `${PREFIX}a`,
  `${PREFIX}b`,
  `${PREFIX}c`,
  PREFIX,
  'y',
  'with\0zero',
  'with\0',
  'with',
  'ไทย',
  '\u{1f44b}',
  '\uffee',
];
let rows: mongo.Collection<AnyRow>;

beforeAll(async () => {
  rows = rowsOf(database.db, 'rows');
  await rows.insertMany(TEXTS.map((text, at) => ({ _id: at, text, n: at })));
  await rows.createIndex({ text: 1 }, { unique: true });
  await rows.createIndex({ text: -1, n: 1 });
});

describe('text longer than a key of the storage', () => {
  test('is found by equality, each its own', async () => {
    for (const [at, text] of TEXTS.entries()) {
      expect((await rows.find({ text }).toArray()).map((row) => row._id)).toEqual([at]);
    }
  });

  test('is unique by its whole length', async () => {
    expect((await failureOf(rows.insertOne({ text: `${PREFIX}b` }))).code).toBe(11000);
    await rows.insertOne({ _id: 'longer', text: `${PREFIX}bb` });
    await rows.deleteOne({ _id: 'longer' });
  });

  test('is within the same ranges and in the same order as without an index', async () => {
    for (const bound of TEXTS) {
      for (const operator of ['$gt', '$gte', '$lt', '$lte']) {
        for (const hint of ['text_1', 'text_-1_n_1']) {
          const read = async (options: mongo.FindOptions): Promise<unknown[]> =>
            (
              await rows
                .find({ text: { [operator]: bound } }, options)
                .sort({ text: 1 })
                .toArray()
            ).map((row) => row._id);
          expect(await read({ hint })).toEqual(await read({ hint: { $natural: 1 } }));
        }
      }
    }
  });

  test('can be an _id', async () => {
    const byId = rowsOf(database.db, 'ids');
    await byId.insertMany([{ _id: `${PREFIX}1` }, { _id: `${PREFIX}2` }]);
    expect(await byId.countDocuments({ _id: `${PREFIX}2` })).toBe(1);
    expect((await failureOf(byId.insertOne({ _id: `${PREFIX}1` }))).code).toBe(11000);
    expect((await byId.deleteOne({ _id: `${PREFIX}1` })).deletedCount).toBe(1);
  });
});

test('decimals, longs and doubles are one order, exact to the last digit', async () => {
  const numbers = rowsOf(database.db, 'numbers');
  const values = [
    mongo.Decimal128.fromString('0.1'),
    0.1,
    mongo.Long.fromString('9007199254740993'),
    mongo.Long.fromString('9007199254740992'),
    mongo.Decimal128.fromString('9007199254740992.5'),
    mongo.Long.MAX_VALUE,
    mongo.Long.MIN_VALUE,
    Number.NaN,
    Infinity,
    -Infinity,
    -0.5,
    0,
    new mongo.Double(5),
  ];
  await numbers.insertMany(values.map((value, at) => ({ _id: at, value })));
  const order = async (hint: mongo.Hint): Promise<unknown[]> =>
    (await numbers.find().hint(hint).sort({ value: 1 }).toArray()).map((row) => row._id);
  await numbers.createIndex({ value: 1 }, { unique: true });
  const scanned = await order({ $natural: 1 });
  expect(scanned).toEqual([7, 9, 6, 10, 11, 0, 1, 12, 3, 4, 2, 5, 8]);
  expect(await order('value_1')).toEqual(scanned);
  for (const [at, value] of values.entries()) {
    expect((await numbers.find({ value }).hint('value_1').toArray()).map((row) => row._id)).toEqual([at]);
  }
});

import { expect, test } from '@jest/globals';
import { mongo } from 'mongoose';

import { failureOf, useDatabase, type AnyRow } from '../support.js';

const database = useDatabase();
const { Binary, BSON, BSONRegExp, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp, UUID } = mongo;

test('every BSON type comes back byte for byte', async () => {
  const document = {
    _id: new ObjectId(),
    int: new Int32(7),
    double: new Double(7),
    fraction: 7.25,
    long: Long.fromString('9007199254740993'),
    smallLong: Long.fromNumber(5),
    decimal: Decimal128.fromString('12.340'),
    text: 'ไลน์ ライン 賴 \u{1f44b}',
    yes: true,
    nothing: null,
    date: new Date('2026-03-01T12:34:56.789Z'),
    early: new Date(-1),
    bytes: new Binary(Buffer.from([0, 1, 2, 255])),
    uuid: new UUID(),
    stamp: new Timestamp({ t: 100, i: 2 }),
    pattern: new BSONRegExp('^a.*b$', 'i'),
    low: new MinKey(),
    high: new MaxKey(),
    list: [1, 'two', { three: 3 }, [4, [5]]],
    nested: { deep: { deeper: { value: 1 } } },
    empty: {},
    none: [],
  };
  const raw = Buffer.from(BSON.serialize(document));
  const collection = database.db.collection('types');
  await collection.insertOne(document);
  const [stored] = await collection.find({ _id: document._id }, { raw: true }).toArray();
  expect(Buffer.from(stored as unknown as Uint8Array).equals(raw)).toBe(true);
});

test('a missing _id is made by the server', async () => {
  const collection = database.db.collection('ids');
  await database.db.command({ insert: 'ids', documents: [{ name: 'Aiko' }] });
  const stored = await collection.findOne({ name: 'Aiko' });
  expect(stored?._id).toBeInstanceOf(ObjectId);
});

test('_id is put first', async () => {
  await database.db.command({ insert: 'order', documents: [{ b: 1, _id: 5, a: 2 }] });
  const stored = await database.db.collection<AnyRow>('order').findOne({});
  expect(Object.keys(stored ?? {})).toEqual(['_id', 'b', 'a']);
});

test('a second document with the same _id is refused with 11000 and the key', async () => {
  const collection = database.db.collection<{ _id: string; n: number }>('duplicates');
  await collection.insertOne({ _id: 'a', n: 1 });
  const failure = await failureOf(collection.insertOne({ _id: 'a', n: 2 }));
  expect(failure.code).toBe(11000);
  expect(failure.message).toMatch(/duplicate key/i);
  expect(await collection.findOne({ _id: 'a' })).toEqual({ _id: 'a', n: 1 });
});

test('_id of different numeric kinds with the same value are the same', async () => {
  const collection = database.db.collection<AnyRow>('numericIds');
  await collection.insertOne({ _id: new Int32(1) });
  expect((await failureOf(collection.insertOne({ _id: new Double(1) }))).code).toBe(11000);
  expect((await failureOf(collection.insertOne({ _id: Long.fromNumber(1) }))).code).toBe(11000);
});

test('an ordered insert stops at the first refusal', async () => {
  const collection = database.db.collection<{ _id: number }>('ordered');
  const failure = (await failureOf(
    collection.insertMany([{ _id: 1 }, { _id: 2 }, { _id: 1 }, { _id: 3 }]),
  )) as mongo.MongoBulkWriteError;
  expect(failure.insertedCount).toBe(2);
  expect(await collection.countDocuments()).toBe(2);
});

test('an unordered insert goes on after refusals and names each', async () => {
  const collection = database.db.collection<{ _id: number }>('unordered');
  const failure = (await failureOf(
    collection.insertMany([{ _id: 1 }, { _id: 1 }, { _id: 2 }, { _id: 2 }, { _id: 3 }], { ordered: false }),
  )) as mongo.MongoBulkWriteError;
  expect(failure.insertedCount).toBe(3);
  const errors = failure.writeErrors as mongo.WriteError[];
  expect(errors.map((error) => [error.index, error.code])).toEqual([
    [1, 11000],
    [3, 11000],
  ]);
});

test('an _id may be a document but not an array', async () => {
  const collection = database.db.collection<AnyRow>('compoundIds');
  await collection.insertOne({ _id: { channel: 'c', user: 'u' }, n: 1 });
  expect(await collection.findOne({ _id: { channel: 'c', user: 'u' } })).toMatchObject({ n: 1 });
  expect(await collection.findOne({ _id: { user: 'u', channel: 'c' } })).toBeNull();
  await failureOf(collection.insertOne({ _id: [1, 2] }));
});

test('documents of several megabytes are stored', async () => {
  const collection = database.db.collection('large');
  const bytes = Buffer.alloc(5 * 1024 * 1024, 'x');
  const { insertedId } = await collection.insertOne({ bytes });
  const stored = await collection.findOne({ _id: insertedId });
  const kept = stored?.['bytes'] as mongo.Binary | undefined;
  expect(kept?.length()).toBe(bytes.length);
});

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mongo } from 'mongoose';
import { changes, connect, useDatabase, type AnyRow } from '../support.js';

const database = useDatabase();
let other: mongo.MongoClient;

beforeAll(async () => {
  other = await connect(database.uri, { maxPoolSize: 50 });
});
afterAll(async () => {
  await other?.close();
});

const CLIENTS = 50;

test('of clients racing on a unique key one wins and the others get 11000', async () => {
  const name = 'unique';
  await database.db.collection(name).createIndex({ key: 1 }, { unique: true });
  const outcomes = await Promise.all(
    Array.from({ length: CLIENTS }, async (_, at) => {
      const client = at % 2 === 0 ? database.client : other;
      return client
        .db(database.db.databaseName)
        .collection(name)
        .insertOne({ key: 'one', at })
        .then(() => 'won' as const)
        .catch((cause: unknown) => (cause instanceof mongo.MongoServerError ? cause.code : cause));
    }),
  );
  expect(outcomes.filter((outcome) => outcome === 'won')).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === 11000)).toHaveLength(CLIENTS - 1);
});

test('of clients racing with a conditional update exactly one wins', async () => {
  const jobs = other.db(database.db.databaseName).collection<AnyRow>('jobs');
  await jobs.insertOne({ _id: 'job', state: 'planned' });
  const outcomes = await Promise.all(
    Array.from({ length: CLIENTS }, async (_, at) =>
      jobs.updateOne({ _id: 'job', state: 'planned' }, { $set: { state: 'taken', by: at } }),
    ),
  );
  expect(outcomes.reduce((sum, outcome) => sum + outcome.modifiedCount, 0)).toBe(1);
});

test('of clients racing with findAndModify exactly one gets the document', async () => {
  const jobs = other.db(database.db.databaseName).collection<AnyRow>('claims');
  await jobs.insertOne({ _id: 'job', owner: null });
  const outcomes = await Promise.all(
    Array.from({ length: CLIENTS }, async (_, at) =>
      jobs.findOneAndUpdate({ _id: 'job', owner: null }, { $set: { owner: at } }),
    ),
  );
  expect(outcomes.filter((outcome) => outcome !== null)).toHaveLength(1);
});

test('no increment is lost', async () => {
  const counters = other.db(database.db.databaseName).collection<AnyRow>('counters');
  await counters.insertOne({ _id: 'n', count: 0 });
  await Promise.all(
    Array.from({ length: 200 }, async () => counters.updateOne({ _id: 'n' }, changes({ $inc: { count: 1 } }))),
  );
  expect((await counters.findOne({ _id: 'n' }))?.['count']).toBe(200);
});

import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import mongoose from 'mongoose';
import { intensityAt } from '../../src/friends/core/friend-tag.js';
import type { Friend } from '../../src/friends/core/friend.js';
import { FriendModel } from '../../src/friends/friend.model.js';
import { evaluate } from '../../src/segments/core/evaluate.js';
import type { SegmentRule } from '../../src/segments/core/rule.js';
import { toFilter } from '../../src/segments/core/to-filter.js';
import { anyFriend, anyNow, anyRule, KNOWN } from './random.js';

const FRIENDS = 200;
const RULES = 200;
const BOUNDARIES = 50;

// Another crowd in each run; a failure shows the seed that makes it again.
const seed = randomBytes(4).readInt32BE();
const friends = fc
  .sample(anyFriend, { numRuns: FRIENDS, seed })
  .map((friend, index): Friend => ({ ...friend, _id: `friend-${index}`, lineUserId: `U${index}` }));

const { MongoClient } = mongoose.mongo;
let client: mongoose.mongo.MongoClient;
let database: mongoose.mongo.Db;

beforeAll(async () => {
  const uri = process.env['TEST_MONGODB_URI'];
  if (!uri) throw new Error('Run this test with npm test: it starts the store.');
  client = await new MongoClient(uri, { retryWrites: false, serverSelectionTimeoutMS: 5_000 }).connect();
  database = client.db(`test-${randomBytes(6).toString('hex')}`);
  await stored().insertMany(friends);
});
afterAll(async () => {
  await database?.dropDatabase();
  await client?.close();
});

const stored = () => database.collection<Friend>('friends');

async function expectParity(rule: SegmentRule, now: Date): Promise<void> {
  const filter = toFilter(rule, now, KNOWN) as mongoose.mongo.Filter<Friend>;
  const found = await stored()
    .find(filter, { projection: { _id: 1 } })
    .toArray();
  const expected = friends.filter((friend) => evaluate(rule, friend, now, KNOWN).truth === true).map(({ _id }) => _id);
  expect({ seed, found: found.map(({ _id }) => _id).toSorted() }).toEqual({ seed, found: expected.toSorted() });
}

test('the store finds exactly the friends for whom a rule is true, and under not those for whom it is false', async () => {
  await fc.assert(
    fc.asyncProperty(anyRule, anyNow, async (rule, now) => {
      await expectParity(rule, now);
      await expectParity({ not: rule }, now);
    }),
    { numRuns: RULES },
  );
});

test('the store agrees in the millisecond in which an intensity equals the threshold', async () => {
  const tags = friends.flatMap((friend) => friend.tags).filter(({ v }) => v > 0);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...tags), anyNow, fc.boolean(), async (tag, now, isFloor) => {
      const threshold = intensityAt(tag, now);
      fc.pre(threshold > 0);
      await expectParity({ tag: tag.tagId, intensity: isFloor ? { gte: threshold } : { lte: threshold } }, now);
    }),
    { numRuns: BOUNDARIES },
  );
});

test('the model of a friend passes the filter of any rule on as it is', () => {
  fc.assert(
    fc.property(anyRule, anyNow, (rule, now) => {
      const filter = toFilter(rule, now, KNOWN);
      expect(FriendModel.find().cast(FriendModel, structuredClone(filter))).toEqual(filter);
    }),
  );
});

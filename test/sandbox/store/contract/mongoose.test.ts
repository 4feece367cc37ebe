import { afterAll, beforeAll, expect, test } from '@jest/globals';
import mongoose, { Schema } from 'mongoose';
import { useDatabase } from '../support.js';

const database = useDatabase();
let connection: mongoose.Connection;

const friendSchema = new Schema(
  {
    lineUserId: { type: String, required: true, unique: true },
    name: String,
    tags: [{ tagId: String, k: Number, _id: false }],
    attributes: { type: Map, of: String },
    stage: { type: String, enum: ['acquire', 'engage'], default: 'acquire' },
  },
  { timestamps: true, optimisticConcurrency: true },
);
friendSchema.index({ stage: 1, createdAt: -1 });

beforeAll(async () => {
  connection = await mongoose.createConnection(database.uri, { dbName: database.db.databaseName }).asPromise();
});
afterAll(async () => {
  await connection?.close();
});

test('a model creates its indexes, stores, finds, changes and removes', async () => {
  const Friend = connection.model('Friend', friendSchema);
  await Friend.init();
  const friend = await Friend.create({
    lineUserId: 'U1',
    name: 'Aiko',
    attributes: { size: 'M' },
    tags: [{ tagId: 't', k: 1 }],
  });
  expect(friend.stage).toBe('acquire');
  friend.name = 'Aiko T.';
  friend.tags.push({ tagId: 'u', k: 2 });
  await friend.save();
  const found = await Friend.findOne({ 'tags.tagId': 'u' }).lean();
  expect(found).toMatchObject({ name: 'Aiko T.', attributes: { size: 'M' } });
  await expect(Friend.create({ lineUserId: 'U1' })).rejects.toMatchObject({ code: 11000 });
  expect(await Friend.updateOne({ lineUserId: 'U1', stage: 'acquire' }, { stage: 'engage' })).toMatchObject({
    modifiedCount: 1,
  });
  expect(await Friend.exists({ stage: 'engage' })).not.toBeNull();
  expect(await Friend.deleteOne({ lineUserId: 'U1' })).toMatchObject({ deletedCount: 1 });
});

test('a stale document is not saved over a newer one', async () => {
  const Friend = connection.model('Friend', friendSchema);
  await Friend.create({ lineUserId: 'U2', name: 'Ben' });
  const [first, second] = await Promise.all([
    Friend.findOne({ lineUserId: 'U2' }),
    Friend.findOne({ lineUserId: 'U2' }),
  ]);
  if (!first || !second) throw new Error('The friend is missing');
  first.name = 'Ben A.';
  await first.save();
  second.name = 'Ben B.';
  await expect(second.save()).rejects.toThrow();
});

test('a cursor of a model reads documents one by one', async () => {
  const Friend = connection.model('Friend', friendSchema);
  await Friend.insertMany(Array.from({ length: 120 }, (_, at) => ({ lineUserId: `C${at}`, name: 'Cursor' })));
  let count = 0;
  for await (const friend of Friend.find({ name: 'Cursor' }).cursor({ batchSize: 25 })) {
    expect(friend.lineUserId).toMatch(/^C/);
    count += 1;
  }
  expect(count).toBe(120);
});

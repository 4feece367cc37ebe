import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { expect, test } from '@jest/globals';
import { mongo } from 'mongoose';
import { useDatabase } from '../support.js';

const database = useDatabase();

test('a file goes into GridFS and comes back whole, and is deleted with its chunks', async () => {
  const bucket = new mongo.GridFSBucket(database.db, { bucketName: 'media' });
  const bytes = randomBytes(1_000_000);
  const upload = bucket.openUploadStream('menu.png', { metadata: { kind: 'image' } });
  await finished(Readable.from([bytes]).pipe(upload));
  const pieces: Buffer[] = [];
  for await (const piece of bucket.openDownloadStream(upload.id)) pieces.push(piece as Buffer);
  const digest = (buffer: Buffer): string => createHash('sha256').update(buffer).digest('hex');
  expect(digest(Buffer.concat(pieces))).toBe(digest(bytes));
  expect(await bucket.find({ 'metadata.kind': 'image' }).toArray()).toHaveLength(1);
  await bucket.delete(upload.id);
  expect(await database.db.collection('media.chunks').countDocuments()).toBe(0);
});

import { pipeline } from 'node:stream/promises';
import { Transform, type Readable } from 'node:stream';
import mongoose from 'mongoose';

// Media lives in GridFS: every process reaches it, and one backup holds everything.
const bucket = () => {
  const { db } = mongoose.connection;
  if (!db) throw new Error('The database is not connected.');
  return new mongoose.mongo.GridFSBucket(db, { bucketName: 'files' });
};

/** A file grew past its limit while it was written; nothing of it is kept. */
export class FileTooLargeError extends Error {}

/** Stores a stream under a name, replacing what was there; resolves to its size in bytes. */
export async function writeFile(
  name: string,
  contentType: string,
  content: Readable,
  bytesMax: number,
): Promise<number> {
  const earlier = await findFiles(name);
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > bytesMax) done(new FileTooLargeError(`File ${name} is larger than ${bytesMax} bytes.`));
      else done(null, chunk);
    },
  });
  await pipeline(content, counted, bucket().openUploadStream(name, { metadata: { contentType } }));
  for (const id of earlier) await remove(id);
  return bytes;
}

/** The stored file as a stream from byte `start` on, with its type and whole size; null when there is none. */
export async function readFile(
  name: string,
  start = 0,
): Promise<{ contentType: string; bytes: number; stream: Readable } | null> {
  const [file] = await bucket().find({ filename: name }).sort({ uploadDate: -1 }).limit(1).toArray();
  if (!file) return null;
  const contentType = String(file.metadata?.['contentType'] ?? 'application/octet-stream');
  // The driver takes a missing end for 0 once a start is given.
  const range = start > 0 ? { start: Math.min(start, file.length), end: file.length } : {};
  return { contentType, bytes: file.length, stream: bucket().openDownloadStream(file._id, range) };
}

/** Deletes a file; nothing happens when there is none. */
export async function deleteFile(name: string): Promise<void> {
  for (const id of await findFiles(name)) await remove(id);
}

/** Of several who remove it at once, the driver lets only one succeed. */
async function remove(id: mongoose.mongo.ObjectId): Promise<void> {
  try {
    await bucket().delete(id);
  } catch (error) {
    if ((await bucket().find({ _id: id }).toArray()).length > 0) throw error;
  }
}

async function findFiles(name: string): Promise<mongoose.mongo.ObjectId[]> {
  const files = await bucket().find({ filename: name }).project<{ _id: mongoose.mongo.ObjectId }>({ _id: 1 }).toArray();
  return files.map(({ _id }) => _id);
}

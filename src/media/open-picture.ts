import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Context } from '../context.js';
import { NotFoundError } from '../errors.js';
import { readFile } from '../infra/mongo/files.js';
import { isPictureId, SIZES, type PictureSize } from './core/picture-address.js';
import { fileNameOf } from './find-picture.js';

const KEPT_MS = 60_000; // a picture that another process deleted is given out for at most this long
const KEPT_MAX = 64;
const KEPT_BYTES_MAX = 1_000_000; // of one; what is larger is loaded by those who open it, not by all who see the message

const kept = new Map<string, { contentType: string; content: Buffer; readAt: number }>();

/**
 * One size of a picture to be given to whoever asks; NotFoundError when there is none. A broadcast makes many ask for the
 * same at once, so what was asked for last stays in memory.
 */
export async function openPicture(
  { clock }: Pick<Context, 'clock'>,
  id: string,
  size: PictureSize,
): Promise<{ contentType: string; bytes: number; stream: Readable }> {
  const missing = () => new NotFoundError('picture', (size === null ? id : `${id}/${size}`).slice(0, 80));
  if (!isPictureId(id) || !SIZES.includes(size)) throw missing();
  const name = fileNameOf(id, size);
  const now = clock.now().getTime();
  const known = kept.get(name);
  if (known && Math.abs(now - known.readAt) < KEPT_MS) return asFile(known);
  const file = await readFile(name);
  if (file === null) throw missing();
  if (file.bytes > KEPT_BYTES_MAX) return file;
  const read = { contentType: file.contentType, content: await buffer(file.stream), readAt: now };
  kept.delete(name);
  kept.set(name, read);
  const [oldest] = kept.keys();
  if (kept.size > KEPT_MAX && oldest !== undefined) kept.delete(oldest);
  return asFile(read);
}

/** Drops what this process keeps of a picture. */
export function forgetPicture(id: string): void {
  for (const size of SIZES) kept.delete(fileNameOf(id, size));
}

const asFile = ({ contentType, content }: { contentType: string; content: Buffer }) => ({
  contentType,
  bytes: content.length,
  stream: Readable.from([content]),
});

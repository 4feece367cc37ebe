import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

const CALLER_LEFT = 'ERR_STREAM_PREMATURE_CLOSE';
const YEAR_SECONDS = 31_536_000;

/** A file on its way to a caller: to be saved under a name, or one that never changes under its address, shown by any page. */
export type StreamedFile = { contentType: string; stream: Readable } & (
  { fileName: string } | { forever: { tag: string; bytes: number } }
);

/** Streams a file to the caller, no faster than they take it. An error in between cuts it off, so that nobody takes a part for the whole. */
export async function sendDownload(res: Response, file: StreamedFile): Promise<void> {
  const { contentType, stream } = file;
  if ('forever' in file) allowKeeping(res, file.forever);
  else res.set('cache-control', 'no-store').attachment(file.fileName);
  res.set({ 'content-type': contentType, 'x-content-type-options': 'nosniff' });
  const hasItAlready = 'forever' in file && res.req.fresh;
  if (hasItAlready || res.req.method === 'HEAD') {
    stream.destroy();
    res.status(hasItAlready ? 304 : res.statusCode).end();
    return;
  }
  try {
    await pipeline(stream, res);
  } catch (error) {
    const hasCallerLeft = error instanceof Error && 'code' in error && error.code === CALLER_LEFT;
    if (!hasCallerLeft) throw error;
  }
}

function allowKeeping(res: Response, { tag, bytes }: { tag: string; bytes: number }): void {
  res.set({
    'cache-control': `public, max-age=${YEAR_SECONDS}, immutable`,
    'cross-origin-resource-policy': 'cross-origin',
    'content-length': String(bytes),
    etag: `"${tag}"`,
  });
}

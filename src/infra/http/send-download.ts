import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

const CALLER_LEFT = 'ERR_STREAM_PREMATURE_CLOSE';

/** Streams a file to the caller, no faster than they take it. An error in between cuts it off, so that nobody takes a part for the whole. */
export async function sendDownload(
  res: Response,
  { contentType, fileName, stream }: { contentType: string; fileName: string; stream: Readable },
): Promise<void> {
  res.set({ 'content-type': contentType, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  res.attachment(fileName);
  res.set('content-type', contentType);
  try {
    await pipeline(stream, res);
  } catch (error) {
    const hasCallerLeft = error instanceof Error && 'code' in error && error.code === CALLER_LEFT;
    if (!hasCallerLeft) throw error;
  }
}

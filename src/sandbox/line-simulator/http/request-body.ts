import type { IncomingMessage } from 'node:http';
import { JSON_BODY_BYTES_MAX } from '../limits.js';
import { LineError } from './line-error.js';
import type { Route } from './route.js';

/** Uploads: 1,500,000 user IDs in a file are the largest. */
const BINARY_BODY_BYTES_MAX = 64 * 1024 * 1024;

/** Reads the bytes of a request; more than the endpoint takes is answered 413. */
export async function readBytes(req: IncomingMessage, route: Route): Promise<Buffer> {
  const max = route.body === 'binary' ? BINARY_BODY_BYTES_MAX : JSON_BODY_BYTES_MAX;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length;
    // The rest is read and dropped, so that the caller can finish writing and see the answer.
    if (size <= max) chunks.push(chunk);
  }
  if (size > max) throw new LineError(413, 'Request Entity Too Large');
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

/** The body in the form that the endpoint takes. */
export function parseBody(raw: Buffer, contentType: string | undefined, route: Route): unknown {
  if (route.body === 'none' || route.body === 'binary') return undefined;
  const mediaType = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (route.body === 'form') {
    if (mediaType !== 'application/x-www-form-urlencoded') throw unsupported(mediaType);
    return new URLSearchParams(raw.toString());
  }
  // Endpoints whose path says everything (link, set default, leave) are called with no body, whatever the header says.
  if (raw.length === 0) return undefined;
  if (mediaType !== 'application/json') throw unsupported(mediaType);
  return parseJson(raw.toString());
}

function unsupported(mediaType: string): LineError {
  return new LineError(400, `The content type, ${mediaType || 'application/octet-stream'}, is not supported`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const position = Number(/at position (\d+)/.exec(String(cause))?.[1] ?? text.length);
    const before = text.slice(0, position).split('\n');
    const place = `line: ${before.length}, column: ${(before.at(-1)?.length ?? 0) + 1}`;
    throw new LineError(400, `The request body could not be parsed as JSON (${place})`);
  }
}

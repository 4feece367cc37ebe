import { LineError, invalidParameter } from '../http/line-error.js';
import { openToken, sealToken } from '../ids.js';
import { START_TOKEN_KEPT_MS } from '../limits.js';

/** The `limit` of a list. */
export function readLimit(query: URLSearchParams, standard: number, max: number): number {
  const given = query.get('limit');
  const limit = given === null ? standard : Number(given);
  if (!Number.isInteger(limit) || limit < 1 || limit > max) throw invalidParameter('limit');
  return limit;
}

/** One page of a list; its continuation token is good for 24 hours. */
export function pageOf<Item>(
  items: Item[],
  limit: number,
  start: string | null,
  now: number,
): { items: Item[]; next: string | undefined } {
  const from = start === null ? 0 : readStart(start, now);
  const end = from + limit;
  const next = end < items.length ? sealToken('start', String(end), String(now)) : undefined;
  return { items: items.slice(from, end), next };
}

function readStart(start: string, now: number): number {
  const [word, from, issuedAt] = openToken(start);
  const isFresh = now - Number(issuedAt) < START_TOKEN_KEPT_MS;
  if (word !== 'start' || !Number.isInteger(Number(from)) || !isFresh) throw new LineError(400, 'Invalid start param');
  return Number(from);
}

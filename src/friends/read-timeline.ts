import type { Context } from '../context.js';
import type { TimelineEntry, TimelineSource } from '../edges.js';
import { InvalidInputError } from '../errors.js';
import { getFriend } from './find-friends.js';

/** An entry with where it comes from; `id` is unique over all sources. */
export interface TimelineLine extends Omit<TimelineEntry, 'chat'> {
  source: string;
  /** What it says is of a chat that whoever asks may not read. */
  isWithheld: boolean;
}

type Sourced = TimelineEntry & { source: string };

interface Place {
  at: Date;
  id: string;
}

/**
 * Everything about a friend in one order: newest first, and of one instant by id. The cursor is a place in that order, so
 * what arrives meanwhile neither repeats nor hides a line. Of a chat that whoever asks may not read it shows when something was
 * said, and not what.
 */
export async function readTimeline(
  ctx: Pick<Context, 'actor' | 'caller' | 'lookAtChats' | 'timeline'>,
  friendId: string,
  { before, kinds, limit }: { before: string | null; kinds: string[] | null; limit: number },
): Promise<{ entries: TimelineLine[]; next: string | null }> {
  await getFriend(friendId);
  const place = before === null ? null : readPlace(before);
  const asked = ctx.timeline.filter(
    (source) => !kinds || !source.kinds || source.kinds.some((kind) => kinds.includes(kind)),
  );
  const pages = await Promise.all(asked.map((source) => readSource(source, friendId, { place, kinds, limit })));
  const found = pages.flat().toSorted(newestFirst).slice(0, limit);
  const mayRead = await ctx.lookAtChats(
    [ctx],
    found.flatMap(({ chat }) => chat ?? []),
  );
  const entries = found.map(({ chat, ...entry }) =>
    chat && !mayRead(ctx, chat) ? { ...entry, data: {}, isWithheld: true } : { ...entry, isWithheld: false },
  );
  const last = entries.at(-1);
  return { entries, next: last && entries.length === limit ? writePlace(last) : null };
}

async function readSource(
  source: TimelineSource,
  friendId: string,
  { place, kinds, limit }: { place: Place | null; kinds: string[] | null; limit: number },
): Promise<Sourced[]> {
  const before = place && { at: place.at, id: idWithin(source.name, place.id) };
  const entries = await source.read(friendId, { before, kinds, limit });
  return entries.map((entry) => ({ ...entry, id: `${source.name}:${entry.id}`, source: source.name }));
}

const AFTER_ALL = '\uffff';

/** Up to which of its own ids a source lies before a place: ids of all sources are in one order, by source first. */
function idWithin(source: string, id: string): string {
  const [name = '', ...rest] = id.split(':');
  if (source === name) return rest.join(':');
  return source < name ? AFTER_ALL : '';
}

function newestFirst(a: Sourced, b: Sourced): number {
  if (a.at.getTime() !== b.at.getTime()) return b.at.getTime() - a.at.getTime();
  return compare(b.source, a.source) || compare(b.id, a.id);
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

const writePlace = ({ at, id }: Place) => Buffer.from(`${at.getTime()} ${id}`).toString('base64url');

function readPlace(cursor: string): Place {
  const [, time = '', id = ''] = /^(\d{1,15}) (.+)$/s.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (id === '') throw new InvalidInputError('invalid_input', `before is ${cursor}; it must be the next of a page.`);
  return { at: new Date(Number(time)), id };
}

/**
 * A change gets its time from the clock of the store while it is written, and can be read within this. Whoever reads on from a
 * time goes back by so much, so that what was written later under an earlier time is not missed.
 */
export const OVERLAP_MS = 10_000;

const DAY_MS = 86_400_000;

/** Up to where a console was told everything, but for the overlap; and what it could see then, as a word. */
export interface Cursor {
  at: Date;
  scope: string;
}

/** A cursor as consoles hand it back. */
export const writeCursor = ({ at, scope }: Cursor): string => `${at.getTime()}.${scope}`;

/** A cursor that `writeCursor` wrote; null for anything else. */
export function readCursor(text: string): Cursor | null {
  const [, time = '', scope = ''] = /^(\d{1,15})\.([\w-]{1,64})$/.exec(text) ?? [];
  return scope === '' ? null : { at: new Date(Number(time)), scope };
}

/** From when on changes are read that follow a time. */
export const withOverlap = (at: Date): Date => new Date(at.getTime() - OVERLAP_MS);

/** How a console goes on: from nothing, from up to where it was told everything, or by reading its lists anew. */
export type Resumption = { kind: 'fresh' } | { kind: 'replay'; at: Date } | { kind: 'reload' };

/** Whoever was away for a day, or sees something else since, reads anew. */
export function decideResumption(lastEventId: string | null, scope: string, now: Date): Resumption {
  if (lastEventId === null) return { kind: 'fresh' };
  const cursor = readCursor(lastEventId);
  if (!cursor || cursor.scope !== scope || now.getTime() - cursor.at.getTime() > DAY_MS) return { kind: 'reload' };
  return { kind: 'replay', at: cursor.at };
}

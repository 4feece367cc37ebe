import { describe, expect, test } from '@jest/globals';
import { decideResumption, OVERLAP_MS, readCursor, withOverlap, writeCursor } from '../../../src/live/core/cursor.js';

const now = new Date('2026-11-28T08:00:00Z');
const before = (ms: number) => new Date(now.getTime() - ms);

test('a cursor that was written is read as it was; what nobody wrote is none', () => {
  const cursor = { at: now, scope: 'a-Word_1' };
  expect(readCursor(writeCursor(cursor))).toEqual(cursor);
  for (const foreign of ['', 'now.a', '1.', `${now.getTime()}`, `${now.getTime()}.a b`])
    expect(readCursor(foreign)).toBeNull();
});

describe('a console goes on', () => {
  const decide = (lastEventId: string | null) => decideResumption(lastEventId, 'same', now);
  test.each([
    ['from nothing, when it was told nothing yet', null, 'fresh'],
    ['from where it was', writeCursor({ at: before(60_000), scope: 'same' }), 'replay'],
    ['anew, when it may see something else since', writeCursor({ at: before(60_000), scope: 'other' }), 'reload'],
    ['anew, when it was away for more than a day', writeCursor({ at: before(86_400_001), scope: 'same' }), 'reload'],
    ['anew, when nobody knows where it was', 'somewhere', 'reload'],
  ])('%s', (_what, lastEventId, kind) => expect(decide(lastEventId).kind).toBe(kind));
});

test('reading on goes back by the overlap', () => {
  expect(now.getTime() - withOverlap(now).getTime()).toBe(OVERLAP_MS);
});

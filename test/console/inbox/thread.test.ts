import { describe, expect, test } from '@jest/globals';
import { withNewest, withPart, type Thread } from '../../../src/console/inbox/patch-thread.js';
import { readLine } from '../../../src/console/inbox/read-line.js';
import { itemsOf } from '../../../src/console/inbox/thread-items.js';
import { aLine } from './a-conversation.js';

const thread: Thread = { lines: [aLine('b', 2), aLine('c', 3)], before: 'place', after: null };
const ids = ({ lines }: Thread) => lines.map(({ id }) => id);

describe('a thread', () => {
  test('gets older lines in front and knows where it begins', () => {
    const older = withPart(thread, { lines: [aLine('a', 1)], before: null, after: 'x' }, 'older');
    expect(ids(older)).toEqual(['a', 'b', 'c']);
    expect(older).toMatchObject({ before: null, after: null });
  });

  test('shows what is newer, and lines that are known as they are now', () => {
    const sent = aLine('c', 3, { data: { outcome: { state: 'accepted' } } });
    const newer = withNewest(thread, { lines: [sent, aLine('d', 4)], before: 'other', after: null });
    expect(ids(newer)).toEqual(['b', 'c', 'd']);
    expect(newer.lines[1]).toEqual(sent);
    expect(newer.before).toBe('place');
  });

  test('stands anew where more was said than one page holds, so that nothing is left out unseen', () => {
    const far = { lines: [aLine('x', 90), aLine('y', 91)], before: 'place of x', after: null };
    expect(withNewest(thread, far)).toEqual(far);
  });

  test('has lines of one instant in the order of the server', () => {
    const [activity, entry] = [aLine('z', 5), aLine('a', 5)];
    const later = { ...entry, place: Buffer.from(`${Date.parse(entry.at)} entry a`).toString('base64url') };
    expect(ids(withPart(thread, { lines: [later, activity], before: null, after: null }, 'newer'))).toEqual([
      'b',
      'c',
      'z',
      'a',
    ]);
  });
});

describe('what is shown of a thread', () => {
  test('has the day of the zone above the first line of each, and leaves out what the panel says', () => {
    const hidden = aLine('stage', 20, { kind: 'happening', data: { what: 'activityStatus.changed' } });
    const items = itemsOf([aLine('a', 0), hidden, aLine('b', 13 * 60)], 'Asia/Taipei');
    expect(items.map(({ kind, key }) => `${kind} ${key}`)).toEqual([
      'day day 2026-03-02',
      'line a',
      'day day 2026-03-03',
      'line b',
    ]);
  });

  test('is what was said, with its cost and outcome; what is missing is left out', () => {
    const sent = {
      content: [{ type: 'text', text: 'Hi' }, 'broken'],
      cost: 0,
      method: 'reply',
      outcome: { state: 'accepted' },
    };
    expect(readLine(aLine('s', 0, { kind: 'sent', data: sent }))).toEqual({
      kind: 'sent',
      messages: [{ type: 'text', text: 'Hi' }],
      outcome: 'accepted',
      cost: 0,
      method: 'reply',
      reason: null,
    });
    expect(
      readLine(aLine('f', 0, { kind: 'sent', data: { outcome: { state: 'skipped', reason: 'blocked' } } })),
    ).toMatchObject({
      messages: [],
      outcome: 'failed',
      reason: 'blocked',
    });
    expect(readLine(aLine('w', 0, { data: { isWithheld: true } }))).toEqual({ kind: 'withheld' });
  });
});

import { describe, expect, test } from '@jest/globals';
import { runningSpans, type ConversationEvent } from '../../../src/hours/core/running-spans.js';
import type { Happening, HappeningKind } from '../../../src/inbox/core/happenings.js';
import { cutAnswered, withHappened, withPresent } from '../../../src/service/core/history.js';

const START = Date.UTC(2026, 2, 2, 1);
const minute = (count: number) => new Date(START + count * 60_000);
const happening = (kind: HappeningKind, at: number, rest: Partial<Happening> = {}): Happening => ({
  rev: at,
  kind,
  at: minute(at),
  by: 'friend',
  assigneeId: null,
  teamId: null,
  priority: 1,
  labels: [],
  ...rest,
});
const calendarOf = (teamId: string | null) => (teamId === 'nights' ? 'calendar-2' : null);
const kinds = (history: ConversationEvent[]) =>
  history.map(({ kind, at }) => `${(at.getTime() - START) / 60_000} ${kind}`);

describe('a history', () => {
  const opened = withHappened([], [happening('opened', 0)], calendarOf);

  test('knows what a friend waits for before anything else changes, once', () => {
    const present = { waitingSince: minute(0), calendarId: null, now: minute(1) };
    const waiting = withPresent(opened, present);
    expect(kinds(waiting)).toEqual(['0 calendarChanged', '0 started', '0 inbound']);
    expect(withPresent(waiting, present)).toEqual(waiting);
    const answered = withHappened(waiting, [happening('inbound', 0), happening('answered', 5)], calendarOf);
    expect(kinds(answered).slice(2)).toEqual(['0 inbound', '5 staffAnswered']);
  });

  test('is in order of time, however late it is heard of', () => {
    const late = withPresent(withHappened(opened, [happening('paused', 9)], calendarOf), {
      waitingSince: minute(4),
      calendarId: null,
      now: minute(10),
    });
    expect(kinds(late).slice(2)).toEqual(['4 inbound', '9 waitingForFriend']);
  });

  test('has what was said while staff answered wait from that answer on, which was not to it', () => {
    const first = withPresent(opened, { waitingSince: minute(1), calendarId: null, now: minute(2) });
    const answered = withHappened(first, [happening('inbound', 1), happening('answered', 5)], calendarOf);
    const present = { waitingSince: minute(4), calendarId: null, now: minute(6) };
    const crossed = withPresent(answered, present);
    expect(kinds(crossed).slice(2)).toEqual(['1 inbound', '5 staffAnswered', '5 inbound']);
    expect(withPresent(crossed, present)).toEqual(crossed);
    const again = withHappened(crossed, [happening('inbound', 4), happening('answered', 9)], calendarOf);
    expect(runningSpans(again).map(({ target, endedAt }) => [target, endedAt])).toEqual([
      ['resolution', null],
      ['firstResponse', minute(5)],
      ['nextResponse', minute(9)],
    ]);
  });

  test('goes by the calendar of the team, and by another that it is given', () => {
    const moved = withHappened(opened, [happening('team', 3, { teamId: 'nights' })], calendarOf);
    expect(moved.at(-1)).toEqual({ kind: 'calendarChanged', at: minute(3), calendarId: 'calendar-2' });
    expect(withPresent(moved, { calendarId: 'calendar-2', now: minute(9) })).toEqual(moved);
    expect(withPresent(moved, { calendarId: null, now: minute(9) }).at(-1)).toMatchObject({ at: minute(9) });
  });
});

test('a long history is cut to what is not over, and everything counts on as before', () => {
  const turns = Array.from({ length: 300 }, (_, turn): ConversationEvent[] => [
    { kind: 'inbound', at: minute(10 * turn) },
    ...(turn % 50 === 7 ? [{ kind: 'waitingForFriend', at: minute(10 * turn + 1) } as const] : []),
    ...(turn % 50 === 7 ? [{ kind: 'resumed', at: minute(10 * turn + 2) } as const] : []),
    { kind: 'staffAnswered', at: minute(10 * turn + 5) },
  ]).flat();
  const history: ConversationEvent[] = [
    { kind: 'started', at: minute(0), priority: 'normal' },
    ...turns,
    { kind: 'inbound', at: minute(4_000) },
  ];
  const cut = cutAnswered({ history, earlier: 0 });
  expect(cut.history.length).toBeLessThan(30);
  expect(cut.earlier).toBe(299);
  const [whole, rest] = [runningSpans(history), runningSpans(cut.history, cut.earlier)];
  for (const target of ['firstResponse', 'resolution'] as const)
    expect(rest.find((one) => one.target === target)).toEqual(whole.find((one) => one.target === target));
  expect(rest.at(-1)).toEqual(whole.at(-1));
  expect(cutAnswered(cut)).toEqual(cut);
});

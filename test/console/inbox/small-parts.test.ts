import { expect, test } from '@jest/globals';
import { matchingCanned } from '../../../src/console/inbox/matching-canned.js';
import { snoozeTimes } from '../../../src/console/inbox/snooze-times.js';

test('what is put off comes back in an hour, this evening, tomorrow and on Monday morning, by the clocks of the account', () => {
  const wednesdayNoon = new Date('2026-03-04T04:00:00Z'); // 12:00 in Taipei
  expect(snoozeTimes(wednesdayNoon, 'Asia/Taipei').map((at) => at.toISOString())).toEqual([
    '2026-03-04T05:00:00.000Z',
    '2026-03-04T10:00:00.000Z',
    '2026-03-05T01:00:00.000Z',
    '2026-03-09T01:00:00.000Z',
  ]);
});

test('in the evening nothing comes back in the past, and before Monday tomorrow stands once', () => {
  const sundayNight = new Date('2026-03-08T14:00:00Z'); // 22:00 in Taipei
  expect(snoozeTimes(sundayNight, 'Asia/Taipei').map((at) => at.toISOString())).toEqual([
    '2026-03-08T15:00:00.000Z',
    '2026-03-09T01:00:00.000Z',
  ]);
});

test('a slash and letters offer canned responses by shortcut or name, those used most first', () => {
  const one = (shortcut: string, name: string, usedCount: number) => ({
    id: shortcut,
    shortcut,
    name,
    texts: {},
    usedCount,
  });
  const canned = [one('hours', 'Opening hours', 1), one('hello', 'Greeting', 9), one('billing', 'Invoices', 4)];
  const offered = (text: string) => matchingCanned(canned, text).map(({ shortcut }) => shortcut);
  expect(offered('/h')).toEqual(['hello', 'hours']);
  expect(offered('/invoice')).toEqual(['billing']);
  expect(offered('/')).toEqual(['hello', 'billing', 'hours']);
  expect(offered('say /h')).toEqual([]);
});

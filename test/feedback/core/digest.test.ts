import { expect, test } from '@jest/globals';
import { nextDigestAt } from '../../../src/feedback/core/digest.js';

// 2026-03-09 is a Monday; New York changes its clocks on the Sunday before.
test.each([
  ['on a Wednesday', '2026-03-04T00:00:00Z', 'Asia/Taipei', '2026-03-09T01:00:00Z'],
  ['on Monday before nine', '2026-03-09T00:59:59Z', 'Asia/Taipei', '2026-03-09T01:00:00Z'],
  ['on Monday at nine, in a week', '2026-03-09T01:00:00Z', 'Asia/Taipei', '2026-03-16T01:00:00Z'],
  ['on Sunday night', '2026-03-08T15:59:00Z', 'Asia/Taipei', '2026-03-09T01:00:00Z'],
  ['over a change of clocks', '2026-03-07T12:00:00Z', 'America/New_York', '2026-03-09T13:00:00Z'],
])('the next digest %s', (_when, after, timeZone, expected) => {
  expect(nextDigestAt(new Date(after), timeZone)).toEqual(new Date(expected));
});

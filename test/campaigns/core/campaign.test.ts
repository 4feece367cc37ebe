import { expect, test } from '@jest/globals';
import { CreateCampaignInput } from '../../../src/campaigns/core/campaign.js';

const content = { messages: [{ type: 'text', text: 'Hello' }] };
const problem = (given: object) => {
  const { error } = CreateCampaignInput.safeParse({ name: 'x', audience: { everyone: true }, content, ...given });
  return error?.issues[0]?.message ?? null;
};

test.each([
  ['2026-12-24T18:00:00+08:00', null],
  ['2026-12-24T10:00:00.000Z', null],
  [new Date(), null],
  // Each of these would otherwise mean now, or another moment on each machine.
  [null, 'an instant with its zone'],
  [true, 'an instant with its zone'],
  [1_798_106_400, 'an instant with its zone'],
  ['2026-12-24T18:00', 'an instant with its zone'],
  ['2026-02-30T18:00:00Z', 'an instant with its zone'],
  ['soon', 'an instant with its zone'],
])('sendAt %p: %p', (sendAt, said) => {
  if (said === null) expect(problem({ sendAt })).toBeNull();
  else expect(problem({ sendAt })).toContain(said);
});

test('a local time is one that there is', () => {
  const at = (time: string) => problem({ schedule: { kind: 'localTime', at: time } });
  expect(at('2028-02-29T10:00')).toBeNull();
  for (const wrong of ['2026-02-29T10:00', '2026-02-31T10:00', '2026-13-01T10:00'])
    expect(at(wrong)).toContain('on a day that there is');
  for (const wrong of ['2026-12-24T24:00', '2026-12-24']) expect(at(wrong)).toContain('must be a local time such as');
});

test('no arm is called as those who get nothing', () => {
  const arms = [
    { key: 'holdout', content },
    { key: 'b', content },
  ];
  expect(problem({ sendAt: new Date(), test: { arms } })).toContain('must not have holdout');
});

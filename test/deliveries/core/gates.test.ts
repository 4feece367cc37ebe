import { expect, test } from '@jest/globals';
import { decideDelivery, type Gated, type GateFacts } from '../../../src/deliveries/core/gates.js';
import { aFriend, START } from '../../friends/a-friend.js';

import { DEFAULT_SENDING_POLICY, SendingPolicy } from '../../../src/deliveries/core/sending-policy.js';

const said = (state: 'granted' | 'denied') => ({ consent: { promotion: { state, at: START, source: 'form' } } });
const optedOut = said('denied');
const blacklisted = { blacklisted: { at: START, reason: 'abusive', by: 'apiKey/1' } };
const withStaff = { conversation: { id: 'a', state: 'open' as const, since: START, heldSince: START, rev: 1 } };

const service: Gated = {
  id: 'd',
  transactional: false,
  contentType: 'service',
  isAnswer: false,
  plannedAt: START,
  hours: null,
};
const promotion: Gated = { ...service, contentType: 'promotion' };
const receipt: Gated = { ...service, transactional: true };
const receiptWithOffer: Gated = { ...promotion, transactional: true };
const facts: GateFacts = {
  policy: DEFAULT_SENDING_POLICY,
  channelZone: 'Asia/Taipei',
  now: START,
  hasOpenComplaint: false,
};
const send = { kind: 'send', passed: [] };
const skip = (reason: string) => ({ kind: 'skip', reason });

test.each([
  ['a friend gets a promotion', aFriend(), promotion, send],
  ['a friend gets a service message', aFriend(), service, send],
  ['a record that only leads to another friend gets nothing', aFriend({ mergedInto: 'x' }), receipt, skip('noFriend')],
  ['somebody who is no friend of ours gets nothing', undefined, receipt, skip('noFriend')],
  ['a friend who has blocked us gets nothing', aFriend({ standing: 'blocked' }), receipt, skip('blocked')],
  ['a friend who said no to promotions gets none', aFriend(optedOut), promotion, skip('optedOut')],
  ['a friend who said no to promotions gets service messages', aFriend(optedOut), service, send],
  [
    'a friend who said no to promotions gets what they are owed, and it is noted what that passed',
    aFriend(optedOut),
    receiptWithOffer,
    { kind: 'send', passed: ['optedOut'] },
  ],
  ['a block is named before the opt-out', aFriend({ ...optedOut, standing: 'blocked' }), promotion, skip('blocked')],
  ['a blacklisted friend gets nothing that we start', aFriend(blacklisted), receipt, skip('blacklisted')],
  ['a blacklisted friend gets answers', aFriend(blacklisted), { ...service, isAnswer: true }, send],
  ['a friend who took the no back gets promotions', aFriend(said('granted')), promotion, send],
  ['while staff have the chat nothing automatic comes between', aFriend(withStaff), service, skip('staffHasChat')],
  [
    'while staff have the chat what is owed still comes',
    aFriend(withStaff),
    receipt,
    { kind: 'send', passed: ['staffHasChat'] },
  ],
])('%s', (_promise, friend, given, decided) => {
  expect(decideDelivery(friend, given, facts)).toEqual(decided);
});

test('a friend with an open complaint gets no promotion, but service', () => {
  const complaining = { ...facts, hasOpenComplaint: true };
  expect(decideDelivery(aFriend(), promotion, complaining)).toEqual(skip('openComplaint'));
  expect(decideDelivery(aFriend(), service, complaining)).toEqual(send);
});

const at = (time: string) => new Date(`2026-03-02T${time}:00+08:00`);
const quiet = (then: 'wait' | 'drop') => SendingPolicy.parse({ quietHours: { from: '21:00', until: '09:00', then } });

test.each([
  [
    'in the evening it waits for the morning',
    '22:30',
    service,
    { kind: 'wait', until: new Date('2026-03-03T01:00:00Z') },
  ],
  [
    'before dawn it waits for the same morning',
    '03:00',
    service,
    { kind: 'wait', until: new Date('2026-03-02T01:00:00Z') },
  ],
  ['the quiet begins at its minute', '21:00', service, { kind: 'wait', until: new Date('2026-03-03T01:00:00Z') }],
  ['the quiet is over at its minute', '09:00', service, send],
  ['during the day it leaves', '12:00', service, send],
  ['what a friend asked for just now comes at night too', '22:30', { ...service, isAnswer: true }, send],
  ['what is owed comes at night too, and that is noted', '22:30', receipt, { kind: 'send', passed: ['quietHours'] }],
])('quiet hours: %s', (_promise, time, given, decided) => {
  const now = at(time);
  expect(decideDelivery(aFriend(), { ...given, plannedAt: now }, { ...facts, policy: quiet('wait'), now })).toEqual(
    decided,
  );
});

test('quiet hours are those of the clocks where the friend lives, where that is known', () => {
  const inLondon = aFriend({ attributes: { timeZone: 'Europe/London' } });
  const now = at('22:30'); // 14:30 in London
  expect(decideDelivery(inLondon, { ...service, plannedAt: now }, { ...facts, policy: quiet('wait'), now })).toEqual(
    send,
  );
  const somewhere = aFriend({ attributes: { timeZone: 'Nowhere/Land' } });
  expect(
    decideDelivery(somewhere, { ...service, plannedAt: now }, { ...facts, policy: quiet('wait'), now }),
  ).toMatchObject({
    kind: 'wait',
  });
});

test('quiet hours that drop end it with the reason', () => {
  const now = at('22:30');
  expect(decideDelivery(aFriend(), service, { ...facts, policy: quiet('drop'), now })).toEqual(skip('quietHours'));
});

test('what found no open hour for a month is out of date', () => {
  const now = at('22:30');
  const old = { ...service, plannedAt: new Date(now.getTime() - 31 * 24 * 3_600_000) };
  expect(decideDelivery(aFriend(), old, { ...facts, policy: quiet('wait'), now })).toEqual(skip('expired'));
});

test("the sender's own hours hold in the friend's zone beside the quiet ones; the later opening counts", () => {
  const now = at('08:00');
  const lunch = { ...service, plannedAt: now, hours: { from: '11:30', until: '13:30' } };
  expect(decideDelivery(aFriend(), lunch, { ...facts, policy: quiet('wait'), now })).toEqual({
    kind: 'wait',
    until: at('11:30'),
  });
  expect(decideDelivery(aFriend(), { ...lunch, plannedAt: at('12:00') }, { ...facts, now: at('12:00') })).toEqual(send);
});

const HOUR_MS = 3_600_000;
const sentBefore = (...hours: number[]) =>
  hours.map((ago, index) => ({ id: `earlier${index}`, at: new Date(START.getTime() - ago * HOUR_MS) }));
const capped = (policy: object) => ({ ...facts, policy: SendingPolicy.parse(policy) });

test.each([
  ['one that was 23 hours ago fills a day of one', [23], { day: 1 }, skip('frequencyCap')],
  ['one that was 24 hours ago does not', [24], { day: 1 }, send],
  [
    'two within a week fill a week of two, however they are spread over days',
    [1, 167],
    { week: 2 },
    skip('frequencyCap'),
  ],
  ['three within a month do not fill a month of four', [1, 100, 700], { month: 4 }, send],
])('caps: %s', (_promise, ago, caps, decided) => {
  const sent = { all: sentBefore(...ago), promotions: [] };
  expect(decideDelivery(aFriend({ sent }), service, capped({ caps }))).toEqual(decided);
});

test('a cap on promotions is that of the stage, else that of all others, and holds back promotions alone', () => {
  const sent = { all: sentBefore(1, 2), promotions: sentBefore(1, 2) };
  const facts = capped({
    promotionCaps: [
      { stage: 'acquire', month: 2 },
      { stage: null, month: 3 },
    ],
  });
  const inStage = (name: string) => aFriend({ sent, stage: { name, since: START, policyVersion: 1, lock: null } });
  expect(decideDelivery(inStage('acquire'), promotion, facts)).toEqual(skip('promotionCap'));
  expect(decideDelivery(inStage('engage'), promotion, facts)).toEqual(send);
  expect(decideDelivery(inStage('acquire'), service, facts)).toEqual(send);
});

test('a delivery that is counted already is not in its own way; kinds that are exempt have no caps', () => {
  const sent = { all: [{ id: 'd', at: START }], promotions: [] };
  expect(decideDelivery(aFriend({ sent }), service, capped({ caps: { day: 1 } }))).toEqual(send);
  const full = { all: sentBefore(1), promotions: [] };
  expect(decideDelivery(aFriend({ sent: full }), service, capped({ caps: { day: 1 }, exempt: ['service'] }))).toEqual(
    send,
  );
});

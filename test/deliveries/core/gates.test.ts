import { expect, test } from '@jest/globals';
import { decideDelivery } from '../../../src/deliveries/core/gates.js';
import { aFriend, START } from '../../friends/a-friend.js';

const said = (state: 'granted' | 'denied') => ({ consent: { promotion: { state, at: START, source: 'form' } } });
const optedOut = said('denied');
const blacklisted = { blacklisted: { at: START, reason: 'abusive', by: 'apiKey/1' } };
const promotion = { transactional: false, isPromotion: true, isAnswer: false };
const service = { transactional: false, isPromotion: false, isAnswer: false };
const receipt = { transactional: true, isPromotion: false, isAnswer: false };
const receiptWithOffer = { transactional: true, isPromotion: true, isAnswer: false };

test.each([
  ['a friend gets a promotion', aFriend(), promotion, null],
  ['a friend gets a service message', aFriend(), service, null],
  ['a record that only leads to another friend gets nothing', aFriend({ mergedInto: 'x' }), receipt, 'noFriend'],
  ['somebody who is no friend of ours gets nothing', undefined, receipt, 'noFriend'],
  ['a friend who has blocked us gets nothing, however important', aFriend({ standing: 'blocked' }), receipt, 'blocked'],
  ['a friend who said no to promotions gets none', aFriend(optedOut), promotion, 'optedOut'],
  ['a friend who said no to promotions gets service messages', aFriend(optedOut), service, null],
  ['a friend who said no to promotions gets what they are owed', aFriend(optedOut), receiptWithOffer, null],
  ['a block is named before the opt-out', aFriend({ ...optedOut, standing: 'blocked' }), promotion, 'blocked'],
  ['a blacklisted friend gets nothing that we start', aFriend(blacklisted), receipt, 'blacklisted'],
  ['a blacklisted friend gets answers', aFriend(blacklisted), { ...service, isAnswer: true }, null],
  ['a friend who took the no back gets promotions', aFriend(said('granted')), promotion, null],
])('%s', (_promise, friend, send, skip) => {
  expect(decideDelivery(friend, send)).toEqual({ skip });
});

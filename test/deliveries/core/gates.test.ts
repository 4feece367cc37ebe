import { expect, test } from '@jest/globals';
import { decideDelivery, PROMOTION_OPT_OUT } from '../../../src/deliveries/core/gates.js';
import { aFriend } from '../../friends/a-friend.js';

const optedOut = { attributes: { [PROMOTION_OPT_OUT]: true } };
const promotion = { transactional: false, isPromotion: true };
const service = { transactional: false, isPromotion: false };
const receipt = { transactional: true, isPromotion: false };
const receiptWithOffer = { transactional: true, isPromotion: true };

test.each([
  ['a friend gets a promotion', aFriend(), promotion, null],
  ['a friend gets a service message', aFriend(), service, null],
  ['somebody who is no friend of ours gets nothing', undefined, receipt, 'noFriend'],
  ['a friend who has blocked us gets nothing, however important', aFriend({ standing: 'blocked' }), receipt, 'blocked'],
  ['a friend who said no to promotions gets none', aFriend(optedOut), promotion, 'optedOut'],
  ['a friend who said no to promotions gets service messages', aFriend(optedOut), service, null],
  ['a friend who said no to promotions gets what they are owed', aFriend(optedOut), receiptWithOffer, null],
  ['a block is named before the opt-out', aFriend({ ...optedOut, standing: 'blocked' }), promotion, 'blocked'],
  [
    'a friend who took the no back gets promotions',
    aFriend({ attributes: { [PROMOTION_OPT_OUT]: false } }),
    promotion,
    null,
  ],
])('%s', (_promise, friend, send, skip) => {
  expect(decideDelivery(friend, send)).toEqual({ skip });
});

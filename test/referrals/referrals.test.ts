import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FriendDocument } from '../../src/friends/index.js';
import { ReferralModel } from '../../src/referrals/referral.model.js';
import { takeNextStep } from '../../src/referrals/take-next-step.js';
import { findFriendDocuments } from '../../src/friends/index.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { LIFF_ID, openPages } from '../support/liff-app.js';
import { aFriend } from '../support/factories.js';

const PROGRAM = { isEnabled: true, referrerPoints: 50, refereePoints: 20, thresholds: [{ count: 2, points: 100 }] };

let product: TestApp;
beforeAll(async () => {
  product = await buildApp();
  await openPages(product);
  await product.api('PUT', '/api/v1/referral-program', PROGRAM);
});
afterAll(() => product.close());

const codeOf = async ({ _id }: FriendDocument) => {
  const { body } = await product.api('GET', `/api/v1/friends/${_id}/referral-link`);
  expect(body.url).toMatch(`${product.line.url}/liff/${LIFF_ID}?ref=`);
  return new URL(body.url).searchParams.get('ref') ?? '';
};
const aPerson = async () => (await product.control.addPerson({ displayName: 'Passer-by', language: 'en' })).userId;
const open = async (code: string, userId: string) => {
  const { idToken } = await product.control.idToken({ userId, channelId: CHANNEL_ID });
  return product.api('POST', '/liff/referrals/open', { liffId: LIFF_ID, idToken, code }, null);
};
const follow = (userId: string) => product.control.follow({ channelId: CHANNEL_ID, userId });
const block = (userId: string) => product.control.block({ channelId: CHANNEL_ID, userId });
const balanceOf = async (friendId: string) =>
  (await product.api('GET', `/api/v1/friends/${friendId}/points`)).body.balance as number;
const referralOf = (userId: string) => ReferralModel.findById(`${CHANNEL_ID}/${userId}`).lean();
const reaches = (userId: string, state: string) =>
  eventually(async () => {
    const referral = await referralOf(userId);
    if (referral?.state !== state) throw new Error(`The referral is ${referral?.state}, not ${state}.`);
    return referral;
  });
/** Somebody who came through the link, and is rewarded. */
const bring = async (referrer: FriendDocument) => {
  const userId = await aPerson();
  await open(await codeOf(referrer), userId);
  await follow(userId);
  return { userId, referral: await reaches(userId, 'rewarded') };
};

describe('a friend who brings somebody', () => {
  test('is rewarded with them, each once, however often the steps run', async () => {
    const referrer = await aFriend(product);
    const userId = await aPerson();
    expect((await open(await codeOf(referrer), userId)).body).toEqual({
      opening: 'welcome',
      addUrl: 'https://line.me/R/ti/p/%40scooters',
    });
    await follow(userId);
    const { refereeId, _id } = await reaches(userId, 'rewarded');
    expect([await balanceOf(referrer._id), await balanceOf(refereeId ?? '')]).toEqual([50, 20]);
    await eventually(async () => {
      const { body } = await product.api('GET', `/api/v1/friends/${referrer._id}/activities`);
      expect(body.activities).toEqual(
        expect.arrayContaining([expect.objectContaining({ kind: 'referral.rewarded', data: { refereeId } })]),
      );
    });
    await ReferralModel.updateOne({ _id }, { $set: { state: 'joined', dueAt: new Date(0) } });
    await takeNextStep(product.app.ctx, _id);
    await takeNextStep(product.app.ctx, _id);
    expect([await balanceOf(referrer._id), await balanceOf(refereeId ?? '')]).toEqual([50, 20]);
  });

  test('is rewarded too when LINE told of the follow before the page told of the link', async () => {
    const referrer = await aFriend(product);
    const { lineUserId: userId } = await aFriend(product);
    expect((await open(await codeOf(referrer), userId)).body.opening).toBe('welcome');
    await reaches(userId, 'rewarded');
    expect(await balanceOf(referrer._id)).toBe(50);
  });

  test('has one link for ever, as a QR code too', async () => {
    const referrer = await aFriend(product);
    expect(await codeOf(referrer)).toBe(await codeOf(referrer));
    const { status, body } = await product.api('GET', `/api/v1/friends/${referrer._id}/referral-link/qr.svg`);
    expect(status).toBe(200);
    expect(String(body)).toContain('<svg');
  });

  test('gets more once enough of them stayed', async () => {
    const referrer = await aFriend(product);
    for (const round of [1, 2]) {
      const { referral } = await bring(referrer);
      expect(await balanceOf(referrer._id)).toBe(50 * round);
      await ReferralModel.updateOne({ _id: referral._id }, { $set: { dueAt: new Date(0) } });
      await product.app.sweep();
      await reaches(referral.lineUserId, 'settled');
      await takeNextStep(product.app.ctx, referral._id);
    }
    await eventually(async () => expect(await balanceOf(referrer._id)).toBe(200));
    const { body } = await product.api('GET', `/api/v1/friends/${referrer._id}/referral-link`);
    expect(body.counts).toMatchObject({ opens: 2, joined: 2, rewarded: 2, stayed: 2, reversed: 0 });
  });

  test('sees link, QR code and what it brings on their page', async () => {
    const referrer = await aFriend(product);
    const { idToken } = await product.control.idToken({ userId: referrer.lineUserId, channelId: CHANNEL_ID });
    const { body } = await product.api('POST', '/liff/referrals/read', { liffId: LIFF_ID, idToken }, null);
    expect(body.referral).toMatchObject({ referrerPoints: 50, refereePoints: 20, rewarded: 0 });
    expect(body.referral.qr).toContain('<svg');
  });
});

describe('nothing is given', () => {
  const nothingFor = async (referrer: FriendDocument) => {
    await product.app.sweep();
    expect(await balanceOf(referrer._id)).toBe(0);
  };

  test('for opening one’s own link', async () => {
    const referrer = await aFriend(product);
    expect((await open(await codeOf(referrer), referrer.lineUserId)).body).toEqual({ opening: 'self', addUrl: null });
    await nothingFor(referrer);
  });

  test('for who was a friend before, also after blocking and coming back', async () => {
    const [referrer, old] = [await aFriend(product), await aFriend(product)];
    const { FriendModel } = await import('../../src/friends/friend.model.js');
    await FriendModel.updateOne({ _id: old._id }, { $set: { createdAt: new Date(0) } });
    const code = await codeOf(referrer);
    expect((await open(code, old.lineUserId)).body.opening).toBe('alreadyFriend');
    await block(old.lineUserId);
    await eventually(async () =>
      expect(await FriendModel.findById(old._id).lean()).toMatchObject({ standing: 'blocked' }),
    );
    expect((await open(code, old.lineUserId)).body.opening).toBe('alreadyFriend');
    await follow(old.lineUserId);
    await eventually(async () =>
      expect(await FriendModel.findById(old._id).lean()).toMatchObject({ standing: 'following' }),
    );
    await nothingFor(referrer);
  });

  test('for who brought the referrer a moment before', async () => {
    const first = await aFriend(product);
    const { userId } = await bring(first);
    const [brought] = await findFriendDocuments(CHANNEL_ID, { ids: [], lineUserIds: [userId] });
    if (!brought) throw new Error('A friend was brought.');
    expect((await open(await codeOf(brought), first.lineUserId)).body.opening).toBe('alreadyFriend');
  });

  test('to the second friend whose link the same person opens, until the first is over', async () => {
    const [first, second, userId] = [await aFriend(product), await aFriend(product), await aPerson()];
    await open(await codeOf(first), userId);
    await open(await codeOf(second), userId);
    expect(await referralOf(userId)).toMatchObject({ referrerId: first._id });
    await ReferralModel.updateOne({ _id: `${CHANNEL_ID}/${userId}` }, { $set: { expiresAt: new Date(0) } });
    await open(await codeOf(second), userId);
    expect(await referralOf(userId)).toMatchObject({ referrerId: second._id });
  });

  test('for a link that is over when they follow', async () => {
    const [referrer, userId] = [await aFriend(product), await aPerson()];
    await open(await codeOf(referrer), userId);
    await ReferralModel.updateOne({ _id: `${CHANNEL_ID}/${userId}` }, { $set: { expiresAt: new Date(0) } });
    await follow(userId);
    await product.app.sweep();
    expect(await referralOf(userId)).toMatchObject({ state: 'opened' });
    await nothingFor(referrer);
  });

  test('beyond the cap of 30 days, however many come at once', async () => {
    await product.api('PUT', '/api/v1/referral-program', { ...PROGRAM, per30DaysMax: 2 });
    const referrer = await aFriend(product);
    const code = await codeOf(referrer);
    const people = await Promise.all(Array.from({ length: 8 }, aPerson));
    await Promise.all(people.map((userId) => open(code, userId)));
    await Promise.all(people.map((userId) => follow(userId)));
    await eventually(async () => {
      const states = (await ReferralModel.find({ referrerId: referrer._id }).lean()).map(({ state }) => state);
      expect(states.toSorted()).toEqual([...Array.from({ length: 6 }, () => 'refused'), 'rewarded', 'rewarded']);
    });
    expect(await balanceOf(referrer._id)).toBe(2 * PROGRAM.referrerPoints);
    await product.api('PUT', '/api/v1/referral-program', PROGRAM);
  });

  test('beyond the cap of 30 days, nor to a referrer who is blacklisted', async () => {
    await product.api('PUT', '/api/v1/referral-program', { ...PROGRAM, per30DaysMax: 1 });
    const referrer = await aFriend(product);
    await bring(referrer);
    const userId = await aPerson();
    await open(await codeOf(referrer), userId);
    await follow(userId);
    expect(await reaches(userId, 'refused')).toMatchObject({ refusal: 'cap' });
    const fraud = await aFriend(product);
    await product.api('PUT', `/api/v1/friends/${fraud._id}/blacklist`, { reason: 'fraud' });
    const another = await aPerson();
    await open(await codeOf(fraud), another);
    await follow(another);
    expect(await reaches(another, 'refused')).toMatchObject({ refusal: 'referrerGone' });
    await product.api('PUT', '/api/v1/referral-program', PROGRAM);
  });

  test('for a code that nobody has, or a forged token', async () => {
    const [referrer, userId] = [await aFriend(product), await aPerson()];
    expect((await open('nobody-has-it', userId)).status).toBe(404);
    const body = { liffId: LIFF_ID, idToken: 'forged', code: await codeOf(referrer) };
    expect((await product.api('POST', '/liff/referrals/open', body, null)).status).toBe(401);
  });
});

describe('a quick block', () => {
  test('takes both rewards back, once, and coming back brings nothing again', async () => {
    const referrer = await aFriend(product);
    const { userId, referral } = await bring(referrer);
    await block(userId);
    await reaches(userId, 'reversed');
    expect([await balanceOf(referrer._id), await balanceOf(referral.refereeId ?? '')]).toEqual([0, 0]);
    await ReferralModel.updateOne({ _id: referral._id }, { $set: { state: 'reversing', dueAt: new Date(0) } });
    await takeNextStep(product.app.ctx, referral._id);
    await follow(userId);
    await open(await codeOf(referrer), userId);
    await product.app.sweep();
    expect(await referralOf(userId)).toMatchObject({ state: 'reversed', refusal: 'quickBlock' });
    expect(await balanceOf(referrer._id)).toBe(0);
  });

  test('after the hours of the program changes nothing', async () => {
    const referrer = await aFriend(product);
    const { userId, referral } = await bring(referrer);
    await ReferralModel.updateOne({ _id: referral._id }, { $set: { joinedAt: new Date(0) } });
    await block(userId);
    await product.app.sweep();
    await eventually(async () =>
      expect((await product.api('GET', `/api/v1/friends/${referral.refereeId}`)).body.standing).toBe('blocked'),
    );
    expect(await balanceOf(referrer._id)).toBe(50);
  });

  test('never takes more than is still there', async () => {
    const referrer = await aFriend(product);
    const { userId } = await bring(referrer);
    await product.api('POST', `/api/v1/friends/${referrer._id}/points/spend`, {
      points: 45,
      externalId: 'cup',
      reason: 'a cup',
    });
    await block(userId);
    await reaches(userId, 'reversed');
    expect(await balanceOf(referrer._id)).toBe(0);
  });
});

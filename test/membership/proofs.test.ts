import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AccountLinkNonceModel } from '../../src/membership/account-link.model.js';
import { PhoneProofModel } from '../../src/membership/phone-proof.model.js';
import { sendOneTimeCode } from '../../src/membership/prove-by-phone.js';
import { startSmsProvider, type SmsProvider } from '../../src/sandbox/sms-provider.js';
import type { FriendDocument } from '../../src/friends/index.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { LIFF_ID, openPages } from '../support/liff-app.js';
import { aFriend, seenBy } from '../support/factories.js';

const SMS_SECRET = 'a secret between us and the provider';
const HOUR_MS = 3600 * 1000;

let sms: SmsProvider;
let product: TestApp;
beforeAll(async () => {
  sms = await startSmsProvider(SMS_SECRET);
  product = await buildApp({ settings: { SMS_WEBHOOK_URL: sms.url, SMS_WEBHOOK_SECRET: SMS_SECRET } });
  await openPages(product, { accountLinkUrl: 'https://shop.example.com/sign-in?from=line' });
});
afterAll(async () => {
  await product.close();
  await sms.close();
});

let numbers = 0;
const aSerial = () => `RFB-${(numbers += 1)}`;
const aPhone = () => `+8869${String((numbers += 1)).padStart(8, '0')}`;
const register = (serial: string, facts: object = {}) =>
  product.api('POST', '/api/v1/items', { items: [{ serial, model: 'City', ...facts }] });
const tokenOf = async ({ lineUserId: userId }: Pick<FriendDocument, 'lineUserId'>, grant: object = {}) =>
  ((await product.control.idToken({ userId, channelId: CHANNEL_ID, ...grant })) as { idToken: string }).idToken;
/** Calls one of the routes behind the page inside LINE, as this friend. */
const visit = async (friend: FriendDocument, path: string, body: object = {}) =>
  product.api('POST', `/liff/${path}`, { liffId: LIFF_ID, idToken: await tokenOf(friend), ...body }, null);
const serialsOf = async (friend: FriendDocument) =>
  (await visit(friend, 'items/read')).body.items.map(({ serial }: { serial: string }) => serial);
const requests = async () => (await product.api('GET', '/api/v1/ownership-requests')).body.requests;
const aCode = async (serial: string) =>
  (await product.api('POST', '/api/v1/ownership-codes', { serial, model: 'City' })).body.code as string;

describe('the page inside LINE', () => {
  test.each([
    ['forged', async () => `${(await tokenOf(await aFriend(product))).slice(0, -4)}AAAA`],
    ['expired', async () => tokenOf(await aFriend(product), { expiresInSeconds: -10 })],
    ['no token at all', async () => 'hello'],
  ])('refuses an ID token that is %s', async (_what, token) => {
    const answer = await product.api('POST', '/liff/items/read', { liffId: LIFF_ID, idToken: await token() }, null);
    expect(answer).toMatchObject({ status: 401, body: { error: { code: 'unauthorized' } } });
  });

  test('refuses the ID token of another LINE Login channel', async () => {
    const friend = await aFriend(product);
    await product.control.addBot({
      channelId: '1000000077',
      channelSecret: 'f'.repeat(32),
      accessToken: 'the-token-of-another-bot',
      loginChannelId: '1000000078',
    });
    const idToken = await tokenOf(friend, { channelId: '1000000077' });
    const answer = await product.api('POST', '/liff/items/read', { liffId: LIFF_ID, idToken }, null);
    expect(answer).toMatchObject({ status: 401, body: { error: { code: 'unauthorized' } } });
  });

  test('tells who is no friend yet how to become one', async () => {
    const { userId } = await product.control.addPerson({ displayName: 'Passer-by', language: 'en' });
    const idToken = await tokenOf({ lineUserId: userId });
    const answer = await product.api('POST', '/liff/items/read', { liffId: LIFF_ID, idToken }, null);
    expect(answer).toMatchObject({
      status: 409,
      body: { error: { details: { addUrl: 'https://line.me/R/ti/p/%40scooters' } } },
    });
  });

  test('shows what a friend owns, and the ways to prove more', async () => {
    const [friend, serial] = [await aFriend(product), aSerial()];
    await register(serial, { warrantyUntil: '2029-01-01' });
    await product.api('POST', `/api/v1/items/${serial}/transfer`, { friendId: friend._id, reason: 'papers' });
    expect((await visit(friend, 'items/read')).body).toMatchObject({
      items: [{ serial, model: 'City', warrantyUntil: '2029-01-01' }],
      waiting: [],
      ways: { phone: true, accountLink: true },
    });
  });

  test('lets a friend give up what is theirs, and nothing else', async () => {
    const [friend, other, serial] = [await aFriend(product), await aFriend(product), aSerial()];
    await register(serial);
    await product.api('POST', `/api/v1/items/${serial}/transfer`, { friendId: friend._id, reason: 'papers' });
    expect((await visit(other, 'items/release', { serial })).status).toBe(404);
    expect(await serialsOf(friend)).toEqual([serial]);
    expect((await visit(friend, 'items/release', { serial })).body.items).toEqual([]);
  });
});

describe('a printed code', () => {
  test('on the page proves ownership, once', async () => {
    const [friend, other, code] = [await aFriend(product), await aFriend(product), await aCode(aSerial())];
    expect((await visit(friend, 'items/claim', { code: code.toLowerCase() })).body.outcome).toBe('verified');
    expect((await visit(other, 'items/claim', { code })).body.outcome).toBe('refused');
  });

  test('proves nothing any more once the item was given on or up', async () => {
    const [seller, serial] = [await aFriend(product), aSerial()];
    const code = await aCode(serial);
    await visit(seller, 'items/claim', { code });
    expect((await visit(seller, 'items/claim', { code })).body.outcome).toBe('verified');
    await product.api('POST', `/api/v1/items/${serial}/transfer`, { friendId: null, reason: 'sold' });
    expect((await visit(seller, 'items/claim', { code })).body).toMatchObject({
      outcome: 'refused',
      garage: { items: [] },
    });
  });

  test('for an item that is somebody else’s leaves it theirs and asks staff', async () => {
    const [owner, other, serial] = [await aFriend(product), await aFriend(product), aSerial()];
    await visit(owner, 'items/claim', { code: await aCode(serial) });
    expect((await visit(other, 'items/claim', { code: await aCode(serial) })).body.outcome).toBe('disputed');
    expect(await serialsOf(owner)).toEqual([serial]);
    expect(await requests()).toEqual(
      expect.arrayContaining([expect.objectContaining({ friendId: other._id, serial, way: 'code', state: 'waiting' })]),
    );
  });

  test('wrong five times ends the tries for an hour, in every way', async () => {
    const [friend, serial, phone] = [await aFriend(product), aSerial(), aPhone()];
    await register(serial, { phone });
    for (let index = 0; index < 5; index += 1) await visit(friend, 'items/claim', { code: 'wrong' });
    const answers = [
      await visit(friend, 'items/claim', { code: await aCode(aSerial()) }),
      await visit(friend, 'items/phone', { serial, phone, language: 'en' }),
      await visit(friend, 'items/phone/confirm', { proofId: 'x', code: '123456' }),
    ];
    expect(answers.map(({ body }) => body.error?.code)).toEqual(['too_many_tries', 'too_many_tries', 'too_many_tries']);
  });
});

test('many tries at once are no way around the limits', async () => {
  const [friend, serial, phone] = [await aFriend(product), aSerial(), aPhone()];
  await register(serial, { phone });
  const ask = () => visit(friend, 'items/phone', { serial, phone, language: 'en' });
  const begun = await Promise.all(Array.from({ length: 10 }, ask));
  expect(begun.filter(({ status }) => status === 200)).toHaveLength(3);
  const proofId = begun.find(({ status }) => status === 200)?.body.proofId as string;
  const guess = (code: number) => visit(friend, 'items/phone/confirm', { proofId, code: String(100_000 + code) });
  const guessed = await Promise.all(Array.from({ length: 12 }, (_, code) => guess(code)));
  expect(guessed.filter(({ status }) => status === 200)).toHaveLength(5);
});

describe('serial and telephone number', () => {
  const begin = async (friend: FriendDocument, given: { serial: string; phone: string }) =>
    (await visit(friend, 'items/phone', { ...given, language: 'th' })).body as { proofId: string };
  const codeAt = (phone: string) =>
    eventually(async () => {
      const code = /(?<!\d)\d{6}(?!\d)/.exec(sms.received(phone).at(-1)?.text ?? '')?.[0];
      if (code === undefined) throw new Error(`No code came to ${phone}.`);
      return code;
    });

  test('that belong together bring a code to the phone, which proves ownership once', async () => {
    const [friend, serial, phone] = [await aFriend(product), aSerial(), aPhone()];
    await register(serial, { phone });
    const { proofId } = await begin(friend, { serial: serial.toLowerCase(), phone });
    const code = await codeAt(phone);
    expect(sms.received(phone).at(-1)?.text).toContain('รหัสของคุณคือ');
    expect((await visit(friend, 'items/phone/confirm', { proofId, code })).body.outcome).toBe('verified');
    expect(await serialsOf(friend)).toEqual([serial]);
    expect((await visit(friend, 'items/phone/confirm', { proofId, code })).body.outcome).toBe('refused');
  });

  test('that do not belong together are answered alike, and nothing is sent', async () => {
    const [friend, serial, phone, wrong] = [await aFriend(product), aSerial(), aPhone(), aPhone()];
    await register(serial, { phone });
    const right = await begin(friend, { serial, phone });
    await codeAt(phone);
    const answer = await begin(friend, { serial, phone: wrong });
    const unknown = await begin(friend, { serial: 'UNHEARD-OF', phone });
    expect([Object.keys(answer), Object.keys(unknown)]).toEqual([Object.keys(right), Object.keys(right)]);
    expect(sms.received(wrong)).toEqual([]);
    expect(sms.received(phone)).toHaveLength(1);
  });

  test('bring at most three codes within an hour', async () => {
    const [friend, serial, phone] = [await aFriend(product), aSerial(), aPhone()];
    await register(serial, { phone });
    for (let index = 0; index < 3; index += 1) await begin(friend, { serial, phone });
    expect(await visit(friend, 'items/phone', { serial, phone, language: 'en' })).toMatchObject({ status: 429 });
    const another = await aFriend(product);
    await begin(another, { serial, phone });
    await eventually(async () => expect(sms.received(phone)).toHaveLength(3));
    await product.app.sweep();
    expect(await PhoneProofModel.findOne({ friendId: another._id }).lean()).toMatchObject({ itemId: null });
  });

  test('the code is refused when it is wrong, another friend’s, over, or guessed five times', async () => {
    const [friend, other, serial, phone] = [await aFriend(product), await aFriend(product), aSerial(), aPhone()];
    await register(serial, { phone });
    const { proofId } = await begin(friend, { serial, phone });
    const code = await codeAt(phone);
    const confirm = async (who: FriendDocument, given: string) =>
      (await visit(who, 'items/phone/confirm', { proofId, code: given })).body.outcome;
    expect(await confirm(friend, code === '000000' ? '000001' : '000000')).toBe('refused');
    expect(await confirm(other, code)).toBe('refused');
    await PhoneProofModel.updateOne({ _id: proofId }, { $set: { expiresAt: new Date(0) } });
    expect(await confirm(friend, code)).toBe('refused');
    const later = new Date(Date.now() + HOUR_MS);
    await PhoneProofModel.updateOne({ _id: proofId }, { $set: { expiresAt: later, guesses: 5 } });
    expect(await confirm(friend, code)).toBe('refused');
    await PhoneProofModel.updateOne({ _id: proofId }, { $set: { guesses: 4 } });
    expect(await confirm(friend, code)).toBe('verified');
  });

  test('neither code nor number is stored once the code was sent, and sending twice reaches the phone once', async () => {
    const [friend, serial, phone] = [await aFriend(product), aSerial(), aPhone()];
    await register(serial, { phone });
    const { proofId } = await begin(friend, { serial, phone });
    const code = await codeAt(phone);
    await sendOneTimeCode(product.app.ctx, proofId);
    await eventually(async () =>
      expect(await PhoneProofModel.findById(proofId).lean()).toMatchObject({ sealedPhone: null, sendOwedAt: null }),
    );
    expect(sms.received(phone)).toHaveLength(1);
    const stored = JSON.stringify(await PhoneProofModel.find().lean());
    expect(stored).not.toContain(code);
    expect(stored).not.toContain(phone);
    expect(product.logLines.join('')).not.toContain(phone);
  });

  test('a code whose sending was lost is sent by the sweep', async () => {
    const [friend, serial, phone] = [await aFriend(product), aSerial(), aPhone()];
    await register(serial, { phone });
    const { proofId } = await begin(friend, { serial, phone });
    await codeAt(phone);
    const sealedPhone = product.app.ctx.secrets.seal(aPhone());
    await PhoneProofModel.updateOne({ _id: proofId }, { $set: { sealedPhone, sendOwedAt: new Date(0) } });
    await product.app.sweep();
    await eventually(async () => expect((await PhoneProofModel.findById(proofId).lean())?.sealedPhone).toBeNull());
  });
});

describe('asking staff', () => {
  test('approved, the item is the friend’s, and the owner’s menu is linked', async () => {
    const [friend, serial] = [await aFriend(product), aSerial()];
    await register(serial);
    expect((await visit(friend, 'items/request', { serial, note: 'I have the papers' })).body.waiting).toMatchObject([
      { serial },
    ]);
    const request = (await requests()).find((one: { friendId: string }) => one.friendId === friend._id);
    expect(request).toMatchObject({ serial, note: 'I have the papers', item: { serial, owner: null } });
    const { body } = await product.api('POST', '/api/v1/ownership-requests/approve', { id: request.id });
    expect(body).toMatchObject({ state: 'approved', item: { owner: { friendId: friend._id, way: 'request' } } });
    await eventually(async () => {
      const menu = (await product.control.menu({ channelId: CHANNEL_ID, userId: friend.lineUserId })) as unknown as {
        name: string;
      };
      expect(menu.name).toMatch(/^owner /);
    });
    const again = await product.api('POST', '/api/v1/ownership-requests/approve', { id: request.id });
    expect(again.body).toMatchObject({ state: 'approved', item: { owner: { friendId: friend._id } } });
    const buyer = await aFriend(product);
    await product.api('POST', `/api/v1/items/${serial}/transfer`, { friendId: buyer._id, reason: 'sold' });
    const late = await product.api('POST', '/api/v1/ownership-requests/approve', { id: request.id });
    expect(late.body).toMatchObject({ state: 'approved', item: { owner: { friendId: buyer._id } } });
    expect(
      (await product.api('POST', '/api/v1/ownership-requests/refuse', { id: request.id, reason: 'x' })).status,
    ).toBe(409);
  });

  test('of who was merged and parted again the menu follows', async () => {
    const [kept, owner, serial] = [await aFriend(product), await aFriend(product), aSerial()];
    const menuOf = async () =>
      (await product.api('GET', `/api/v1/friends/${kept._id}/rich-menu`)).body.desired?.name as string | undefined;
    await eventually(async () => expect(await menuOf()).toBe('newcomer'));
    await register(serial);
    await product.api('POST', `/api/v1/items/${serial}/transfer`, { friendId: owner._id, reason: 'papers' });
    const merge = await product.api('POST', '/api/v1/friends/merges', { keepId: kept._id, absorbId: owner._id });
    await product.app.sweep();
    await eventually(async () => expect(await menuOf()).toBe('owner'));
    await product.api('POST', `/api/v1/friends/merges/${merge.body.id}/undo`);
    await product.app.sweep();
    // What was heard meanwhile stays: they came as far as the next stage.
    await eventually(async () => expect(await menuOf()).toBe('engaged'));
  });

  test('raises one notice each time it is asked', async () => {
    const [friend, serial] = [await aFriend(product), aSerial()];
    await visit(friend, 'items/request', { serial, note: 'one' });
    await visit(friend, 'items/request', { serial, note: 'two' });
    const { body } = await product.api('GET', '/api/v1/notices?open=true');
    const raised = body.notices.filter((notice: { friendId: string }) => notice.friendId === friend._id);
    expect(raised).toMatchObject([{ kind: 'ownershipRequest', data: { serial } }]);
  });

  test('for an item that the brand does not know needs its model', async () => {
    const [friend, serial] = [await aFriend(product), aSerial()];
    const { body: request } = await product.api('POST', `/api/v1/friends/${friend._id}/ownership-requests`, {
      serial,
      note: '',
    });
    const unnamed = await product.api('POST', '/api/v1/ownership-requests/approve', { id: request.id });
    expect(unnamed).toMatchObject({
      status: 400,
      body: { error: { message: `Item ${serial} is not registered yet: name its model to approve it.` } },
    });
    expect((await requests()).map(({ id }: { id: string }) => id)).toContain(request.id);
    const model = 'Cargo';
    expect(
      (await product.api('POST', '/api/v1/ownership-requests/approve', { id: request.id, model })).body,
    ).toMatchObject({
      item: { model, owner: { friendId: friend._id } },
    });
  });

  test('is bounded: five wait at most, and one item is asked for five times at most', async () => {
    const friend = await aFriend(product);
    const ask = (serial: string) =>
      product.api('POST', `/api/v1/friends/${friend._id}/ownership-requests`, { serial, note: '' });
    const serials = Array.from({ length: 6 }, aSerial);
    const statuses = [];
    for (const serial of serials) statuses.push((await ask(serial)).status);
    expect(statuses).toEqual([201, 201, 201, 201, 201, 409]);
    const id = `${friend._id}/${(serials[0] ?? '').replace('-', '')}`;
    for (let round = 1; round < 5; round += 1) {
      await product.api('POST', '/api/v1/ownership-requests/refuse', { id, reason: 'no papers' });
      expect((await ask(serials[0] ?? '')).status).toBe(201);
    }
    await product.api('POST', '/api/v1/ownership-requests/refuse', { id, reason: 'no papers' });
    expect((await ask(serials[0] ?? '')).status).toBe(409);
  });
});

describe('an account link', () => {
  const begin = async (friend: FriendDocument) => new URL((await visit(friend, 'account-links/begin')).body.url);
  const nonceFor = async (accountId: string, linkToken: string) =>
    (await product.api('POST', '/api/v1/account-links/nonces', { accountId, linkToken })).body as {
      nonce: string;
      url: string;
    };
  const accountsOf = async (friend: FriendDocument) =>
    (await product.api('GET', `/api/v1/friends/${friend._id}/account-links`)).body.accountLinks.map(
      ({ accountId }: { accountId: string }) => accountId,
    );

  test('follows LINE’s flow: the friend signs in, comes back with the nonce, and the account’s items are theirs', async () => {
    const [friend, serial] = [await aFriend(product), aSerial()];
    await register(serial, { accountId: 'shop-1' });
    const page = await begin(friend);
    expect(page.href).toMatch(/^https:\/\/shop\.example\.com\/sign-in\?from=line&linkToken=/);
    const linkToken = page.searchParams.get('linkToken') ?? '';
    const { nonce, url } = await nonceFor('shop-1', linkToken);
    expect(Object.fromEntries(new URL(url).searchParams)).toEqual({ linkToken, nonce });
    const before = (await seenBy(product, friend.lineUserId)).length;
    await product.control.accountLink({ channelId: CHANNEL_ID, userId: friend.lineUserId, linkToken, nonce });
    await eventually(async () => expect(await accountsOf(friend)).toEqual(['shop-1']));
    await eventually(async () => expect(await serialsOf(friend)).toEqual([serial]));
    await eventually(async () => {
      const seen = await seenBy(product, friend.lineUserId);
      expect(seen).toHaveLength(before + 1);
      expect(seen.at(-1)).toMatchObject({ method: 'reply' });
    });
    const { body } = await product.api('GET', `/api/v1/friends/${friend._id}/activities`);
    expect(JSON.stringify(body)).not.toContain(nonce);
  });

  test('with a nonce that was used, is over or was never made links nothing', async () => {
    const friend = await aFriend(product);
    const linkToken = async () => (await begin(friend)).searchParams.get('linkToken') ?? '';
    const used = await nonceFor('shop-2', await linkToken());
    await AccountLinkNonceModel.updateOne({ accountId: 'shop-2' }, { $set: { usedBy: 'another event' } });
    const over = await nonceFor('shop-3', await linkToken());
    await AccountLinkNonceModel.updateOne({ accountId: 'shop-3' }, { $set: { expiresAt: new Date(0) } });
    for (const nonce of [used.nonce, over.nonce, 'a-nonce-that-nobody-made']) {
      await product.control.accountLink({
        channelId: CHANNEL_ID,
        userId: friend.lineUserId,
        linkToken: await linkToken(),
        nonce,
      });
    }
    await eventually(async () => {
      const { body } = await product.api('GET', `/api/v1/friends/${friend._id}/activities`);
      const results = body.activities.flatMap(({ kind, data }: { kind: string; data: { result: string } }) =>
        kind === 'account.linked' ? [data.result] : [],
      );
      expect(results).toEqual(['unknown nonce', 'unknown nonce', 'unknown nonce']);
    });
    expect(await accountsOf(friend)).toEqual([]);
  });

  test('takes items that are registered for the account later, unless they are somebody else’s', async () => {
    const [friend, other, taken, free] = [await aFriend(product), await aFriend(product), aSerial(), aSerial()];
    await register(taken);
    await product.api('POST', `/api/v1/items/${taken}/transfer`, { friendId: other._id, reason: 'papers' });
    const linkToken = (await begin(friend)).searchParams.get('linkToken') ?? '';
    const { nonce } = await nonceFor('shop-5', linkToken);
    await product.control.accountLink({ channelId: CHANNEL_ID, userId: friend.lineUserId, linkToken, nonce });
    await eventually(async () => expect(await accountsOf(friend)).toEqual(['shop-5']));
    for (const serial of [taken, free]) await register(serial, { accountId: 'shop-5' });
    expect(await serialsOf(friend)).toEqual([free]);
    // A list that comes every night gives nothing back that was given up.
    await visit(friend, 'items/release', { serial: free });
    await register(free, { accountId: 'shop-5' });
    expect(await serialsOf(friend)).toEqual([]);
  });

  test('moves an account to who signed in last, and unlinked gives up what it proved', async () => {
    const [first, second, serial] = [await aFriend(product), await aFriend(product), aSerial()];
    await register(serial, { accountId: 'shop-4' });
    for (const friend of [first, second]) {
      const linkToken = (await begin(friend)).searchParams.get('linkToken') ?? '';
      const { nonce } = await nonceFor('shop-4', linkToken);
      await product.control.accountLink({ channelId: CHANNEL_ID, userId: friend.lineUserId, linkToken, nonce });
      await eventually(async () => expect(await accountsOf(friend)).toEqual(['shop-4']));
    }
    expect(await accountsOf(first)).toEqual([]);
    const unlink = (friend: FriendDocument) =>
      product.api('POST', `/api/v1/friends/${friend._id}/account-links/unlink`, { accountId: 'shop-4' });
    expect((await unlink(first)).status).toBe(404);
    expect((await unlink(second)).status).toBe(204);
    expect(await accountsOf(second)).toEqual([]);
  });
});

test('five friends who claim one item at once are one owner and four requests', async () => {
  const serial = aSerial();
  const friends = await Promise.all(Array.from({ length: 5 }, () => aFriend(product)));
  const codes = await Promise.all(friends.map(() => aCode(serial)));
  const outcomes = await Promise.all(
    friends.map(async (friend, index) => (await visit(friend, 'items/claim', { code: codes[index] })).body.outcome),
  );
  expect(outcomes.toSorted((one, other) => (one < other ? -1 : 1))).toEqual([
    'disputed',
    'disputed',
    'disputed',
    'disputed',
    'verified',
  ]);
});

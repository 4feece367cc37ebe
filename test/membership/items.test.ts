import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FriendModel } from '../../src/friends/friend.model.js';
import { ItemModel } from '../../src/membership/item.model.js';
import { claimItem, transferItem } from '../../src/membership/give-item.js';
import { UpgradeModel } from '../../src/friends/upgrade.model.js';
import { upgradeItems } from '../../src/membership/upgrade-items.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { aFriend } from '../support/factories.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp();
});
afterAll(() => product.close());

let serials = 0;
const aSerial = () => `VIN-${(serials += 1)}`;
const register = (serial: string, facts: object = {}) =>
  product.api('POST', '/api/v1/items', { items: [{ serial, model: 'City', ...facts }] });
const read = async (serial: string) => (await product.api('GET', `/api/v1/items/${serial}`)).body;
const transfer = (serial: string, friendId: string | null, reason = 'sold') =>
  product.api('POST', `/api/v1/items/${serial}/transfer`, { friendId, reason });
const itemsOf = async (friendId: string) =>
  (await product.api('GET', `/api/v1/friends/${friendId}`)).body.membership.items.map(
    ({ serial }: { serial: string }) => serial,
  );
const shownMenu = async (userId: string) =>
  (await product.control.menu({ channelId: CHANNEL_ID, userId })) as { name: string } | null;
const shows = (userId: string, name: string) =>
  eventually(async () => expect((await shownMenu(userId))?.name).toMatch(new RegExp(`^${name} `)));
const activityKinds = async (friendId: string) =>
  (await product.api('GET', `/api/v1/friends/${friendId}/activities`)).body.activities.map(
    ({ kind }: { kind: string }) => kind,
  );

describe('the record of an item', () => {
  test('keeps dates and warranty, never the telephone number', async () => {
    const serial = aSerial();
    const phone = '+886 912-345-678';
    await register(serial, { boughtOn: '2026-03-01', warrantyUntil: '2029-03-01', phone });
    expect(await read(serial)).toMatchObject({
      serial,
      boughtOn: '2026-03-01',
      warrantyUntil: '2029-03-01',
      hasPhone: true,
      owner: null,
    });
    expect(JSON.stringify(await ItemModel.find().lean())).not.toMatch(/912|345678/);
  });

  test('registered again changes what is given, and keeps the owner and the rest', async () => {
    const [serial, friend] = [aSerial(), await aFriend(product)];
    await register(serial, { boughtOn: '2026-03-01' });
    await transfer(serial, friend._id);
    const { body } = await register(serial.toLowerCase(), { warrantyUntil: '2030-01-01' });
    expect(body).toEqual({ created: 0, changed: 1 });
    expect(await read(serial)).toMatchObject({
      boughtOn: '2026-03-01',
      warrantyUntil: '2030-01-01',
      owner: { friendId: friend._id, way: 'staff' },
    });
  });

  test.each([
    [{ boughtOn: '2026-13-01' }, 'boughtOn'],
    [{ phone: '0912345678' }, 'phone'],
    [{ colour: 'red' }, 'colour'],
  ])('is not taken with %j', async (facts, named) => {
    const { status, body } = await register(aSerial(), facts);
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain(named);
  });

  test.each([['---'], ['/'], ['VIN\u0000'], ['VIN\u202e1']])('is not taken with the serial %j', async (serial) => {
    const { status, body } = await register(serial);
    expect(status).toBe(400);
    expect(body.error.message).toMatch(/serial: must (hold a letter or digit|not hold control characters)/);
  });

  test('with its model corrected shows so on the owner’s record', async () => {
    const [serial, friend] = [aSerial(), await aFriend(product)];
    await register(serial);
    await transfer(serial, friend._id);
    await register(serial, { model: 'Tour' });
    await ItemModel.updateMany({ owedAt: { $ne: null } }, { $set: { owedAt: new Date(0) } });
    await product.app.sweep();
    await eventually(async () => {
      const { body } = await product.api('GET', `/api/v1/friends/${friend._id}`);
      expect(body.membership.items).toMatchObject([{ serial, model: 'Tour' }]);
    });
  });

  test('corrected after its code was made stays so when the code is claimed', async () => {
    const [serial, friend] = [aSerial(), await aFriend(product)];
    const { body } = await product.api('POST', '/api/v1/ownership-codes', { serial, model: 'City' });
    await register(serial, { model: 'Tour' });
    await product.control.sendText({ channelId: CHANNEL_ID, userId: friend.lineUserId, text: body.code });
    await eventually(async () => expect(await itemsOf(friend._id)).toEqual([serial]));
    expect(await read(serial)).toMatchObject({ model: 'Tour' });
  });

  test('is listed by its owner, by whether it has one and by how its serial begins', async () => {
    const [one, other, friend] = [`LIST-${aSerial()}`, `LIST-${aSerial()}`, await aFriend(product)];
    await register(one);
    await register(other);
    await transfer(one, friend._id);
    const list = async (query: string) =>
      (await product.api('GET', `/api/v1/items?${query}`)).body.items.map(({ serial }: { serial: string }) => serial);
    expect(await list(`friendId=${friend._id}`)).toEqual([one]);
    expect(await list('serial=list-&owned=false')).toEqual([other]);
    const { body: first } = await product.api('GET', '/api/v1/items?serial=list-&limit=1');
    expect([
      ...first.items.map(({ serial }: { serial: string }) => serial),
      ...(await list(`serial=list-&before=${first.next}`)),
    ]).toEqual([other, one]);
  });
});

describe('a transfer', () => {
  test('makes a friend an owner with the owner’s menu, and sold, gives back the menu of the stage', async () => {
    const [serial, friend] = [aSerial(), await aFriend(product)];
    await register(serial);
    await transfer(serial, friend._id, 'shown the papers');
    await shows(friend.lineUserId, 'owner');
    await transfer(serial, null);
    await shows(friend.lineUserId, '(newcomer|engaged)');
    expect(await read(serial)).toMatchObject({
      owner: null,
      pastOwners: [{ friendId: friend._id, way: 'staff', reason: 'sold' }],
    });
    await eventually(async () =>
      expect(await activityKinds(friend._id)).toEqual(
        expect.arrayContaining(['membership.verified', 'membership.ended']),
      ),
    );
  });

  test('to another friend shows on both', async () => {
    const [serial, seller, buyer] = [aSerial(), await aFriend(product), await aFriend(product)];
    await register(serial);
    await transfer(serial, seller._id);
    await transfer(serial, buyer._id);
    expect(await itemsOf(seller._id)).toEqual([]);
    expect(await itemsOf(buyer._id)).toEqual([serial]);
  });

  test('of one item by many at once ends with one owner, whose record alone shows it', async () => {
    const serial = aSerial();
    await register(serial);
    const friends = await Promise.all(Array.from({ length: 8 }, () => aFriend(product)));
    await Promise.all(friends.map(({ _id }) => transfer(serial, _id)));
    const { owner, pastOwners } = await read(serial);
    expect(pastOwners).toHaveLength(friends.length - 1);
    await eventually(async () => {
      const shown = await FriendModel.find({ 'membership.items.serial': serial }, { _id: 1 }).lean();
      expect(shown.map(({ _id }) => _id)).toEqual([owner.friendId]);
    });
  });

  test('names the serial or the friend that does not exist', async () => {
    const friend = await aFriend(product);
    expect(await transfer('UNHEARD-OF', friend._id)).toMatchObject({
      status: 404,
      body: { error: { message: expect.stringContaining('UNHEARDOF') } },
    });
    const serial = aSerial();
    await register(serial);
    expect(await transfer(serial, '0123456789ABCDEFGHJKMNPQRS')).toMatchObject({ status: 404 });
  });
});

test('what a crash left between an item and its owner’s record is made good by the sweep', async () => {
  const [serial, friend] = [aSerial(), await aFriend(product)];
  await register(serial);
  const itemId = `${CHANNEL_ID}/${serial.replace('-', '')}`;
  const owner = { friendId: friend._id, since: new Date(), way: 'staff' as const, by: 'test' };
  await claimItem(product.app.ctx, itemId, owner);
  expect(await itemsOf(friend._id)).toEqual([]);
  await ItemModel.updateOne({ _id: itemId }, { $set: { owedAt: new Date(0) } });
  await product.app.sweep();
  await eventually(async () => expect(await itemsOf(friend._id)).toEqual([serial]));
  await eventually(async () =>
    expect(await ItemModel.findById(itemId).lean()).toMatchObject({ owedAt: null, owedTo: [] }),
  );
});

test('a transfer asked for twice is one', async () => {
  const [serial, friend] = [aSerial(), await aFriend(product)];
  await register(serial);
  const itemId = `${CHANNEL_ID}/${serial.replace('-', '')}`;
  const to = { friendId: friend._id, since: new Date(), way: 'staff' as const, by: 'test' };
  await transferItem(product.app.ctx, itemId, { to, reason: 'x' });
  await transferItem(product.app.ctx, itemId, { to: { ...to, since: new Date() }, reason: 'x' });
  expect(await ItemModel.findById(itemId).lean()).toMatchObject({ rev: 1, pastOwners: [] });
});

test('what an earlier version noted on friends alone becomes items, once', async () => {
  const friend = await aFriend(product);
  const listed = { serial: 'OLD-1', model: 'City', since: new Date('2025-05-05') };
  await FriendModel.updateOne(
    { _id: friend._id },
    { $set: { membership: { verifiedOwnerAt: listed.since, items: [listed] } } },
  );
  await UpgradeModel.deleteOne({ _id: 'items/1' });
  await upgradeItems(product.app.ctx);
  await upgradeItems(product.app.ctx);
  expect(await read('old-1')).toMatchObject({ owner: { friendId: friend._id, since: '2025-05-05T00:00:00.000Z' } });
  expect(await itemsOf(friend._id)).toEqual(['OLD-1']);
});

test('merged friends keep the items of both, and undone each has theirs again', async () => {
  const [one, other, keep, absorb] = [aSerial(), aSerial(), await aFriend(product), await aFriend(product)];
  await register(one);
  await register(other);
  await transfer(one, keep._id);
  await transfer(other, absorb._id);
  const { body: merge } = await product.api('POST', '/api/v1/friends/merges', {
    keepId: keep._id,
    absorbId: absorb._id,
  });
  await product.app.sweep();
  await eventually(async () => expect((await itemsOf(keep._id)).toSorted()).toEqual([one, other].toSorted()));
  expect(await read(other)).toMatchObject({ owner: { friendId: keep._id } });
  await product.api('POST', `/api/v1/friends/merges/${merge.id}/undo`);
  await eventually(async () => expect(await itemsOf(absorb._id)).toEqual([other]));
  await eventually(async () => expect(await itemsOf(keep._id)).toEqual([one]));
});

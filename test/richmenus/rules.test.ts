import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { FriendModel } from '../../src/friends/friend.model.js';
import { OperationModel } from '../../src/operations/operation.model.js';
import { chooseFriendMenu } from '../../src/richmenus/choose-menu.js';
import { sweepUnchosenMenus } from '../../src/richmenus/menu-rules.js';
import { MenuRulesModel, PublishedMenuModel } from '../../src/richmenus/rich-menu.model.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { SHIPPED_MENUS } from '../support/shipped-menus.js';
import { insertFriends } from './many-friends.js';

const FRIENDS = 620; // more than a page
const EVERYONE = { everyone: true };

let product: TestApp;
let defaults: { rules: object[] };
beforeAll(async () => {
  product = await buildApp();
  await eventually(async () => expect(await PublishedMenuModel.countDocuments()).toBe(SHIPPED_MENUS), 30_000);
  defaults = (await product.api('GET', '/api/v1/menu-rules')).body;
}, 60_000);
afterEach(async () => {
  await product.api('PUT', '/api/v1/menu-rules', defaults);
  await FriendModel.deleteMany({});
});
afterAll(() => product.close());

const put = (rules: object[]) => product.api('PUT', '/api/v1/menu-rules', { rules });
const done = (operationId: string) =>
  eventually(async () => {
    const { body } = await product.api('GET', `/api/v1/operations/${operationId}`);
    expect(body.state).toBe('done');
    return body;
  }, 30_000);
/** Rules made while there was a menu that is taken away now: only such rules may name it. */
async function onceHad(menu: string): Promise<void> {
  const rules = [{ name: 'Former', when: EVERYONE, menu }];
  await MenuRulesModel.updateOne({ _id: CHANNEL_ID }, { $set: { rules, updatedAt: new Date() } }, { upsert: true });
  await eventually(async () => expect((await put(rules)).status).toBe(200));
}
const desired = (name: string) => FriendModel.countDocuments({ 'menu.desired.name': name });

describe('changed rules', () => {
  test('give all friends their menus by an operation with progress, without anything else happening', async () => {
    await insertFriends(product, FRIENDS);
    const { status, body } = await put([{ name: 'All', when: EVERYONE, menu: 'engaged' }]);
    expect([status, body.rules]).toEqual([200, [{ name: 'All', when: EVERYONE, menu: 'engaged' }]]);
    expect(await done(body.operationId)).toMatchObject({
      kind: 'richmenus.chooseMenus',
      total: FRIENDS,
      done: FRIENDS,
      result: { changed: FRIENDS },
    });
    expect(await desired('engaged')).toBe(FRIENDS);
    await eventually(async () => expect(await FriendModel.countDocuments({ 'menu.owedAt': { $ne: null } })).toBe(0));
  }, 60_000);

  test('stored by a process that died at once are followed by the next one, once', async () => {
    await insertFriends(product, 3);
    const cause = `richmenus.chooseMenus/${CHANNEL_ID}/LOST`;
    await MenuRulesModel.updateOne(
      { _id: CHANNEL_ID },
      { $set: { rules: [{ name: 'All', when: EVERYONE, menu: 'owner' }], updatedAt: new Date(), unchosenBy: cause } },
      { upsert: true },
    );
    await Promise.all([sweepUnchosenMenus(product.app.ctx), sweepUnchosenMenus(product.app.ctx)]);
    await eventually(async () => expect(await desired('owner')).toBe(3));
    expect(await OperationModel.countDocuments({ cause })).toBe(1);
    expect((await MenuRulesModel.findById(CHANNEL_ID).lean())?.unchosenBy).toBeUndefined();
  }, 60_000);

  test('of two rules with one name are refused, naming it', async () => {
    const rule = { name: 'All', when: EVERYONE, menu: 'engaged' };
    expect(await put([rule, rule])).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('All is the name of rule 1 too') } },
    });
  });

  test('with a time give their menu in it alone, and it goes when the time is over', async () => {
    await insertFriends(product, 2);
    const until = new Date(Date.now() + 6_000);
    const { body } = await put([
      { name: 'Fair', when: EVERYONE, menu: 'vip', until: until.toISOString() },
      { name: 'All', when: EVERYONE, menu: 'newcomer' },
    ]);
    await done(body.operationId);
    expect(await FriendModel.countDocuments({ 'menu.desired.rule': 'Fair', menuCheckAt: until })).toBe(2);
    await eventually(async () => expect(await FriendModel.countDocuments({ 'menu.linked.name': 'newcomer' })).toBe(2));
    expect(await FriendModel.countDocuments({ menuCheckAt: null })).toBe(2);
  }, 60_000);
});

test('of rules that are not in force it is told who would get which menu, and nothing changes', async () => {
  const friends = await insertFriends(product, 30);
  await insertFriends(product, 1, { standing: 'blocked' });
  const [one] = friends;
  await FriendModel.updateOne({ _id: one?._id }, { $set: { 'membership.verifiedOwnerAt': new Date() } });
  for (const { _id } of friends) await chooseFriendMenu(product.app.ctx, _id);
  await eventually(async () => expect(await FriendModel.countDocuments({ 'menu.owedAt': { $ne: null } })).toBe(0));
  await onceHad('taken-away');
  const rules = [
    { name: 'Owner', when: { verifiedOwner: true }, menu: 'owner' },
    { name: 'Gone', when: EVERYONE, menu: 'taken-away' },
    { name: 'All', when: EVERYONE, menu: 'engaged' },
  ];
  const { body } = await product.api('POST', '/api/v1/menu-rules/preview', { rules });
  expect(body).toEqual({
    operationId: null,
    preview: {
      friends: 31,
      changing: 30,
      menus: [
        { menu: 'engaged', friends: 30, changing: 30 },
        { menu: 'owner', friends: 1, changing: 0 },
      ],
      rules: [
        { rule: 'Owner', friends: 1, isSkipped: false },
        { rule: 'Gone', friends: 0, isSkipped: true },
        { rule: 'All', friends: 30, isSkipped: false },
      ],
      samples: expect.any(Array),
      links: [{ menu: 'engaged', language: 'en', friends: 29 }],
      lineCalls: 1,
    },
  });
  expect(body.preview.samples).toHaveLength(20);
  expect(body.preview.samples[0]).toEqual({
    friendId: expect.any(String),
    from: 'newcomer',
    to: 'engaged',
    rule: 'All',
  });
  expect(await desired('engaged')).toBe(0);
}, 60_000);

describe("a friend's page", () => {
  test('says which rule gave the menu and why not the others, in the language that is asked for', async () => {
    const [friend] = await insertFriends(product, 1, { activityStatus: { name: 'dormant', since: new Date() } });
    const id = friend?._id ?? '';
    await onceHad('taken-away');
    await put([
      { name: 'Fair', when: EVERYONE, menu: 'vip', until: '2026-01-01T00:00:00Z' },
      { name: 'Owner', when: { verifiedOwner: true }, menu: 'owner' },
      { name: 'Quiet', when: { activityStatus: ['dormant'] }, menu: 'taken-away' },
      { name: 'New', when: { stage: ['acquire'] }, menu: 'engaged' },
      { name: 'All', when: EVERYONE, menu: 'newcomer' },
    ]);
    await eventually(async () => {
      const { body } = await product.api('GET', `/api/v1/friends/${id}/rich-menu`);
      expect(body).toMatchObject({
        desired: { name: 'engaged', rule: 'New' },
        linked: { name: 'engaged' },
        owedFrom: null,
        notLinked: null,
      });
    });
    const { body } = await product.api('GET', `/api/v1/friends/${id}/rich-menu?language=ja`);
    const outcomes = body.rules.map(({ name, truth, outcome }: Record<string, unknown>) => [name, truth, outcome]);
    expect(outcomes).toEqual([
      ['Fair', true, 'outsideItsTime'],
      ['Owner', false, 'doesNotHold'],
      ['Quiet', true, 'menuMissing'],
      ['New', true, 'gives'],
      ['All', true, 'behindAnother'],
    ]);
    const english = (await product.api('GET', `/api/v1/friends/${id}/rich-menu`)).body;
    expect(body.rules[1].reading).not.toBe(english.rules[1].reading);
    expect(english.rules[3]).toMatchObject({
      reading: expect.stringContaining('acquire'),
      because: [{ truth: true, value: { name: 'acquire' }, reading: expect.stringContaining('acquire') }],
    });
  }, 60_000);

  test.each([
    ['blocked', { standing: 'blocked' as const }, { why: 'blocked', reason: null }],
    [
      'unpublished',
      {
        menu: {
          desired: { name: 'gone', language: 'en', rule: 'x', at: new Date() },
          linked: null,
          owedAt: new Date(Date.now() + 60_000),
        },
      },
      { why: 'unpublished', reason: null },
    ],
  ])('says why the menu is not linked: %s', async (_why, changes, notLinked) => {
    const [friend] = await insertFriends(product, 1, changes);
    const { body } = await product.api('GET', `/api/v1/friends/${friend?._id ?? ''}/rich-menu`);
    expect(body.notLinked).toEqual(notLinked);
  });

  test('is not found for nobody', async () => {
    expect((await product.api('GET', `/api/v1/friends/${'0'.repeat(26)}/rich-menu`)).status).toBe(404);
  });
});

test('of friends who are looked at together one who cannot be looked at harms nobody, and each is looked at', async () => {
  const friends = await insertFriends(product, 40);
  await FriendModel.updateOne({ _id: friends[7]?._id }, { $set: { channelId: 'no-such-channel' } });
  const outcomes = await Promise.allSettled(friends.map(({ _id }) => chooseFriendMenu(product.app.ctx, _id)));
  expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1);
  expect(await desired('newcomer')).toBe(39);
});

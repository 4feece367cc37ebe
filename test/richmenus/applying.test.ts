import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { FriendModel } from '../../src/friends/friend.model.js';
import { findOrCreateFriends } from '../../src/friends/index.js';
import { gatewayOf } from '../../src/channels/index.js';
import { applyMenus } from '../../src/richmenus/apply-menus.js';
import { linkMenus } from '../../src/richmenus/link-menus.js';
import { MenuApplyModel } from '../../src/richmenus/menu-apply.model.js';
import { oweReplacedMenu } from '../../src/richmenus/owe-replaced-menu.js';
import { planChannelMenus } from '../../src/richmenus/plan-menus.js';
import { PublishedMenuModel } from '../../src/richmenus/rich-menu.model.js';
import { getMenuStatus } from '../../src/richmenus/status-menus.js';
import { buildApp, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { anotherChannel, deploy, type SmallMenu } from './menu-library.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp({ roles: [] });
}, 60_000);
afterEach(() => product.control.clearFaults());
afterAll(() => product.close());

const deployed = (menus: Record<string, SmallMenu>) => deploy(product.app.ctx, menus);
const kindsOf = (steps: { kind: string }[]) => steps.map(({ kind }) => kind);

/** What LINE has: menu and language of each rich menu with its aliases, and whether it can be shown. */
async function onLine(channelId: string) {
  const menus = await product.control.richMenus(channelId);
  return menus
    .map(({ name, aliases, hasImage, isDefault }) => {
      const [menu, language] = String(name).split(' ');
      return { menu: `${menu}/${language}`, aliases, hasImage, ...(isDefault ? { isDefault } : {}) };
    })
    .toSorted((one, other) => (one.menu < other.menu ? -1 : 1));
}
const shown = (menu: string, ...aliases: string[]) => ({ menu, aliases, hasImage: true });
const countCalls = async (channelId: string) =>
  (await product.control.calls({ channelId })).reduce(
    (sum, { byStatus }) => sum + Object.values(byStatus).reduce((one, other) => one + other, 0),
    0,
  );
const callsOf = async (channelId: string, endpoint: string) =>
  Object.values(
    (await product.control.calls({ channelId })).find((one) => one.endpoint === endpoint)?.byStatus ?? {},
  ).reduce((one, other) => one + other, 0);
const lineIdOf = async (channelId: string, menu: string) =>
  (await PublishedMenuModel.findById(`${channelId}/${menu}/en`).lean())?.lineRichMenuId ?? '';

/** A friend to whom a menu is linked, as we and LINE know it. */
async function aFriendWith(channelId: string, menu: string) {
  const { userId } = await product.control.addPerson({ displayName: 'Rider' });
  await product.control.befriend({ channelId, userIds: [userId] });
  const at = new Date();
  const found = await findOrCreateFriends(product.app.ctx, channelId, [{ lineUserId: userId, at }]);
  const friendId = found.get(userId)?._id ?? '';
  const lineRichMenuId = await lineIdOf(channelId, menu);
  const linked = { name: menu, language: 'en', lineRichMenuId, at };
  const desired = { name: menu, language: 'en', rule: 'All', at };
  await FriendModel.updateOne(
    { _id: friendId },
    { $set: { standing: 'following', menu: { desired, linked, owedAt: null } } },
  );
  await (await gatewayOf(product.app.ctx, channelId)).linkRichMenu(userId, lineRichMenuId);
  return { friendId, userId };
}

const FIRST = {
  owner: { languages: ['en', 'ja'] },
  vip: { actions: [{ type: 'richmenuswitch', label: 'Owner', richMenuAliasId: 'owner', data: 'tab=owner' }] },
} satisfies Record<string, SmallMenu>;
const FIRST_ON_LINE = [shown('owner/en', 'owner-en'), shown('owner/ja', 'owner-ja'), shown('vip/en', 'vip-en')];
// One menu changed, one gone, one new, and one under another alias.
const SECOND = {
  owner: { text: 'Changed', languages: ['en', 'ja'], alias: 'owners' },
  'win-back': {},
} satisfies Record<string, SmallMenu>;
const SECOND_ON_LINE = [
  shown('owner/en', 'owners-en'),
  shown('owner/ja', 'owners-ja'),
  shown('win-back/en', 'win-back-en'),
];

describe('applying', () => {
  test('makes every menu with its image and alias; again it changes nothing', async () => {
    const channelId = await anotherChannel(product);
    const ctx = await deployed(FIRST);
    expect((await planChannelMenus(ctx, channelId)).plan.calls.create.needed).toBe(3);
    expect(await applyMenus(ctx, channelId)).toMatchObject({ state: 'applied', waitingUntil: null });
    expect(await onLine(channelId)).toEqual(FIRST_ON_LINE);
    expect(await applyMenus(ctx, channelId)).toMatchObject({ state: 'applied', done: [] });
    expect(await callsOf(channelId, 'POST /v2/bot/richmenu')).toBe(3);
  });

  test('brings a channel from one library to the next, and nothing is left behind', async () => {
    const channelId = await anotherChannel(product);
    await applyMenus(await deployed(FIRST), channelId);
    const { done } = await applyMenus(await deployed(SECOND), channelId);
    expect(new Set(kindsOf(done))).toEqual(new Set(['replace', 'create', 'createAlias', 'deleteAlias', 'remove']));
    expect(await onLine(channelId)).toEqual(SECOND_ON_LINE);
    expect(await PublishedMenuModel.countDocuments({ channelId })).toBe(3);
  });

  test('touches no menu and no alias that was made by others', async () => {
    const channelId = await anotherChannel(product);
    const gateway = await gatewayOf(product.app.ctx, channelId);
    const ctx = await deployed(FIRST);
    const image = ctx.richMenus.get('vip')?.images.get('en')?.data ?? Buffer.alloc(0);
    const size = { width: 800, height: 500 };
    const bare = { size, selected: false, chatBarText: 'Spring', areas: [] };
    // One is named as an earlier version of ours would have named it.
    for (const name of ['Spring campaign', 'vip en 0123456789ab']) {
      const richMenuId = await gateway.createRichMenu({ ...bare, name });
      await gateway.uploadRichMenuImage(richMenuId, image, 'image/png');
      await gateway.putRichMenuAlias(`of-others-${name.length}`, richMenuId);
    }
    const theirs = await product.control.richMenus(channelId);
    await applyMenus(ctx, channelId);
    await applyMenus(await deployed({}), channelId);
    expect(await product.control.richMenus(channelId)).toEqual(theirs);
  });

  test('of two at once makes each menu once', async () => {
    const channelId = await anotherChannel(product);
    const ctx = await deployed(FIRST);
    const applied = await Promise.all([applyMenus(ctx, channelId), applyMenus(ctx, channelId)]);
    expect(applied.map(({ state }) => state).toSorted()).toEqual(['applied', 'underWay']);
    expect(await onLine(channelId)).toEqual(FIRST_ON_LINE);
  });

  test('in runs whose time is up at once gets on by a step each, and says that it goes on now', async () => {
    const channelId = await anotherChannel(product);
    await applyMenus(await deployed(FIRST), channelId);
    const ctx = await deployed(SECOND);
    const until = ctx.clock.now();
    const runs = [await applyMenus(ctx, channelId, { until })];
    while (runs.length < 30 && runs.at(-1)?.state !== 'applied') runs.push(await applyMenus(ctx, channelId, { until }));
    expect(runs.length).toBeGreaterThan(5);
    for (const run of runs.slice(0, -1)) {
      expect(run).toMatchObject({ state: 'waiting', waitingFor: 'retry', done: [expect.anything()], failed: [] });
      expect(run.waitingUntil?.getTime()).toBeLessThanOrEqual(ctx.clock.now().getTime());
    }
    expect(await onLine(channelId)).toEqual(SECOND_ON_LINE);
    expect(await callsOf(channelId, 'POST /v2/bot/richmenu')).toBe(3 + 3);
  });

  test('by a process of an older version leaves alone what a newer one brought', async () => {
    const channelId = await anotherChannel(product);
    const [older, newer] = [await deployed(FIRST), await deployed(SECOND)];
    await applyMenus(older, channelId);
    await applyMenus(newer, channelId);
    expect(await applyMenus(older, channelId)).toMatchObject({ state: 'outdated', done: [] });
    expect(await onLine(channelId)).toEqual(SECOND_ON_LINE);
  });

  test('keeps each channel for itself', async () => {
    const [one, other] = [await anotherChannel(product), await anotherChannel(product)];
    await applyMenus(await deployed(FIRST), one);
    await applyMenus(await deployed(SECOND), other);
    expect(await onLine(one)).toEqual(FIRST_ON_LINE);
    expect(await onLine(other)).toEqual(SECOND_ON_LINE);
  });

  test('goes on with the others when LINE refuses one menu, and says which', async () => {
    const channelId = await anotherChannel(product);
    await product.control.inject({ path: '/v2/bot/richmenu$', kind: 'serverError', status: 400, times: 1 });
    const applied = await applyMenus(await deployed({ owner: {}, vip: {} }), channelId);
    expect(applied.failed).toMatchObject([{ step: { menu: 'owner' }, message: expect.stringContaining('400') }]);
    expect(applied).toMatchObject({ state: 'waiting', waitingFor: 'retry' });
    expect(await onLine(channelId)).toEqual([shown('vip/en', 'vip-en')]);
  });

  test('makes the default menu what the definition says, and clears it when none says so any more', async () => {
    const channelId = await anotherChannel(product);
    await applyMenus(await deployed({ owner: { isDefault: true } }), channelId);
    expect(await onLine(channelId)).toEqual([{ ...shown('owner/en', 'owner-en'), isDefault: true }]);
    await applyMenus(await deployed({ owner: { isDefault: true, text: 'Changed' } }), channelId);
    expect(await onLine(channelId)).toEqual([{ ...shown('owner/en', 'owner-en'), isDefault: true }]);
    await applyMenus(await deployed({ owner: { text: 'Changed' } }), channelId);
    expect(await onLine(channelId)).toEqual([shown('owner/en', 'owner-en')]);
  });
});

describe('interrupted at any call to LINE, applying again makes it good', () => {
  const failures = ['serverError', 'reset', 'acceptThenReset', 'acceptThenTimeout', 'rate'] as const;
  const SILENCE_MS = 30; // how long LINE says nothing before the connection ends

  /** Fails the call after `after` others, applies until it fails, then applies again. */
  async function interrupted(
    kind: (typeof failures)[number],
    after: number,
    channelId: string,
    menus: typeof FIRST | typeof SECOND,
  ) {
    const ctx = await deployed(menus);
    const fault = {
      channelId,
      kind,
      after,
      times: 1,
      ...(kind === 'acceptThenTimeout' ? { delayMs: SILENCE_MS } : {}),
    };
    await product.control.inject(fault);
    await applyMenus(ctx, channelId).catch(() => undefined);
    await product.control.clearFaults();
    const again = await applyMenus(ctx, channelId);
    expect(again).toMatchObject({ state: 'applied', failed: [] });
  }

  test.each(failures)(
    '%s, from nothing',
    async (kind) => {
      const whole = await anotherChannel(product);
      await applyMenus(await deployed(FIRST), whole);
      const calls = await countCalls(whole);
      expect(calls).toBeGreaterThan(12);
      for (let after = 0; after < calls; after += 1) {
        const channelId = await anotherChannel(product);
        await interrupted(kind, after, channelId, FIRST);
        expect({ after, menus: await onLine(channelId) }).toEqual({ after, menus: FIRST_ON_LINE });
        // Made once each, whatever happened to the answers.
        expect(await callsOf(channelId, 'DELETE /v2/bot/richmenu/{richMenuId}')).toBe(0);
      }
    },
    120_000,
  );

  // What LINE did not take, what it took without an answer, and what it put off.
  test.each(['serverError', 'acceptThenReset', 'rate'] as const)(
    '%s, from one library to the next',
    async (kind) => {
      const whole = await anotherChannel(product);
      await applyMenus(await deployed(FIRST), whole);
      const before = await countCalls(whole);
      await applyMenus(await deployed(SECOND), whole);
      const calls = (await countCalls(whole)) - before;
      expect(calls).toBeGreaterThan(15);
      for (let after = 0; after < calls; after += 1) {
        const channelId = await anotherChannel(product);
        await applyMenus(await deployed(FIRST), channelId);
        await interrupted(kind, after, channelId, SECOND);
        expect({ after, menus: await onLine(channelId) }).toEqual({ after, menus: SECOND_ON_LINE });
        expect(await PublishedMenuModel.countDocuments({ channelId })).toBe(3);
      }
    },
    120_000,
  );

  test('at times, it gets through all the same, and a wait begins anew with what was done', async () => {
    const channelId = await anotherChannel(product);
    const ctx = await deployed(FIRST);
    for (const after of [4, 7, 9]) await product.control.inject({ channelId, kind: 'serverError', times: 1, after });
    expect(await applyMenus(ctx, channelId)).toMatchObject({ state: 'applied', failed: [] });
    expect(await onLine(channelId)).toEqual(FIRST_ON_LINE);
  });

  test('is tried again by itself, later each time', async () => {
    const channelId = await anotherChannel(product);
    const ctx = await deployed(FIRST);
    await product.control.inject({ channelId, kind: 'serverError' });
    const waits: number[] = [];
    for (const attempts of [1, 2]) {
      await expect(applyMenus(ctx, channelId)).rejects.toThrow('LINE answered 500');
      const apply = await MenuApplyModel.findById(channelId).lean();
      expect(apply).toMatchObject({ attempts, waitingFor: 'retry', error: expect.stringContaining('500') });
      waits.push((apply?.dueAt?.getTime() ?? 0) - (apply?.endedAt?.getTime() ?? 0));
    }
    expect(waits).toEqual([5_000, 10_000]);
  });
});

describe('a menu with friends', () => {
  test('is replaced: its friends are owed the new one, and the old one goes once nobody sees it', async () => {
    const channelId = await anotherChannel(product);
    await applyMenus(await deployed({ owner: {} }), channelId);
    const former = await lineIdOf(channelId, 'owner');
    const { friendId, userId } = await aFriendWith(channelId, 'owner');
    const ctx = await deployed({ owner: { text: 'Changed' } });
    expect(await applyMenus(ctx, channelId)).toMatchObject({ state: 'waiting', waitingFor: 'friends' });
    expect(await onLine(channelId)).toHaveLength(2);
    expect(await getMenuStatus(ctx, channelId)).toMatchObject({
      menus: [{ menu: 'owner', isCurrent: true, isAliasRight: true, linkedCount: 0 }],
      leftovers: [{ lineRichMenuId: former, linkedCount: 1 }],
      waitingFor: 'friends',
    });
    expect((await FriendModel.findById(friendId).lean())?.menu.owedAt).not.toBeNull();
    expect(await oweReplacedMenu(ctx, { channelId, from: former })).toBe(0);

    await eventually(async () => {
      await linkMenus(ctx, channelId);
      expect((await FriendModel.findById(friendId).lean())?.menu.owedAt).toBeNull();
    });
    expect(await applyMenus(ctx, channelId)).toMatchObject({ state: 'applied', done: [{ kind: 'remove' }] });
    expect(await onLine(channelId)).toEqual([shown('owner/en', 'owner-en')]);
    expect(await product.control.menu({ channelId, userId })).toMatchObject({ alias: 'owner-en', isLinked: true });
  });

  test('is deleted: the rules look at its friends again, and it goes once nobody sees it', async () => {
    const channelId = await anotherChannel(product);
    await applyMenus(await deployed({ owner: {}, vip: {} }), channelId);
    const { friendId } = await aFriendWith(channelId, 'vip');
    const ctx = await deployed({ owner: {} });
    expect(await applyMenus(ctx, channelId)).toMatchObject({ state: 'waiting', waitingFor: 'friends' });
    const friend = await FriendModel.findById(friendId).lean();
    expect(friend?.menuCheckAt?.getTime()).toBeLessThanOrEqual(Date.now());
    await FriendModel.updateOne({ _id: friendId }, { $set: { 'menu.linked': null, 'menu.desired': null } });
    expect(await applyMenus(ctx, channelId)).toMatchObject({ state: 'applied', done: [{ kind: 'remove' }] });
    expect(await onLine(channelId)).toEqual([shown('owner/en', 'owner-en')]);
  });

  test('who has blocked us does not hold it up', async () => {
    const channelId = await anotherChannel(product);
    await applyMenus(await deployed({ owner: {} }), channelId);
    const { friendId } = await aFriendWith(channelId, 'owner');
    await FriendModel.updateOne({ _id: friendId }, { $set: { standing: 'blocked' } });
    expect(await applyMenus(await deployed({ owner: { text: 'Changed' } }), channelId)).toMatchObject({
      state: 'applied',
    });
    expect(await onLine(channelId)).toHaveLength(1);
  });

  test('who switched to it by a tab gets the menu of the rules back, and it goes', async () => {
    const channelId = await anotherChannel(product);
    await applyMenus(await deployed({ owner: {}, vip: {} }), channelId);
    const { friendId } = await aFriendWith(channelId, 'owner');
    const tab = { lineRichMenuId: await lineIdOf(channelId, 'vip'), at: new Date(Date.now() + 1_000) };
    await FriendModel.updateOne({ _id: friendId }, { $set: { menuTab: tab } });
    const ctx = await deployed({ owner: {}, vip: { text: 'Changed' } });
    expect(await applyMenus(ctx, channelId)).toMatchObject({ waitingFor: 'friends' });
    await eventually(async () => {
      await linkMenus(ctx, channelId);
      expect((await FriendModel.findById(friendId).lean())?.menu.owedAt).toBeNull();
    });
    expect(await applyMenus(ctx, channelId)).toMatchObject({ state: 'applied', done: [{ kind: 'remove' }] });
    expect((await FriendModel.findById(friendId).lean())?.menu.linked?.name).toBe('owner');
  });
});

describe("LINE's limits", () => {
  const spent = async (channelId: string, call: string, count: number, minutesAgo: number) => {
    const at = new Date(Date.now() - minutesAgo * 60_000);
    await MenuApplyModel.updateOne(
      { _id: channelId },
      { $set: { [`calls.${call}`]: Array.from({ length: count }, () => at) } },
    );
    return at;
  };

  test('of makings in an hour stop it cleanly, and it says until when', async () => {
    const channelId = await anotherChannel(product);
    await applyMenus(await deployed({}), channelId);
    const at = await spent(channelId, 'create', 89, 20);
    const ctx = await deployed(FIRST);
    const { plan } = await planChannelMenus(ctx, channelId);
    expect(plan.warnings).toEqual([
      '3 menus need making, 1 can go now: the rest takes about 1 hour longer and goes on by itself.',
    ]);
    const applied = await applyMenus(ctx, channelId);
    expect(applied).toMatchObject({ state: 'waiting', waitingFor: 'create' });
    expect(applied.waitingUntil).toEqual(new Date(at.getTime() + 3_600_000));
    expect(kindsOf(applied.done)).toEqual(['create', 'createAlias']);
    expect(await onLine(channelId)).toEqual(FIRST_ON_LINE.slice(0, 1));

    await spent(channelId, 'create', 89, 61);
    expect(await applyMenus(ctx, channelId)).toMatchObject({ state: 'applied' });
    expect(await onLine(channelId)).toEqual(FIRST_ON_LINE);
  });

  test('of deletions in an hour leave what is to go where it is', async () => {
    const channelId = await anotherChannel(product);
    await applyMenus(await deployed(FIRST), channelId);
    await spent(channelId, 'delete', 90, 20);
    expect(await applyMenus(await deployed({}), channelId)).toMatchObject({ state: 'waiting', waitingFor: 'delete' });
    expect(await onLine(channelId)).toEqual([shown('owner/en'), shown('owner/ja'), shown('vip/en')]);
  });

  test('that others have used up are left alone for a while', async () => {
    const channelId = await anotherChannel(product);
    await product.control.inject({ channelId, path: '/v2/bot/richmenu$', kind: 'rate' });
    const ctx = await deployed(FIRST);
    expect(await applyMenus(ctx, channelId)).toMatchObject({ state: 'waiting', waitingFor: 'create', done: [] });
    expect(await callsOf(channelId, 'POST /v2/bot/richmenu')).toBe(1);
    await product.control.clearFaults();
    expect(await applyMenus(ctx, channelId)).toMatchObject({ state: 'applied' });
  });
});

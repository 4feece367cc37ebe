import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ActivityModel } from '../../src/activity/activity.model.js';
import { FriendModel, type FriendDocument } from '../../src/friends/friend.model.js';
import { MenuApplyModel } from '../../src/richmenus/menu-apply.model.js';
import { MenuFiguresModel } from '../../src/richmenus/menu-figures.model.js';
import { MenuLinkModel } from '../../src/richmenus/menu-link.model.js';
import { PublishedMenuModel } from '../../src/richmenus/rich-menu.model.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { aFriend } from '../support/factories.js';

const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Line/15.0.0';
const [TEST_RIDE, MODELS, FAQ] = [0, 1, 4]; // areas of the newcomer menu: a postback, a link, a message
const ALL_DAYS = { from: '2000-01-01', to: '2000-01-01' };

let product: TestApp;
let friend: FriendDocument;
beforeAll(async () => {
  product = await buildApp();
  await eventually(
    async () => expect(await MenuApplyModel.findById(CHANNEL_ID).lean()).toMatchObject({ dueAt: null, error: null }),
    30_000,
  );
  friend = await aRider();
}, 60_000);
afterAll(() => product.close());

/** A friend with the newcomer menu in the language of their phone in front of them. */
async function aRider(language = 'en') {
  const rider = await aFriend(product, { language });
  const name = expect.stringMatching(new RegExp(`^newcomer ${language} `));
  await eventually(async () => expect(await product.control.menu(at(rider))).toMatchObject({ name }));
  return rider;
}
const at = (one: FriendDocument) => ({ channelId: CHANNEL_ID, userId: one.lineUserId });
const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10); // Asia/Taipei
const report = async (days = { from: today(), to: today() }) => {
  const { body } = await product.api('GET', `/api/v1/rich-menus/taps?from=${days.from}&to=${days.to}`);
  return body;
};
const areaOf = async (area: number, menu = 'newcomer', language = 'en') => {
  const { areas } = await report();
  return areas.find(
    (one: Record<string, unknown>) => one['menu'] === menu && one['language'] === language && one['area'] === area,
  );
};
const tapsSeen = (count: number, of = friend) =>
  eventually(async () =>
    expect(await ActivityModel.countDocuments({ friendId: of._id, kind: 'postback.tapped' })).toBe(count),
  );

describe('a tap on a postback area', () => {
  test('is a postback as the menu was written, with where it was; rules see nothing of the mark', async () => {
    await product.api('POST', '/api/v1/tags', { tagId: 'curious', name: 'Curious' });
    await product.api('POST', '/api/v1/tag-rules', {
      name: 'Curious',
      when: { kind: 'postback', data: { action: 'test-drive' } },
      tagId: 'curious',
    });
    const { events } = await product.control.tapMenuArea({ ...at(friend), index: TEST_RIDE });
    expect(events[0]?.['postback']).toEqual({ data: 'action=test-drive&lifeline.menu=newcomer.en.0' });
    await tapsSeen(1);
    expect(await ActivityModel.findOne({ friendId: friend._id, kind: 'postback.tapped' }).lean()).toMatchObject({
      data: { data: 'action=test-drive', menu: 'newcomer', language: 'en', area: TEST_RIDE },
    });
    await eventually(async () =>
      expect((await FriendModel.findById(friend._id).lean())?.tags.map(({ tagId }) => tagId)).toContain('curious'),
    );
  });

  test('that LINE tells twice counts once', async () => {
    const { events } = await product.control.tapMenuArea({ ...at(friend), index: TEST_RIDE });
    await tapsSeen(2);
    const webhookEventIds = events.map(({ webhookEventId }) => webhookEventId);
    await product.control.redeliver({ channelId: CHANNEL_ID, webhookEventIds });
    await product.control.sendText({ ...at(friend), text: 'something after it' });
    await eventually(async () =>
      expect(await ActivityModel.countDocuments({ friendId: friend._id, kind: 'message.received' })).toBe(1),
    );
    expect(await areaOf(TEST_RIDE)).toMatchObject({
      countedBy: 'postback',
      taps: 2,
      friends: 1,
      label: 'Book a test ride',
    });
  });

  test('counts taps and different friends, by day', async () => {
    const other = await aRider();
    await product.control.tapMenuArea({ ...at(other), index: TEST_RIDE });
    await tapsSeen(1, other);
    expect(await areaOf(TEST_RIDE)).toMatchObject({
      taps: 3,
      friends: 2,
      days: [{ day: today(), taps: 3, friends: 2 }],
    });
    expect((await report(ALL_DAYS)).areas.every(({ taps }: { taps: number | null }) => !taps)).toBe(true);
  });
});

describe('a tap on a link', () => {
  const open = async (address: string, userAgent = PHONE) =>
    fetch(`${product.url}${new URL(address).pathname}`, { redirect: 'manual', headers: { 'user-agent': userAgent } });
  const addressOfModels = async () =>
    (await product.control.tapMenuArea({ ...at(friend), index: MODELS })).opened ?? '';

  test('goes through us to where the menu says, and is counted; who it was is not known', async () => {
    const address = await addressOfModels();
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:3000\/t\/[\w-]{16}[0-9a-f]{20}m$/);
    const answer = await open(address);
    expect([answer.status, answer.headers.get('location')]).toEqual([302, 'https://example.com/en/models']);
    expect(await areaOf(MODELS)).toMatchObject({
      countedBy: 'link',
      taps: 1,
      friends: null,
      days: [{ day: today(), taps: 1, friends: null }],
    });
  });

  test('by a program is no tap', async () => {
    expect((await open(await addressOfModels(), 'Googlebot/2.1')).status).toBe(302);
    expect(await areaOf(MODELS)).toMatchObject({ taps: 1, bots: 1 });
  });

  test('that was forged leads nowhere and counts nothing', async () => {
    const address = await addressOfModels();
    const forged = address.replace(/\/t\/./, (start) => (start === '/t/A' ? '/t/B' : '/t/A'));
    expect((await open(forged)).status).toBe(404);
    expect(await areaOf(MODELS)).toMatchObject({ taps: 1, bots: 1 });
  });

  test('of an earlier menu still leads where that menu said', async () => {
    const [link] = await MenuLinkModel.find({ menu: 'newcomer', language: 'ja', area: MODELS }).lean();
    expect(link?.uri).toBe('https://example.com/ja/models');
  });
});

test('a tap that LINE alone sees is said to be so', async () => {
  expect(await areaOf(FAQ)).toMatchObject({ countedBy: 'line', taps: null, friends: null });
});

test('a tab says that it was tapped, and is remembered until another menu is linked', async () => {
  const rider = await aRider();
  const published = await PublishedMenuModel.findById(`${CHANNEL_ID}/tab-ride/en`).lean();
  const gateway = product.app.ctx.connectLine({
    channelId: CHANNEL_ID,
    accessToken: 'access-token-of-the-first-channel',
  });
  await gateway.linkRichMenu(rider.lineUserId, published?.lineRichMenuId ?? '');
  await product.control.tapMenuArea({ ...at(rider), index: 0 });
  await tapsSeen(1, rider);
  expect(await ActivityModel.findOne({ friendId: rider._id, kind: 'postback.tapped' }).lean()).toMatchObject({
    data: { data: 'tab=tab-shop', status: 'SUCCESS', menu: 'tab-ride', language: 'en', area: 0 },
  });
  const shop = await PublishedMenuModel.findById(`${CHANNEL_ID}/tab-shop/en`).lean();
  expect((await FriendModel.findById(rider._id).lean())?.menuTab).toMatchObject({
    lineRichMenuId: shop?.lineRichMenuId,
  });
});

describe("LINE's own figures", () => {
  test('are read daily, stored beside ours and never added to them', async () => {
    const people = await Promise.all(Array.from({ length: 20 }, () => aRider('th')));
    for (const one of people) await product.control.tapMenuArea({ ...at(one), index: TEST_RIDE });
    await product.control.advanceClock(24 * 3_600_000);
    const _id = `${CHANNEL_ID}/newcomer/th`;
    const due = async () => PublishedMenuModel.updateOne({ _id }, { $set: { figuresDueAt: new Date(0) } });
    // Figures are of days that are over by our clock, which the simulator's is a day ahead of.
    await due();
    await product.app.sweep();
    const lineRichMenuId = (await PublishedMenuModel.findById(_id).lean())?.lineRichMenuId ?? '';
    await eventually(async () => expect(await MenuFiguresModel.findById(lineRichMenuId).lean()).not.toBeNull());
    const { figuresDueAt } = (await PublishedMenuModel.findById(_id).lean()) ?? {};
    expect(figuresDueAt?.getTime()).toBeGreaterThan(Date.now() + 3_600_000);
    const { line } = await report();
    expect(line).toMatchObject([
      { menu: 'newcomer', language: 'th', lineRichMenuId, isHidden: true, impressions: null },
    ]);
    expect(await areaOf(TEST_RIDE, 'newcomer', 'th')).toMatchObject({ taps: 20, friends: 20 });
  }, 60_000);

  test('say what LINE counted on the asked days, by area', async () => {
    const published = await PublishedMenuModel.findById(`${CHANNEL_ID}/newcomer/ja`).lean();
    const bounds = product.app.ctx.richMenus.get('newcomer')?.definition.areas[TEST_RIDE]?.bounds ?? {
      x: 0,
      y: 0,
      width: 1,
      height: 1,
    };
    const [day, before] = ['2026-03-02', '2026-03-01'];
    const figure = (on: string, count: number) => ({ day: on, count, uniqueUsers: count });
    await MenuFiguresModel.updateOne(
      { _id: published?.lineRichMenuId },
      {
        $set: {
          channelId: CHANNEL_ID,
          menu: 'newcomer',
          language: 'ja',
          readAt: new Date(),
          days: {
            impressions: [figure(before, 100), figure(day, 60)],
            areas: [{ bounds, taps: [figure(before, 40), figure(day, 30)] }],
          },
          recent: { from: before, to: day, figures: { count: 160, uniqueUsers: 90, areas: [] } },
        },
      },
      { upsert: true },
    );
    const { line } = await report({ from: day, to: day });
    expect(line.find(({ language }: { language: string }) => language === 'ja')).toMatchObject({
      isHidden: false,
      impressions: 60,
      areas: [{ area: TEST_RIDE, taps: 30 }],
      recent: { impressions: 160, viewers: 90 },
    });
  });
});

test.each([
  ['from=2026-03-02&to=2026-03-01', 'to: must not be before from'],
  ['from=2026-01-01&to=2026-04-03', 'to: must be at most 91 days after from'],
  ['from=yesterday&to=2026-03-01', 'from: must be a day such as 2026-03-01'],
])('days that cannot be are refused: %s', async (query, problem) => {
  expect(await product.api('GET', `/api/v1/rich-menus/taps?${query}`)).toMatchObject({
    status: 400,
    body: { error: { code: 'invalid_input', message: expect.stringContaining(problem) } },
  });
});

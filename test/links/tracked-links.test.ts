import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ActivityModel } from '../../src/activity/activity.model.js';
import type { Context } from '../../src/context.js';
import { FriendModel } from '../../src/friends/friend.model.js';
import { noteCampaign } from '../../src/friends/index.js';
import { AnnouncementModel } from '../../src/infra/announcements/announcement.model.js';
import {
  countClicks,
  fillLinks,
  hasLinks,
  haveClicked,
  listClickers,
  prepareLinks,
  trackLinks,
} from '../../src/links/index.js';
import { LinkClickModel, TrackedLinkModel } from '../../src/links/link.model.js';
import { recordClick } from '../../src/links/record-click.js';
import { allHeard } from '../support/announcements.js';
import { API_KEY, buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { storeFriend } from '../friends/store-friend.js';
import { aFriend, seenBy } from '../support/factories.js';

const LINE_APP =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari Line/14.8.0';
const PREVIEW = 'facebookexternalhit/1.1;line-poker/1.0';
const SHOP = 'https://shop.example/spring?size=m#colours';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp();
});
afterAll(() => product.close());

let senders = 0;
const aSender = (kind = 'survey') => {
  senders += 1;
  return { kind, id: `sender-${senders}` };
};
const textWith = (...urls: string[]) => [{ type: 'text', text: `See ${urls.join(' and ')} now` }];
const track = (
  friendId: string | null,
  {
    sender = aSender(),
    messages = textWith(SHOP),
    utm = null,
  }: Partial<Parameters<typeof prepareLinks>[2]> & {
    messages?: { type: string; text: string }[];
  } = {},
) => trackLinks(product.app.ctx, messages, { channelId: CHANNEL_ID, sender, friendId, utm });

/** The way on our server of the first link in messages. */
const pathIn = (messages: object[]) => /\/t\/[\w-]+/.exec(JSON.stringify(messages))?.[0] ?? '';
const trackedPath = async (friendId: string | null, sender = aSender()) => pathIn(await track(friendId, { sender }));

/** Opens a link as a browser does, which fetch cannot: it sets some headers itself. */
const open = (
  path: string,
  { headers = {}, method = 'GET' }: { headers?: Record<string, string>; method?: string } = {},
) =>
  new Promise<{ status: number; headers: Record<string, unknown>; text: string }>((resolve, reject) => {
    const asked = request(
      `${product.url}${path}`,
      { method, headers: { 'user-agent': LINE_APP, ...headers } },
      (res) => {
        let text = '';
        res.on('data', (part: Buffer) => (text += part.toString()));
        res.on('end', () => resolve({ status: res.statusCode ?? 0, headers: res.headers, text }));
      },
    );
    asked.on('error', reject);
    asked.end();
  });

const campaignsOf = async (friendId: string) => (await FriendModel.findById(friendId).lean())?.campaigns;
const clicksIn = (friendId: string) => ActivityModel.find({ friendId, kind: 'link.clicked' }).lean();
const api = (method: string, path: string, body?: object) => product.api(method, `/api/v1${path}`, body);

describe('a friend who taps a link of a message', () => {
  test('gets where it leads, and is known, counted and put on their timeline', async () => {
    const friend = await aFriend(product, { displayName: 'Clicking rider' });
    const sender = aSender();
    const messages = await track(friend._id, { sender, utm: { source: 'line' } });
    await api('POST', '/messages', { externalId: sender.id, friendId: friend._id, content: { messages } });
    const path = await eventually(async () => {
      const [latest] = (await seenBy(product, friend.lineUserId)).filter((seen) =>
        JSON.stringify(seen).includes('/t/'),
      );
      if (!latest) throw new Error('The message was not seen yet.');
      return pathIn([latest]);
    });
    const answer = await open(path);
    const url = 'https://shop.example/spring?size=m&utm_source=line#colours';
    expect(answer.status).toBe(302);
    expect(answer.headers).toMatchObject({
      location: url,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    });
    const { links, ...figures } = (await api('GET', `/links?senderId=${sender.id}`)).body;
    expect(figures).toEqual({ unique: 1, total: 1 });
    expect(links).toEqual([{ linkId: expect.any(String), url, unique: 1, total: 1, bots: 0 }]);
    const { body } = await api('GET', `/links/${links[0].linkId}/clicks`);
    expect(body).toMatchObject({
      clicks: [{ friendId: friend._id, displayName: 'Clicking rider', count: 1 }],
      next: null,
    });
    const { entries } = (await api('GET', `/friends/${friend._id}/timeline?kinds=link.clicked`)).body;
    expect(entries).toMatchObject([
      { kind: 'link.clicked', data: { linkId: links[0].linkId, url, senderKind: 'survey', senderId: sender.id } },
    ]);
  });

  test('counts once as unique and each time in the total, also for taps at once', async () => {
    const { _id: friendId } = await aFriend(product);
    const sender = aSender();
    const path = await trackedPath(friendId, sender);
    await Promise.all([1, 2, 3, 4].map(() => open(path)));
    await open(path);
    expect(await countClicks(sender.id)).toMatchObject({ unique: 1, total: 5, links: [{ unique: 1, total: 5 }] });
    const [{ friendId: clicker, count, firstAt, lastAt } = { friendId: '', count: 0, firstAt: 0, lastAt: 0 }] =
      await listClickers(sender.id, { afterId: null, limit: 10 });
    expect({ clicker, count, isOrdered: firstAt <= lastAt }).toEqual({ clicker: friendId, count: 5, isOrdered: true });
  });

  describe('is seen by rules', () => {
    beforeAll(async () => {
      await api('POST', '/tags', { tagId: 'clicker', name: 'Clicker' });
      const when = { kind: 'activity', activityKind: 'link.clicked' };
      await api('POST', '/tag-rules', { name: 'Clicks', when, tagId: 'clicker', weight: 1 });
    });

    const MINUTE = Date.UTC(2026, 2, 1, 12);
    /** A friend and what taps their link at a time of ours. */
    const aTap = async () => {
      const { _id: friendId } = await aFriend(product);
      const { links } = await prepareLinks(product.app.ctx, textWith(SHOP), {
        channelId: CHANNEL_ID,
        sender: aSender(),
        utm: null,
      });
      const link = await TrackedLinkModel.findById(links.get(SHOP)?.linkId).lean();
      if (!link) throw new Error('The link was not stored.');
      const tap = (ms: number, changes: Partial<Context> = {}) =>
        recordClick({ ...product.app.ctx, clock: { now: () => new Date(MINUTE + ms) }, ...changes }, link, friendId);
      return { friendId, tap };
    };
    const seenOf = async (friendId: string) => {
      await allHeard({ friendId });
      const { tags, happened } = (await FriendModel.findById(friendId).lean()) ?? {};
      return {
        activities: (await clicksIn(friendId)).length,
        happened: happened?.['link/clicked']?.count,
        announced: await AnnouncementModel.countDocuments({ friendId, name: 'activity.recorded' }),
        tagged: tags?.find(({ tagId }) => tagId === 'clicker')?.count,
      };
    };

    test('once for each link and minute, however often they tap', async () => {
      const { friendId, tap } = await aTap();
      await Promise.all([tap(0), tap(100), tap(200)]);
      await tap(59_999);
      expect(await seenOf(friendId)).toEqual({ activities: 1, happened: 1, announced: 1, tagged: 1 });
      await tap(60_000);
      expect(await seenOf(friendId)).toEqual({ activities: 2, happened: 2, announced: 2, tagged: 2 });
    });

    test('also when a process died before it told them, at the next tap of the minute', async () => {
      const { friendId, tap } = await aTap();
      const died = new Error('died');
      await expect(tap(0, { publish: () => Promise.reject(died) })).rejects.toBe(died);
      expect(await seenOf(friendId)).toMatchObject({ activities: 1, announced: 0 });
      await tap(5_000);
      expect(await seenOf(friendId)).toEqual({ activities: 1, happened: 1, announced: 1, tagged: 1 });
    });
  });

  test('is in the segment of those who clicked', async () => {
    const [clicker, other] = [await aFriend(product), await aFriend(product)];
    const { body: segment } = await api('POST', '/segments', { name: 'Clicked', rule: { event: 'link.clicked' } });
    await open(await trackedPath(clicker._id));
    await eventually(async () => {
      const { segments = [] } = (await FriendModel.findById(clicker._id).lean()) ?? {};
      expect(segments.map(({ id }) => id)).toContain(segment.id);
    });
    expect((await FriendModel.findById(other._id).lean())?.segments).toEqual([]);
  });

  test('counts also after they blocked the account', async () => {
    const { _id: friendId, lineUserId: userId } = await aFriend(product);
    const sender = aSender();
    const path = await trackedPath(friendId, sender);
    await product.control.block({ channelId: CHANNEL_ID, userId });
    await eventually(async () =>
      expect(await FriendModel.findById(friendId).lean()).toMatchObject({ standing: 'blocked' }),
    );
    expect((await open(path)).status).toBe(302);
    expect(await haveClicked(sender.id, [friendId])).toEqual(new Map([[friendId, expect.any(Date)]]));
  });
});

describe('a link of a campaign', () => {
  test('sets when the friend clicked, once, and leaves the others as they are', async () => {
    const [clicker, other] = [await aFriend(product), await aFriend(product)];
    const sender = aSender('campaign');
    const [path] = [await trackedPath(clicker._id, sender)];
    const acceptedAt = new Date();
    await noteCampaign(
      { campaignId: sender.id, isPromotion: false },
      [clicker, other].map(({ _id }) => ({ friendId: _id, acceptedAt })),
      null,
    );
    await open(path);
    const first = await campaignsOf(clicker._id);
    expect(first).toEqual([{ id: sender.id, acceptedAt, clickedAt: expect.any(Date), isPromotion: false }]);
    await open(path);
    expect(await campaignsOf(clicker._id)).toEqual(first);
    expect(await campaignsOf(other._id)).toEqual([{ id: sender.id, acceptedAt, clickedAt: null, isPromotion: false }]);
  });

  test('sets it also when the click comes before it is noted whom the campaign reached', async () => {
    const { _id: friendId } = await aFriend(product);
    const sender = aSender('campaign');
    await open(await trackedPath(friendId, sender));
    expect(await campaignsOf(friendId)).toEqual([
      { id: sender.id, acceptedAt: expect.any(Date), clickedAt: expect.any(Date) },
    ]);
    const [clicked] = (await campaignsOf(friendId)) ?? [];
    const acceptedAt = new Date(Date.now() + 1_000);
    await noteCampaign({ campaignId: sender.id, isPromotion: false }, [{ friendId, acceptedAt }], null);
    await noteCampaign({ campaignId: sender.id, isPromotion: false }, [{ friendId, acceptedAt }], null);
    expect(await campaignsOf(friendId)).toEqual([{ ...clicked, acceptedAt, isPromotion: false }]);
  });

  test('brings into the segments that speak of it who clicked, and nobody else', async () => {
    const [clicker, reached, third] = [await aFriend(product), await aFriend(product), await aFriend(product)];
    const sender = aSender('campaign');
    const rule = { campaign: sender.id, did: 'clicked' };
    const { body: segment } = await api('POST', '/segments', { name: 'Clicked it', rule });
    await noteCampaign(
      { campaignId: sender.id, isPromotion: false },
      [clicker, reached].map(({ _id }) => ({ friendId: _id, acceptedAt: new Date() })),
      new Date(),
    );
    await open(await trackedPath(clicker._id, sender));
    await open(await trackedPath(third._id, aSender('campaign')));
    await eventually(async () => {
      const { friends } = (await api('GET', `/segments/${segment.id}/friends`)).body;
      expect(friends.map(({ id }: { id: string }) => id)).toEqual([clicker._id]);
    });
    const found = (await api('POST', '/segments/preview', { rule })).body;
    expect({ count: found.count, ids: found.samples.map(({ id }: { id: string }) => id) }).toEqual({
      count: 1,
      ids: [clicker._id],
    });
  });
});

describe('programs', () => {
  test.each([
    ['a preview', { headers: { 'user-agent': PREVIEW } }],
    ['a request for the head alone', { method: 'HEAD' }],
    ['a browser that reads ahead', { headers: { purpose: 'prefetch' } }],
    ['a newer browser that reads ahead', { headers: { 'sec-purpose': 'prefetch' } }],
    ['a browser that shows a preview', { headers: { 'x-purpose': 'preview' } }],
  ])('%s is led on and counts as none of the clicks', async (_who, how) => {
    const { _id: friendId } = await aFriend(product);
    const sender = aSender('campaign');
    const answer = await open(await trackedPath(friendId, sender), how);
    expect({ status: answer.status, to: answer.headers['location'] }).toEqual({ status: 302, to: SHOP });
    expect(await countClicks(sender.id)).toMatchObject({
      unique: 0,
      total: 0,
      links: [{ unique: 0, total: 0, bots: 1 }],
    });
    expect(await clicksIn(friendId)).toEqual([]);
    expect(await campaignsOf(friendId)).toEqual([]);
  });
});

test('a link that everybody shares counts in the total and names nobody', async () => {
  const sender = aSender();
  const path = await trackedPath(null, sender);
  await open(path);
  await open(path);
  expect(await countClicks(sender.id)).toMatchObject({
    unique: 0,
    total: 2,
    links: [{ unique: 0, total: 2, bots: 0 }],
  });
  expect(await listClickers(sender.id, { afterId: null, limit: 10 })).toEqual([]);
});

test('a link that is forged, altered or of nothing shows a clear page and counts nothing', async () => {
  const [{ _id: friendId }, { _id: otherId }] = [await aFriend(product), await aFriend(product)];
  const sender = aSender();
  const path = await trackedPath(friendId, sender);
  const wrong = [
    path.replace(friendId, otherId),
    path.replace(friendId, ''),
    `${path}x`,
    path.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
    path.replace(/^\/t\/./, (first) => (first === '/t/a' ? '/t/b' : '/t/a')),
    `/t/${'a'.repeat(36)}`,
    pathIn(
      fillLinks(
        product.app.ctx,
        {
          parts: [{ message: { type: 'text', text: SHOP }, isTracked: true }],
          links: new Map([[SHOP, { linkId: 'f'.repeat(20), url: SHOP }]]),
          untracked: [],
        },
        friendId,
      ),
    ),
  ];
  for (const forged of wrong) {
    const answer = await open(forged);
    expect({ forged, status: answer.status }).toEqual({ forged, status: 404 });
    expect(answer.text).toContain('This link is not valid any more.');
  }
  expect(await countClicks(sender.id)).toMatchObject({ unique: 0, total: 0, links: [{ bots: 0 }] });
});

test('words that an app took as part of the address do not break the link', async () => {
  const { _id: friendId } = await aFriend(product);
  expect((await open(`${await trackedPath(friendId)}${encodeURIComponent('をご覧')}`)).headers['location']).toBe(SHOP);
});

test('while the store is down the link answers that, and works again afterwards', async () => {
  const { _id: friendId } = await aFriend(product);
  const sender = aSender();
  const path = await trackedPath(friendId, sender);
  product.storeProxy.cut();
  try {
    const answer = await open(path);
    expect({ status: answer.status, code: JSON.parse(answer.text).error.code }).toEqual({
      status: 503,
      code: 'store_unavailable',
    });
  } finally {
    product.storeProxy.mend();
  }
  await eventually(async () => expect((await open(path)).status).toBe(302), 60_000);
  expect(await countClicks(sender.id)).toMatchObject({ unique: 1 });
  // A run of the worker that the outage ended has its lease for up to 30 s more.
  await eventually(() => aFriend(product), 60_000);
}, 150_000);

describe('preparing', () => {
  const sent = (sender: { kind: string; id: string }) => ({ channelId: CHANNEL_ID, sender, utm: null });

  test('makes each link once, however often and at once, and fills in for many without the store', async () => {
    const sender = aSender();
    const messages = textWith(SHOP, 'https://shop.example/', SHOP);
    const all = await Promise.all([1, 2, 3].map(() => prepareLinks(product.app.ctx, messages, sent(sender))));
    expect(await TrackedLinkModel.countDocuments({ senderId: sender.id })).toBe(2);
    const [prepared] = all;
    // Filled in at once, so nothing can have been asked of the store.
    const filled = ['01ARZ3NDEKTSV4RRFFQ69G5FAV', '01BX5ZZKBKACTAV9WEVGEMMVRZ', null].map((friendId) =>
      prepared ? fillLinks(product.app.ctx, prepared, friendId)[0]?.text : '',
    );
    expect(new Set(filled).size).toBe(3);
    for (const text of filled) expect(text?.match(/http:\/\/127\.0\.0\.1:3000\/t\/[\w-]+/g)).toHaveLength(3);
  });

  test('has a link of its own for each sender', async () => {
    const [one, other] = [
      await prepareLinks(product.app.ctx, textWith(SHOP), sent(aSender())),
      await prepareLinks(product.app.ctx, textWith(SHOP), sent(aSender())),
    ];
    expect(one.links.get(SHOP)?.linkId).not.toBe(other.links.get(SHOP)?.linkId);
  });

  test('a message that would break a limit of LINE with our links goes out as it is', async () => {
    const text = `https://a.example ${'x'.repeat(4_980)}`;
    const messages = [...textWith(SHOP), { type: 'text', text }];
    const sender = aSender();
    const prepared = await prepareLinks(product.app.ctx, messages, sent(sender));
    const [short, long] = fillLinks(product.app.ctx, prepared, null);
    expect(short?.text).toContain('/t/');
    expect(long).toEqual({ type: 'text', text });
    expect(prepared.untracked).toEqual(['https://a.example']);
    expect(await TrackedLinkModel.countDocuments({ senderId: sender.id })).toBe(1);
  });

  test('a sender has at most 100 links; destinations beyond that go out as they are', async () => {
    const sender = aSender();
    const urls = Array.from({ length: 102 }, (_, index) => `https://a.example/${index}`);
    const messages = [urls.slice(0, 40), urls.slice(40, 80), urls.slice(80)].flatMap((some) => textWith(...some));
    await prepareLinks(product.app.ctx, messages.slice(0, 2), sent(sender));
    const { links, untracked } = await prepareLinks(product.app.ctx, messages, sent(sender));
    expect({ tracked: links.size, untracked }).toEqual({ tracked: 100, untracked: urls.slice(100) });
    expect(await TrackedLinkModel.countDocuments({ senderId: sender.id })).toBe(100);
  });

  test('says at once when there is nothing to track', () => {
    expect(hasLinks(textWith(SHOP))).toBe(true);
    expect(hasLinks([{ type: 'text', text: 'Hello' }])).toBe(false);
    expect(hasLinks(textWith('https://line.me/R/ti/p/@brand'))).toBe(false);
  });
});

describe('reading', () => {
  test('pages through the friends who clicked, each once, over all links of a sender', async () => {
    // Their menus do not matter, and may come late after an outage of before.
    const friends = [await storeFriend(), await storeFriend(), await storeFriend()];
    const ids = friends.map(({ _id }) => _id).toSorted();
    const sender = aSender();
    for (const friendId of ids) {
      for (const url of [SHOP, 'https://shop.example/'])
        await open(pathIn(await track(friendId, { sender, messages: textWith(url) })));
    }
    const first = await listClickers(sender.id, { afterId: null, limit: 2 });
    const second = await listClickers(sender.id, { afterId: first.at(-1)?.friendId ?? null, limit: 2 });
    expect([...first, ...second].map(({ friendId, count }) => ({ friendId, count }))).toEqual(
      ids.map((friendId) => ({ friendId, count: 2 })),
    );
    const { unique, total, links } = await countClicks(sender.id);
    expect({ unique, total, each: links.map((link) => [link.unique, link.total]) }).toEqual({
      unique: 3,
      total: 6,
      each: [
        [3, 3],
        [3, 3],
      ],
    });
    const [link] = links;
    const page = (await api('GET', `/links/${link?.linkId}/clicks?limit=2`)).body;
    const rest = (await api('GET', `/links/${link?.linkId}/clicks?limit=2&after=${page.next}`)).body;
    expect([...page.clicks, ...rest.clicks].map(({ friendId }) => friendId)).toEqual(ids);
    expect(rest.next).toBeNull();
    expect([...(await haveClicked(sender.id, [...ids.slice(0, 2), 'nobody'])).keys()].toSorted()).toEqual(
      ids.slice(0, 2),
    );
    const csv = await fetch(`${product.url}/api/v1/exports/clicks.csv`, {
      headers: { authorization: `Bearer ${API_KEY}` },
    });
    const lines = (await csv.text()).split('\n').filter((line) => line.includes(sender.id));
    expect(lines).toHaveLength(6);
    expect(lines.filter((line) => line.includes(SHOP))).toHaveLength(3);
  });

  test('a sender without links has no clicks, and a link that is not there is not found', async () => {
    expect((await api('GET', '/links?senderId=nobody')).body).toEqual({ unique: 0, total: 0, links: [] });
    expect((await api('GET', `/links/${'0'.repeat(20)}/clicks`)).status).toBe(404);
    expect((await api('GET', '/links/made-up/clicks')).status).toBe(400);
  });
});

describe('friends who are merged or erased', () => {
  test('clicks of both are those of the kept one, joined, until the merge is taken back', async () => {
    const [kept, absorbed] = [await aFriend(product), await aFriend(product)];
    const sender = aSender('campaign');
    const paths = { kept: await trackedPath(kept._id, sender), absorbed: await trackedPath(absorbed._id, sender) };
    await open(paths.kept);
    await open(paths.absorbed);
    await open(paths.absorbed);
    await allHeard();
    const { body: merge } = await api('POST', '/friends/merges', { keepId: kept._id, absorbId: absorbed._id });
    expect(merge.state).toBe('done');
    await open(paths.absorbed);
    expect(await countClicks(sender.id)).toMatchObject({ unique: 1, total: 4, links: [{ unique: 1, total: 4 }] });
    expect(await listClickers(sender.id, { afterId: null, limit: 10 })).toMatchObject([
      { friendId: kept._id, count: 4 },
    ]);
    expect([...(await haveClicked(sender.id, [kept._id, absorbed._id])).keys()]).toEqual([kept._id]);
    await allHeard();
    expect((await api('POST', `/friends/merges/${merge.id}/undo`)).body.state).toBe('undone');
    expect(await countClicks(sender.id)).toMatchObject({ unique: 2, total: 4 });
  });

  test('a click of an erased friend leads on and counts in the total alone', async () => {
    const { _id: friendId } = await aFriend(product);
    const sender = aSender('campaign');
    const path = await trackedPath(friendId, sender);
    await open(path);
    await allHeard({ friendId });
    expect((await api('POST', `/friends/${friendId}/erase`, { reason: 'asked for it' })).body.counts).toMatchObject({
      linkClicks: 1,
    });
    const answer = await open(path);
    expect({ status: answer.status, to: answer.headers['location'] }).toEqual({ status: 302, to: SHOP });
    expect(await countClicks(sender.id)).toMatchObject({ unique: 0, total: 2 });
    expect(await LinkClickModel.countDocuments({ friendId })).toBe(0);
    expect(await clicksIn(friendId)).toEqual([]);
  });
});

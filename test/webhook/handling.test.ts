import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ActivityModel, MediaModel } from '../../src/activity/activity.model.js';
import { FriendModel } from '../../src/friends/friend.model.js';
import { readFile } from '../../src/infra/mongo/files.js';
import { EVENT_TYPES } from '../../src/line/webhook-events.js';
import { TagLedgerModel } from '../../src/tags/tag.model.js';
import { WebhookEventModel } from '../../src/webhook/webhook-event.model.js';
import { aText, anEvent, aUserId, buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp();
  await product.api('POST', '/api/v1/tags', {
    tagId: 'interest',
    name: 'Interest',
    intensity: { decay: { kind: 'halfLife', days: 14 } },
  });
  await product.api('POST', '/api/v1/tag-rules', {
    name: 'Says ride',
    when: { kind: 'keyword', anyOf: ['ride'] },
    tagId: 'interest',
    weight: 1,
  });
});
afterAll(() => product.close());

const post = async (...events: object[]) =>
  expect((await product.postWebhook({ destination: 'U', events })).status).toBe(200);
const handled = (...events: { webhookEventId: string }[]) =>
  eventually(async () => {
    const ids = events.map(({ webhookEventId }) => `${CHANNEL_ID}/${webhookEventId}`);
    expect(await WebhookEventModel.countDocuments({ _id: { $in: ids }, state: 'handled' })).toBe(new Set(ids).size);
  });
const friendOf = (userId: string) => FriendModel.findOne({ channelId: CHANNEL_ID, lineUserId: userId }).lean();

test('one request with events of several friends goes to the right friends', async () => {
  const events = Array.from({ length: 12 }, (_, index) => aText(`from ${index}`, aUserId(100 + (index % 4))));
  await post(...events);
  await handled(...events);
  for (let person = 0; person < 4; person += 1) {
    const friend = await friendOf(aUserId(100 + person));
    const said = await ActivityModel.find({ friendId: friend?._id ?? '', kind: 'message.received' })
      .sort({ at: 1 })
      .lean();
    expect(said.map(({ content }) => content?.['text'])).toEqual([
      `from ${person}`,
      `from ${person + 4}`,
      `from ${person + 8}`,
    ]);
  }
});

test('a friend first seen by a message, not by a follow, is created, with a stage', async () => {
  const event = aText('hello', aUserId(110));
  await post(event);
  await handled(event);
  await eventually(async () =>
    expect(await friendOf(aUserId(110))).toMatchObject({
      standing: 'following',
      followedAt: null,
      stage: { name: 'acquire' },
    }),
  );
});

test('the same event delivered three times acts once', async () => {
  const event = aText('ride with me', aUserId(111));
  await post(event);
  await handled(event);
  await post({ ...event, deliveryContext: { isRedelivery: true } }, event);
  const last = aText('bye', aUserId(111));
  await post(last);
  await handled(last);
  const friend = await friendOf(aUserId(111));
  expect(friend?.tags).toMatchObject([{ tagId: 'interest', count: 1 }]);
  expect(friend?.happened['message/received']).toMatchObject({ count: 2, lastAt: new Date(last.timestamp) });
  expect(await TagLedgerModel.countDocuments({ friendId: friend?._id ?? '' })).toBe(1);
  expect(await ActivityModel.countDocuments({ friendId: friend?._id ?? '', kind: 'message.received' })).toBe(2);
});

test('events of one friend that arrive in any order end in the same state', async () => {
  const history = (userId: string) => {
    const start = Date.UTC(2026, 4, 1);
    const at = (minute: number) => ({ timestamp: start + minute * 60_000 });
    return [
      { ...anEvent('follow', { follow: { isUnblocked: false } }, userId), ...at(0) },
      { ...aText('ride 1', userId), ...at(1) },
      { ...anEvent('unfollow', {}, userId), ...at(2) },
      { ...anEvent('follow', { follow: { isUnblocked: true } }, userId), ...at(3) },
      { ...aText('ride 2', userId), ...at(4) },
      { ...anEvent('unfollow', {}, userId), ...at(5) },
    ];
  };
  const orders = [
    [0, 1, 2, 3, 4, 5],
    [5, 4, 3, 2, 1, 0],
    [3, 0, 5, 1, 4, 2],
  ];
  const states = [];
  for (const [index, order] of orders.entries()) {
    const userId = aUserId(120 + index);
    const events = history(userId);
    for (const position of order) {
      const event = events[position];
      if (!event) throw new Error('no such event');
      await post(event);
      await handled(event);
    }
    const friend = await friendOf(userId);
    const { standing, standingAt, followedAt, blockedAt, lastActiveAt, tags } = friend ?? {};
    // What we decided about them happened when we did.
    const { 'message/received': wrote, 'friend/followed': followed } = friend?.happened ?? {};
    states.push({ standing, standingAt, followedAt, blockedAt, lastActiveAt, tags, wrote, followed });
  }
  expect(states[0]).toMatchObject({ standing: 'blocked', tags: [{ tagId: 'interest', count: 2 }] });
  expect(states[1]).toEqual(states[0]);
  expect(states[2]).toEqual(states[0]);
});

test('a Redis wiped between intake and handling loses nothing and repeats nothing', async () => {
  await product.restart(['server']);
  const events = Array.from({ length: 30 }, (_, index) => aText('ride', aUserId(130 + (index % 5))));
  await post(...events);
  await product.redis.flushdb();
  await product.restart(['server', 'worker']);
  await handled(...events);
  for (let person = 0; person < 5; person += 1) {
    expect((await friendOf(aUserId(130 + person)))?.tags).toMatchObject([{ tagId: 'interest', count: 6 }]);
  }
});

describe('every type of event', () => {
  const group = { source: { type: 'group', groupId: `C${'1'.repeat(32)}`, userId: aUserId(140) } };
  const parts: Record<string, object> = {
    message: { message: { id: '500', type: 'text', text: 'hi' } },
    messageEdited: { ...group, message: { id: '501', type: 'text', text: 'hi there' } },
    unsend: { unsend: { messageId: '500' } },
    join: group,
    leave: group,
    memberJoined: { ...group, joined: { members: [{ type: 'user', userId: aUserId(141) }] } },
    memberLeft: { ...group, left: { members: [{ type: 'user', userId: aUserId(141) }] } },
    postback: { postback: { data: 'action=unheard-of' } },
    videoPlayComplete: { videoPlayComplete: { trackingId: 'tour' } },
    beacon: { beacon: { hwid: 'd41d8cd98f', type: 'enter' } },
    accountLink: { link: { result: 'ok', nonce: 'n'.repeat(20) } },
    membership: { membership: { type: 'joined', membershipId: 3189 } },
    delivery: { source: undefined, delivery: { data: 'tag' } },
    module: { source: undefined, module: { type: 'attached', botId: aUserId(9), scopes: [] } },
    activated: { chatControl: { expireAt: 1 } },
  };
  test.each(EVENT_TYPES)('%s is understood and on record', async (type) => {
    const event = anEvent(type, parts[type] ?? {}, aUserId(140));
    await post(event);
    await handled(event);
    const stored = await WebhookEventModel.findById(`${CHANNEL_ID}/${event.webhookEventId}`).lean();
    expect(stored).toMatchObject({ state: 'handled', note: null });
    // Nobody's words are kept twice: once handled, the event is only remembered by its id.
    expect(stored).not.toHaveProperty('event');
    expect(await ActivityModel.exists({ _id: `${CHANNEL_ID}/${event.webhookEventId}` })).not.toBeNull();
  });

  test('a failed accountLink, which has neither source nor reply token, is understood', async () => {
    const event = anEvent('accountLink', { source: undefined, link: { result: 'failed', nonce: 'n'.repeat(20) } });
    await post(event);
    await handled(event);
  });

  test('an unknown type is kept whole, logged and no error', async () => {
    const event = anEvent('somethingNew', { novelty: { of: 'tomorrow' } });
    await post(event);
    await handled(event);
    expect(await WebhookEventModel.findById(`${CHANNEL_ID}/${event.webhookEventId}`).lean()).toMatchObject({
      note: 'unknown type',
      event,
    });
    expect(product.logLines.some((line) => line.includes('unknown type') && line.includes('somethingNew'))).toBe(true);
  });

  test('a known type without its part is retried, does not hold up the next event, and stays visible', async () => {
    const broken = anEvent('postback', {}, aUserId(142));
    const next = aText('still here', aUserId(142));
    await post(broken, next);
    await handled(next);
    expect(await WebhookEventModel.findById(`${CHANNEL_ID}/${broken.webhookEventId}`).lean()).toMatchObject({
      state: 'pending',
      attempts: 1,
    });
  });
});

const countProfileCalls = async () => {
  const calls = (await product.control.calls({ channelId: CHANNEL_ID })).filter(({ endpoint }) =>
    endpoint.includes('/profile/'),
  );
  return calls.flatMap(({ byStatus }) => Object.values(byStatus)).reduce((sum, count) => sum + count, 0);
};

describe('profile', () => {
  test('is fetched once for a new friend, not per message', async () => {
    const { userId } = await product.control.addPerson({ displayName: 'Commuter', language: 'ja' });
    await product.control.follow({ channelId: CHANNEL_ID, userId });
    for (let message = 0; message < 5; message += 1)
      await product.control.sendText({ channelId: CHANNEL_ID, userId, text: 'hello' });
    await eventually(async () =>
      expect(await friendOf(userId)).toMatchObject({ profile: { displayName: 'Commuter', language: 'ja' } }),
    );
    const before = await countProfileCalls();
    await product.control.sendText({ channelId: CHANNEL_ID, userId, text: 'once more' });
    await eventually(async () => expect(await ActivityModel.countDocuments({ 'content.text': 'once more' })).toBe(1));
    expect(await countProfileCalls()).toBe(before);
  });

  test('is fetched again when it is due', async () => {
    const { userId } = await product.control.addPerson({ displayName: 'Before' });
    await product.control.follow({ channelId: CHANNEL_ID, userId });
    await eventually(async () => expect(await friendOf(userId)).toMatchObject({ profile: { displayName: 'Before' } }));
    await product.control.addPerson({ userId, displayName: 'After' });
    await FriendModel.updateOne({ lineUserId: userId }, { $set: { profileDueAt: new Date(0) } });
    await product.app.sweep();
    await eventually(async () => expect(await friendOf(userId)).toMatchObject({ profile: { displayName: 'After' } }));
    expect((await friendOf(userId))?.profileDueAt?.getTime()).toBeGreaterThan(Date.now());
  });
});

describe('unsend', () => {
  test('removes what was said, wherever it was kept', async () => {
    const said = aText('my secret wish', aUserId(150), '700');
    const unsent = anEvent('unsend', { unsend: { messageId: '700' } }, aUserId(150));
    await post(said);
    await handled(said);
    await post(unsent);
    await handled(unsent);
    expect(await ActivityModel.findOne({ messageId: '700', kind: 'message.received' }).lean()).toMatchObject({
      content: null,
      unsentAt: new Date(unsent.timestamp),
    });
    expect(JSON.stringify(await WebhookEventModel.find().lean())).not.toContain('my secret wish');
  });

  test('in the same request as its message removes it too', async () => {
    const said = aText('taken back at once', aUserId(151), '701');
    const unsent = anEvent('unsend', { unsend: { messageId: '701' } }, aUserId(151));
    await post(said, unsent);
    await handled(said, unsent);
    expect(await ActivityModel.findOne({ messageId: '701', kind: 'message.received' }).lean()).toMatchObject({
      content: null,
    });
  });

  test.each([
    ['one to one', aUserId(152), {}, '702'],
    [
      'in a group',
      aUserId(153),
      { source: { type: 'group', groupId: `C${'2'.repeat(32)}`, userId: aUserId(153) } },
      '703',
    ],
  ])('that overtakes its message %s keeps it from being stored', async (_where, userId, place, messageId) => {
    const said = { ...aText('never to be kept', userId, messageId), ...place };
    const unsent = { ...anEvent('unsend', { unsend: { messageId } }, userId), ...place };
    await post(unsent);
    await handled(unsent);
    await post(said);
    await handled(said);
    expect(await ActivityModel.findOne({ messageId, kind: 'message.received' }).lean()).toMatchObject({
      content: null,
    });
  });
});

describe('media', () => {
  const aPerson = async () => {
    const { userId } = await product.control.addPerson({ displayName: 'Photographer' });
    await product.control.follow({ channelId: CHANNEL_ID, userId });
    return userId;
  };
  const bytes = Buffer.from('not really an image');

  test('is copied to our storage at once, byte for byte', async () => {
    const userId = await aPerson();
    const { events } = await product.control.sendMedia({
      channelId: CHANNEL_ID,
      userId,
      type: 'image',
      bytes: bytes.toString('base64'),
      contentType: 'image/jpeg',
    });
    const messageId = (events[0] as unknown as { message: { id: string } }).message.id;
    await eventually(async () =>
      expect(await MediaModel.findById(`${CHANNEL_ID}/${messageId}`).lean()).toMatchObject({
        state: 'stored',
        bytes: bytes.length,
      }),
    );
    const file = await readFile(`${CHANNEL_ID}/${messageId}`);
    expect(file?.contentType).toContain('image/jpeg');
    expect(Buffer.concat(await (file?.stream.toArray() ?? []))).toEqual(bytes);
    await product.control.unsend({ channelId: CHANNEL_ID, userId, messageId });
    await eventually(async () => expect(await readFile(`${CHANNEL_ID}/${messageId}`)).toBeNull());
  });

  test('that LINE still prepares is fetched later', async () => {
    const userId = await aPerson();
    const { events } = await product.control.sendMedia({
      channelId: CHANNEL_ID,
      userId,
      type: 'video',
      bytes: bytes.toString('base64'),
      preparing: 60_000,
      duration: 1000,
    });
    const messageId = (events[0] as unknown as { message: { id: string } }).message.id;
    const mediaId = `${CHANNEL_ID}/${messageId}`;
    await eventually(async () => expect((await MediaModel.findById(mediaId).lean())?.attempts).toBeGreaterThan(0));
    expect(await MediaModel.findById(mediaId).lean()).toMatchObject({ state: 'owed' });
    await product.control.advanceClock(60_000);
    await MediaModel.updateOne({ _id: mediaId }, { $set: { dueAt: new Date(0) } });
    await product.app.sweep();
    await eventually(async () => expect(await MediaModel.findById(mediaId).lean()).toMatchObject({ state: 'stored' }));
  });
});

test('no name and no words of anybody reach the log', async () => {
  const { userId } = await product.control.addPerson({ displayName: 'Very Recognisable Nickname' });
  await product.control.follow({ channelId: CHANNEL_ID, userId });
  await product.control.sendText({ channelId: CHANNEL_ID, userId, text: 'ride: words of my own' });
  await eventually(async () =>
    expect(await friendOf(userId)).toMatchObject({
      profile: { displayName: 'Very Recognisable Nickname' },
      tags: [{ tagId: 'interest' }],
    }),
  );
  const log = product.logLines.join('');
  expect(log).not.toContain('Very Recognisable Nickname');
  expect(log).not.toContain('words of my own');
  expect(log).not.toContain('access-token-of-the-first-channel');
});

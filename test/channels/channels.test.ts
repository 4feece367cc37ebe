import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ChannelModel } from '../../src/channels/channel.model.js';
import { FriendModel } from '../../src/friends/friend.model.js';
import { aText, aUserId, buildApp, CHANNEL_ID, CHANNEL_SECRET, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';

const SECOND = '1000000002';
let product: TestApp;
beforeAll(async () => {
  product = await buildApp();
});
afterAll(() => product.close());

test('secrets are sealed in the store and never leave', async () => {
  const stored = JSON.stringify(await ChannelModel.find().lean());
  expect(stored).not.toContain(CHANNEL_SECRET);
  expect(stored).not.toContain('access-token-of-the-first-channel');
  const { body } = await product.api('GET', `/api/v1/channels/${CHANNEL_ID}`);
  expect(JSON.stringify(body)).not.toMatch(/secret"|token/i);
});

test('an added channel gets its own webhooks; the same person is another friend there, with own tags, menus and sends', async () => {
  const added = await product.api('POST', '/api/v1/channels', {
    channelId: SECOND,
    name: 'Second',
    channelSecret: 'second-secret',
    accessToken: 'second-token',
    defaultLanguage: 'th',
    timeZone: 'Asia/Bangkok',
  });
  expect(added).toMatchObject({ status: 201, body: { webhookUrl: `http://127.0.0.1:3000/webhook/${SECOND}` } });
  await product.control.addBot({
    channelId: SECOND,
    channelSecret: 'second-secret',
    accessToken: 'second-token',
    webhookUrl: `${product.url}/webhook/${SECOND}`,
  });
  await product.api('POST', '/api/v1/tags', { channelId: SECOND, tagId: 'ride', name: 'Ride' });
  await product.api('POST', '/api/v1/tag-rules', {
    channelId: SECOND,
    name: 'Rides',
    when: { kind: 'keyword', anyOf: ['ride'] },
    tagId: 'ride',
  });
  const { userId } = await product.control.addPerson({ displayName: 'Both', language: 'en' });
  for (const channelId of [CHANNEL_ID, SECOND]) {
    await product.control.follow({ channelId, userId });
    await product.control.sendText({ channelId, userId, text: 'ride' });
  }
  await eventually(async () => {
    const friends = await FriendModel.find({ lineUserId: userId }).lean();
    const tagsByChannel = friends.map(({ channelId, tags }) => [channelId, tags.map(({ tagId }) => tagId)]);
    expect(Object.fromEntries(tagsByChannel)).toEqual({ [CHANNEL_ID]: [], [SECOND]: ['ride'] });
    expect(friends.every(({ menu }) => menu.linked !== null)).toBe(true);
  }, 30_000);
  const { body } = await product.api('POST', '/api/v1/segments/count', {
    channelId: SECOND,
    rule: { any: [{ tag: 'ride' }, { standing: 'following' }] },
  });
  expect(body.count).toBe(1);
  expect(await product.api('GET', '/api/v1/friends')).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringContaining(SECOND) } },
  });
}, 60_000);

test('the signature of one channel opens no other', async () => {
  expect((await product.postWebhook({ destination: 'U', events: [aText('x')] }, { channelId: SECOND })).status).toBe(
    401,
  );
  expect(
    (
      await product.postWebhook(
        { destination: 'U', events: [aText('x', aUserId(3))] },
        { channelId: SECOND, secret: 'second-secret' },
      )
    ).status,
  ).toBe(200);
});

describe('a rotated channel secret', () => {
  test('leaves the old one valid for a day, so that no webhook is refused, and everything else as it was', async () => {
    const far = { timeZone: 'Asia/Tokyo', defaultLanguage: 'ja' };
    await product.api('PATCH', `/api/v1/channels/${SECOND}`, far);
    const answer = await product.api('PATCH', `/api/v1/channels/${SECOND}`, { channelSecret: 'rotated-secret' });
    expect(answer).toMatchObject({ status: 200, body: far });
    expect(Date.parse(answer.body.previousSecretUntil)).toBeGreaterThan(Date.now());
    for (const secret of ['second-secret', 'rotated-secret']) {
      expect((await product.postWebhook({ destination: 'U', events: [] }, { channelId: SECOND, secret })).status).toBe(
        200,
      );
    }
    expect(
      (await product.postWebhook({ destination: 'U', events: [] }, { channelId: SECOND, secret: 'third' })).status,
    ).toBe(401);
  });

  test('is refused once the day is over', async () => {
    await ChannelModel.updateOne({ _id: SECOND }, { $set: { previousSecretUntil: new Date(0) } });
    await product.restart(['server', 'worker']);
    await eventually(async () =>
      expect(
        (await product.postWebhook({ destination: 'U', events: [] }, { channelId: SECOND, secret: 'second-secret' }))
          .status,
      ).toBe(401),
    );
  });
});

test('a channel that exists already, a bad time zone and a bad id are refused by name', async () => {
  const channel = { channelId: SECOND, name: 'x', channelSecret: 's', accessToken: 't' };
  expect(await product.api('POST', '/api/v1/channels', channel)).toMatchObject({ status: 409 });
  expect(await product.api('POST', '/api/v1/channels', { ...channel, timeZone: 'Mars/Olympus' })).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringContaining('Mars/Olympus') } },
  });
  expect(await product.api('POST', '/api/v1/channels', { ...channel, channelId: 'abc' })).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringContaining('channelId') } },
  });
});

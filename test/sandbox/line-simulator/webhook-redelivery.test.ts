import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { BotServer, CHANNEL, MINUTE, SECOND, SECRET, type Stage, TOKEN, startStage } from './support.js';

let stage: Stage;
let bot: BotServer;
let userId: string;
beforeEach(async () => {
  stage = await startStage();
  bot = await BotServer.start();
  await stage.control.setWebhookUrl({ channelId: CHANNEL, webhookUrl: bot.url });
  userId = await stage.friend();
});
afterEach(async () => {
  await stage.simulator.close();
  bot.close();
});

const say = async (text: string, who = userId) => stage.control.sendText({ channelId: CHANNEL, userId: who, text });
const texts = () => bot.events.map((event) => (event['message'] as { text: string }).text);

describe('check 40: redelivery, order and the fields of events', () => {
  const switchOn = async () =>
    stage.control.addBot({ channelId: CHANNEL, channelSecret: SECRET, accessToken: TOKEN, webhookRedelivery: true });

  test('without the switch, what failed is not sent again', async () => {
    bot.status = 500;
    await say('hello');
    await stage.control.advanceClock(10 * MINUTE);
    expect(bot.posts).toHaveLength(1);
  });

  test('with the switch, it comes again as the same event until it is answered', async () => {
    await switchOn();
    bot.status = 500;
    await say('hello');
    await stage.control.advanceClock(MINUTE);
    bot.status = 200;
    await stage.control.advanceClock(MINUTE);
    await stage.control.advanceClock(10 * MINUTE);
    expect(bot.posts).toHaveLength(3);
    const [first, ...again] = bot.events;
    for (const event of again) expect(event).toEqual({ ...first, deliveryContext: { isRedelivery: true } });
  });

  test('what was answered is not sent again', async () => {
    await switchOn();
    await say('hello');
    await stage.control.advanceClock(10 * MINUTE);
    expect(bot.posts).toHaveLength(1);
  });

  test('redelivery on demand: all that failed, or by ID', async () => {
    bot.status = 500;
    const lost = await say('lost');
    bot.status = 200;
    const fine = await say('fine');
    await stage.control.redeliver({ channelId: CHANNEL, all: true });
    await stage.control.redeliver({ channelId: CHANNEL, webhookEventIds: [fine.events[0]?.webhookEventId ?? ''] });
    expect(texts()).toEqual(['lost', 'fine', 'lost', 'fine']);
    expect(bot.events[2]).toMatchObject({
      webhookEventId: lost.events[0]?.webhookEventId,
      deliveryContext: { isRedelivery: true },
    });
  });

  test('held events come reversed, shuffled or twice', async () => {
    await stage.control.holdWebhooks({ hold: true });
    for (const text of ['a', 'b', 'c']) await say(text);
    await stage.control.flush({ channelId: CHANNEL, order: 'reversed' });
    expect(texts()).toEqual(['c', 'b', 'a']);
    bot.posts.length = 0;
    await say('d');
    await stage.control.flush({ channelId: CHANNEL, duplicates: 1 });
    expect(bot.events).toHaveLength(2);
    expect(bot.events[0]).toEqual(bot.events[1]);
    bot.posts.length = 0;
    for (const text of ['e', 'f', 'g']) await say(text);
    await stage.control.flush({ channelId: CHANNEL, order: 'shuffled' });
    expect(texts().toSorted()).toEqual(['e', 'f', 'g']);
    await stage.control.holdWebhooks({ hold: false });
  });

  test('follow, block, and follow again', async () => {
    const newcomer = (await stage.control.addPerson({ displayName: 'Newcomer' })).userId;
    const who = { channelId: CHANNEL, userId: newcomer };
    await stage.control.follow(who);
    await stage.control.block(who);
    await stage.control.follow(who);
    const [follow, unfollow, again] = bot.events;
    expect(follow).toMatchObject({ type: 'follow', follow: { isUnblocked: false }, replyToken: expect.any(String) });
    expect(unfollow).toMatchObject({ type: 'unfollow', source: { userId: newcomer } });
    expect(unfollow).not.toHaveProperty('replyToken');
    expect(again).toMatchObject({ type: 'follow', follow: { isUnblocked: true } });
  });

  test('in standby there is no reply token', async () => {
    await stage.control.sendText({ channelId: CHANNEL, userId, text: 'hello', standby: true });
    expect(bot.events[0]).toMatchObject({ mode: 'standby' });
    expect(bot.events[0]).not.toHaveProperty('replyToken');
  });

  test('account link: ok, failed for another person, nothing for a used or old token', async () => {
    const nonce = 'nonce-of-the-business';
    const other = await stage.friend();
    const issue = async () => (await stage.client().issueLinkToken(userId)).linkToken;
    const link = async (linkToken: string, who = userId) =>
      stage.control.accountLink({ channelId: CHANNEL, userId: who, linkToken, nonce });

    const good = await issue();
    expect((await link(good)).events).toMatchObject([
      { type: 'accountLink', link: { result: 'ok', nonce }, source: { userId }, replyToken: expect.any(String) },
    ]);
    expect((await link(good)).events).toEqual([]);

    const [failed] = (await link(await issue(), other)).events;
    expect(failed).toMatchObject({ type: 'accountLink', link: { result: 'failed', nonce } });
    expect(failed).not.toHaveProperty('source');
    expect(failed).not.toHaveProperty('replyToken');

    const old = await issue();
    await stage.control.advanceClock(10 * MINUTE + SECOND);
    expect((await link(old)).events).toEqual([]);
  });

  test('an event of an unknown type is passed on as it is', async () => {
    await stage.control.sendRaw({ channelId: CHANNEL, events: [{ type: 'teleport', teleport: { to: 'here' } }] });
    expect(bot.events).toMatchObject([{ type: 'teleport', teleport: { to: 'here' }, mode: 'active' }]);
  });

  test('acts in a group name the group and the person', async () => {
    const { groupId } = await stage.control.createGroup({ userIds: [userId] });
    await stage.control.joinBot({ channelId: CHANNEL, groupId });
    const said = await stage.control.groupText({ channelId: CHANNEL, groupId, userId, text: 'Hi' });
    const message = said.events[0]?.['message'] as { id: string } | undefined;
    const id = message?.id ?? '';
    await stage.control.editText({ channelId: CHANNEL, groupId, userId, messageId: id, text: 'Hi all' });
    const other = await stage.friend();
    await stage.control.memberJoined({ channelId: CHANNEL, groupId, userIds: [other] });
    await stage.control.memberLeft({ channelId: CHANNEL, groupId, userIds: [other] });
    await stage.control.leaveBot({ channelId: CHANNEL, groupId });
    expect(bot.events).toMatchObject([
      { type: 'join', source: { type: 'group', groupId } },
      { type: 'message', source: { type: 'group', groupId, userId } },
      { type: 'messageEdited', message: { id, text: 'Hi all' } },
      { type: 'memberJoined', joined: { members: [{ type: 'user', userId: other }] } },
      { type: 'memberLeft', left: { members: [{ type: 'user', userId: other }] } },
      { type: 'leave' },
    ]);
    for (const index of [4, 5]) expect(bot.events[index]).not.toHaveProperty('replyToken');
  });

  test('the other acts send the events that LINE names', async () => {
    const who = { channelId: CHANNEL, userId };
    await stage.control.sendSticker(who);
    await stage.control.sendLocation({ ...who, latitude: 35.6, longitude: 139.7, title: 'Shop' });
    await stage.control.beacon({ ...who, hwid: 'd41d8cd98f' });
    await stage.control.videoPlayComplete({ ...who, trackingId: 'clip-1' });
    await stage.control.membership({ ...who, type: 'joined', membershipId: 7 });
    await stage.control.postback({ ...who, data: 'day', params: { date: '2026-08-11' } });
    expect(bot.events).toMatchObject([
      { message: { type: 'sticker', stickerResourceType: 'STATIC' } },
      { message: { type: 'location', title: 'Shop' } },
      { beacon: { hwid: 'd41d8cd98f', type: 'enter' } },
      { videoPlayComplete: { trackingId: 'clip-1' } },
      { membership: { type: 'joined', membershipId: 7 } },
      { postback: { data: 'day', params: { date: '2026-08-11' } } },
    ]);
  });
});

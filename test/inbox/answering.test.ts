import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DeliveryModel } from '../../src/deliveries/delivery.model.js';
import { FriendModel } from '../../src/friends/friend.model.js';
import { answer } from '../../src/inbox/answer.js';
import { noteHeard } from '../../src/inbox/note-heard.js';
import { ConversationModel } from '../../src/inbox/conversation.model.js';
import { NoticeModel } from '../../src/notices/notice.model.js';
import { PictureModel } from '../../src/media/picture.model.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { aFriend, seenBy } from '../support/factories.js';
import { as, aStaffMember, conversationOf, say } from './an-inbox.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp();
  await aStaffMember('agent-1', 'Service');
});
afterAll(() => product.close());

const post = (id: string, body: object) => product.api('POST', `/api/v1/conversations/${id}/messages`, body);
const text = (id: string, words: string) => ({ id, content: { text: words } });
const billed = async () => (await product.control.bills(CHANNEL_ID)).billedByMonth;

test('what nobody answered opens one conversation, which shows what was said and who waits', async () => {
  const friend = await aFriend(product);
  await say(product, friend, 'My scooter does not start');
  await say(product, friend, 'What shall I do?');
  const { _id: id } = await conversationOf(friend, { state: 'open', unreadCount: 2, heldSince: null });
  const { body } = await product.api('GET', `/api/v1/conversations/${id}`);
  expect(body).toMatchObject({
    friend: { id: friend._id, displayName: 'Rider' },
    lastMessage: { from: 'friend', text: 'What shall I do?' },
    freeAnswers: 2,
    waitingSince: expect.any(String),
  });
  expect(await ConversationModel.countDocuments({ friendId: friend._id })).toBe(1);
  expect(await FriendModel.findById(friend._id).lean()).toMatchObject({ conversation: { id, state: 'open' } });
});

test('an answer leaves by the free reply, under its id once, and from then on a person has the chat', async () => {
  const friend = await aFriend(product);
  await say(product, friend, 'Hello?');
  const { _id: id } = await conversationOf(friend, { state: 'open' });
  const answers = await Promise.all([1, 2, 3].map(() => post(id, text('a1', 'Hi {{displayName}}, how can I help?'))));
  expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
  await eventually(async () =>
    expect((await seenBy(product, friend.lineUserId)).at(-1)).toMatchObject({
      method: 'reply',
      message: { text: 'Hi Rider, how can I help?' },
    }),
  );
  expect(await DeliveryModel.countDocuments({ friendId: friend._id, 'sender.kind': 'inbox' })).toBe(1);
  const answered = await conversationOf(friend, { unreadCount: 0 });
  expect(answered.waitingSince).toBeUndefined();
  expect(answered.heldSince).not.toBeNull();
});

test('what a friend says while somebody answers goes on waiting', async () => {
  const friend = await aFriend(product);
  await say(product, friend, 'Do you have it in red?');
  const { _id: id } = await conversationOf(friend, { state: 'open', unreadCount: 1 });
  const agent = as(product, 'agent-1');
  const crossing = { eventId: 'crossing', at: new Date(), preview: 'Or in blue?', reply: null };
  const heard: Promise<boolean>[] = [];
  await answer(
    {
      ...agent,
      // The answer is on its way, and not on the conversation yet.
      wake(...wakeUp) {
        if (heard.length === 0) heard.push(noteHeard(agent, { _id: id }, crossing, { isWaiting: true }));
        agent.wake(...wakeUp);
      },
    },
    id,
    text('a1', 'Yes, we do'),
  );
  expect(await Promise.all(heard)).toEqual([true]);
  await conversationOf(friend, { unreadCount: 1, waitingSince: crossing.at, assigneeId: 'agent-1' });
});

test('an answer that is sent again does not answer what was said since', async () => {
  const friend = await aFriend(product);
  await say(product, friend, 'Is it open today?');
  const { _id: id } = await conversationOf(friend, { state: 'open', unreadCount: 1 });
  await post(id, text('a1', 'Yes, until six'));
  await conversationOf(friend, { unreadCount: 0 });
  await say(product, friend, 'And tomorrow?');
  const waiting = await conversationOf(friend, { unreadCount: 1 });
  expect((await post(id, text('a1', 'Yes, until six'))).status).toBe(202);
  await conversationOf(friend, { unreadCount: 1, waitingSince: waiting.waitingSince, rev: waiting.rev });
});

test('100 answers while LINE takes replies cost nothing', async () => {
  const friend = await aFriend(product);
  const before = await billed();
  for (let number = 1; number <= 100; number += 1) {
    await say(product, friend, `question ${number}`);
    const conversation = await conversationOf(friend, {
      lastMessage: expect.objectContaining({ text: `question ${number}` }),
    });
    await answer(as(product, 'agent-1'), conversation._id, { id: `a${number}`, content: { text: `answer ${number}` } });
  }
  const answers = await eventually(async () => {
    const seen = await seenBy(product, friend.lineUserId);
    const ours = seen.filter(({ message }) => String(message['text']).startsWith('answer '));
    expect(ours).toHaveLength(100);
    return ours;
  });
  expect(answers.every(({ method }) => method === 'reply')).toBe(true);
  expect(await billed()).toEqual(before);
}, 120_000);

test('without a free reply an answer is pushed, and says so before', async () => {
  const friend = await aFriend(product);
  await say(product, friend, 'Hello?');
  const { _id: id } = await conversationOf(friend, { state: 'open' });
  expect((await post(id, text('a1', 'Free'))).body).toMatchObject({ method: 'reply', cost: 0 });
  expect((await product.api('GET', `/api/v1/conversations/${id}`)).body).toMatchObject({ freeUntil: null });
  expect((await post(id, text('a2', 'Costs one'))).body).toMatchObject({ method: 'push', cost: 1 });
  await eventually(async () =>
    expect((await seenBy(product, friend.lineUserId)).at(-1)).toMatchObject({ method: 'push' }),
  );
});

test('whoever is answered by what LINE refuses waits again, and staff hear of it', async () => {
  const friend = await aFriend(product);
  await say(product, friend, 'Hello?');
  const { _id: id, waitingSince } = await conversationOf(friend, { state: 'open' });
  await ConversationModel.updateOne({ _id: id }, { $set: { replies: [] } });
  await product.control.setQuota({ channelId: CHANNEL_ID, quota: { type: 'limited', value: 0 } });
  expect(await post(id, text('a1', 'Never arrives'))).toMatchObject({ status: 202, body: { method: 'push' } });
  const again = await conversationOf(friend, { waitingSince, firstStaffAt: null, unreadCount: 1 });
  expect(await NoticeModel.findOne({ 'data.conversationId': again._id }).lean()).toMatchObject({
    kind: 'inbox.answerNotSent',
    data: { reason: 'monthlyLimit' },
    doneAt: null,
  });
  const shown = async () => (await product.api('GET', `/api/v1/conversations/${id}`)).body.lastMessage;
  expect(await shown()).toMatchObject({ text: 'Never arrives', isNotSent: true });
  await product.control.setQuota({ channelId: CHANNEL_ID, quota: { type: 'none' } });
  await post(id, text('a2', 'Arrives'));
  expect((await conversationOf(friend, { unreadCount: 0 })).waitingSince).toBeUndefined();
  expect(await shown()).toMatchObject({ text: 'Arrives', isNotSent: false });
  const told = await NoticeModel.find({ 'data.conversationId': id }).lean();
  expect(told).toMatchObject([{ doneAt: expect.any(Date) }]);
});

test('an id that was used for another text is refused, and says so', async () => {
  const friend = await aFriend(product);
  await say(product, friend, 'Hello?');
  const { _id: id } = await conversationOf(friend, { state: 'open' });
  for (const status of [202, 202]) expect((await post(id, text('a1', 'One'))).status).toBe(status);
  expect(await post(id, text('a1', 'Other'))).toMatchObject({
    status: 409,
    body: { error: { message: expect.stringContaining('a1') } },
  });
});

test('who has blocked the account is not answered, with the reason', async () => {
  const friend = await aFriend(product);
  await say(product, friend, 'Hello?');
  const { _id: id } = await conversationOf(friend, { state: 'open' });
  await product.control.block({ channelId: CHANNEL_ID, userId: friend.lineUserId });
  await eventually(async () => expect((await FriendModel.findById(friend._id).lean())?.standing).toBe('blocked'));
  expect(await post(id, text('a1', 'Hi'))).toMatchObject({
    status: 409,
    body: { error: { message: expect.stringContaining('blocked') } },
  });
});

describe('what an answer may be', () => {
  test('a quote of what the friend said, under the name of the agent', async () => {
    const friend = await aFriend(product);
    const icon = { contentType: 'image/png' as const, width: 200, height: 200, bytes: 9, channelId: CHANNEL_ID };
    const uploaded = { name: 'Face', uploadedAt: new Date(), uploadedBy: product.app.ctx.actor };
    await PictureModel.collection.insertOne({ _id: 'face', ...icon, ...uploaded } as never);
    const unknown = await product.api('PUT', '/api/v1/inbox/settings', { agentIcons: { 'agent-1': 'nobody' } });
    expect(unknown).toMatchObject({ status: 400, body: { error: { message: expect.stringContaining('nobody') } } });
    await product.api('PUT', '/api/v1/inbox/settings', { agentNames: 'shown', agentIcons: { 'agent-1': 'face' } });
    await say(product, friend, 'Which colour?');
    const conversation = await conversationOf(friend, { state: 'open' });
    const quoteMessageId = conversation.lastMessage?.messageId ?? '';
    await eventually(() =>
      answer({ ...as(product, 'agent-1'), baseUrl: 'https://brand.example' }, conversation._id, {
        id: 'a1',
        content: { text: 'Blue' },
        quoteMessageId,
      }),
    );
    await eventually(async () =>
      expect((await seenBy(product, friend.lineUserId)).at(-1)?.message).toMatchObject({
        text: 'Blue',
        quoteToken: expect.any(String),
        sender: { name: 'Service', iconUrl: 'https://brand.example/media/face' },
      }),
    );
    await product.api('PUT', '/api/v1/inbox/settings', {});
  });

  test.each([
    ['a template', { template: 'survey-thanks', values: {} }],
    ['a sticker', { messages: [{ type: 'sticker', packageId: '446', stickerId: '1988' }] }],
  ])('%s', async (_what, content) => {
    const friend = await aFriend(product);
    await say(product, friend, 'Hello?');
    const { _id: id } = await conversationOf(friend, { state: 'open' });
    expect((await post(id, { id: 'a1', content })).status).toBe(202);
    await eventually(async () =>
      expect((await seenBy(product, friend.lineUserId)).at(-1)).toMatchObject({ method: 'reply' }),
    );
  });

  test.each([
    ['nothing of LINE’s', { messages: [{ type: 'hologram' }] }],
    ['a template that there is not', { template: 'nope', values: {} }],
    ['a variable without a value', { text: 'Your {{frameNumber}} is here' }],
  ])('not %s', async (_what, content) => {
    const friend = await aFriend(product);
    await say(product, friend, 'Hello?');
    const { _id: id } = await conversationOf(friend, { state: 'open' });
    expect((await post(id, { id: 'a1', content })).status).toBeGreaterThanOrEqual(400);
    expect(await DeliveryModel.countDocuments({ friendId: friend._id, 'sender.kind': 'inbox' })).toBe(0);
    expect((await product.api('GET', `/api/v1/conversations/${id}`)).body.freeAnswers).toBe(1);
  });
});

test('reading is shown at LINE, and that an answer is coming', async () => {
  const friend = await aFriend(product);
  await say(product, friend, 'Hello?');
  const { _id: id } = await conversationOf(friend, { unreadCount: 1 });
  expect((await product.api('POST', `/api/v1/conversations/${id}/read`)).body).toEqual({ isShownAtLine: true });
  expect(await conversationOf(friend, { unreadCount: 0 })).not.toHaveProperty('readToken');
  expect((await product.api('POST', `/api/v1/conversations/${id}/loading`, { seconds: 7 })).status).toBe(400);
  expect((await product.api('POST', `/api/v1/conversations/${id}/loading`, { seconds: 10 })).status).toBe(202);
  const chat = await product.control.chat({ channelId: CHANNEL_ID, userId: friend.lineUserId });
  expect(chat).toMatchObject({ loadingUntil: expect.any(Number) });
});

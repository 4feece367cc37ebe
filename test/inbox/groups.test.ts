import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ConversationModel } from '../../src/inbox/conversation.model.js';
import { sendScheduled } from '../../src/inbox/schedule-message.js';
import { NoticeModel } from '../../src/notices/notice.model.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { aFriend } from '../support/factories.js';
import { aPerson } from '../support/staff.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp();
});
afterAll(() => product.close());

test('a group has a conversation of its own, in which staff answer and edits hold', async () => {
  const [friend, other] = [await aFriend(product), await aFriend(product, { displayName: 'Night Rider' })];
  const { control } = product;
  const { groupId } = await control.createGroup({ name: 'Riders', userIds: [friend.lineUserId, other.lineUserId] });
  await control.joinBot({ channelId: CHANNEL_ID, groupId });
  const inGroup = { channelId: CHANNEL_ID, groupId };
  await control.groupText({ ...inGroup, userId: friend.lineUserId, text: 'Where do we meet?' });
  await control.groupText({ ...inGroup, userId: other.lineUserId, text: 'At the garge' });
  const conversation = await eventually(async () => {
    const found = await ConversationModel.findOne({ groupId }).lean();
    expect(found).toMatchObject({ friendId: null, state: 'open', unreadCount: 2 });
    return found;
  });
  const id = conversation?._id ?? '';
  const messageId = conversation?.lastMessage?.messageId ?? '';
  await control.editText({ ...inGroup, userId: other.lineUserId, messageId, text: 'At the garage' });
  await eventually(async () =>
    expect((await ConversationModel.findById(id).lean())?.lastMessage?.text).toBe('At the garage'),
  );
  const answered = await product.api('POST', `/api/v1/conversations/${id}/messages`, {
    id: 'a1',
    content: { text: 'See you there' },
  });
  expect(answered).toMatchObject({ status: 202, body: { method: 'reply', cost: 0 } });
  await eventually(async () => {
    const { entries } = await control.groupChat({ channelId: CHANNEL_ID, groupId });
    expect(entries.at(-1)).toMatchObject({ kind: 'seen', method: 'reply', message: { text: 'See you there' } });
  });
  await eventually(async () => {
    const { body } = await product.api('GET', `/api/v1/conversations/${id}/messages`);
    const lines = body.lines.filter(({ kind }: { kind: string }) => kind === 'message' || kind === 'sent');
    expect(lines).toMatchObject([
      { author: { kind: 'friend', id: friend.lineUserId }, data: { content: { text: 'Where do we meet?' } } },
      {
        author: { id: other.lineUserId, displayName: 'Night Rider' },
        data: { content: { text: 'At the garage' }, editedAt: expect.any(String) },
      },
      { kind: 'sent', data: { cost: 0, outcome: { state: 'accepted' } } },
    ]);
  });
  const analyst = await aPerson(product, 'analyst');
  const seen = await analyst.api('GET', `/conversations/${id}/messages`);
  expect(seen.body.lines).toContainEqual(expect.objectContaining({ author: expect.objectContaining({ id: '•••' }) }));
  expect(JSON.stringify(seen.body)).not.toMatch(new RegExp(`${friend.lineUserId}|${other.lineUserId}`));
  expect(await product.api('POST', `/api/v1/conversations/${id}/loading`, {})).toMatchObject({ status: 400 });
  const template = { id: 'a2', content: { template: 'survey-thanks', values: {} } };
  expect((await product.api('POST', `/api/v1/conversations/${id}/messages`, template)).status).toBe(400);
});

test('a group that the account has left says so, and takes nothing more until it is back', async () => {
  const friend = await aFriend(product);
  const { control } = product;
  const { groupId } = await control.createGroup({ name: 'Rally', userIds: [friend.lineUserId] });
  const group = { channelId: CHANNEL_ID, groupId };
  await control.joinBot(group);
  await control.groupText({ ...group, userId: friend.lineUserId, text: 'Is the rally on?' });
  const id = await eventually(async () => (await ConversationModel.findOne({ groupId }).orFail().lean())._id);
  const at = (path = '') => `/api/v1/conversations/${id}${path}`;
  const say = (answerId: string) => product.api('POST', at('/messages'), { id: answerId, content: { text: 'It is' } });
  const schedule = (messageId: string) =>
    product.api('POST', at('/scheduled-messages'), {
      id: messageId,
      content: { text: 'It begins' },
      sendAt: new Date(Date.now() + 3_600_000).toISOString(),
    });
  expect((await schedule('before')).status).toBe(201);
  expect((await product.api('GET', at())).body.leftGroupAt).toBeNull();

  await control.leaveBot(group);
  await eventually(async () => expect((await product.api('GET', at())).body.leftGroupAt).toEqual(expect.any(String)));
  const refused = [await say('a1'), await schedule('after')];
  expect((await product.api('POST', at('/resolve'), {})).status).toBe(200);
  refused.push(await product.api('POST', at('/reopen'), {}), await product.api('POST', at('/hand-over'), {}));
  for (const { status, body } of refused)
    expect([status, body.error?.message]).toEqual([409, expect.stringContaining('left the group')]);
  const { ctx } = product.app;
  const later = { ...ctx, clock: { now: () => new Date(Date.now() + 3_700_000) } };
  await sendScheduled(later, `${id}/before`);
  await sendScheduled(later, `${id}/before`);
  const { messages } = (await product.api('GET', at('/scheduled-messages'))).body;
  expect(messages).toMatchObject([{ state: 'failed', reason: expect.stringContaining('left the group') }]);
  expect(await NoticeModel.countDocuments({ kind: 'inbox.scheduledFailed', 'data.conversationId': id })).toBe(1);

  await control.joinBot(group);
  await eventually(async () => expect((await product.api('GET', at())).body.leftGroupAt).toBeNull());
  expect((await say('a2')).status).toBe(202);
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FriendModel } from '../../src/friends/friend.model.js';
import type { DomainEvent } from '../../src/infra/announcements/event.js';
import { act } from '../../src/inbox/act.js';
import { changeConversation, settleConversation, sweepOwed } from '../../src/inbox/change-conversation.js';
import { ConversationModel, EntryModel } from '../../src/inbox/conversation.model.js';
import { wakeConversation } from '../../src/inbox/wake-snoozed.js';
import { buildApp, CHANNEL_ID, aText, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { aFriend } from '../support/factories.js';
import { as, aStaffMember, conversationOf, say } from './an-inbox.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp();
  await Promise.all(['agent-1', 'agent-2'].map((staffId) => aStaffMember(staffId)));
});
afterAll(() => product.close());

const post = (path: string, body?: object) => product.api('POST', `/api/v1/conversations/${path}`, body);

async function anOpenConversation() {
  const friend = await aFriend(product);
  await say(product, friend, 'Hello?');
  const conversation = await conversationOf(friend, { state: 'open', outbox: [] });
  return { friend, id: conversation._id };
}

test('of 50 who claim a conversation at once exactly one has it', async () => {
  const { friend, id } = await anOpenConversation();
  const staff = Array.from({ length: 50 }, (_, number) => `agent${number}`);
  await Promise.all(staff.map((staffId) => aStaffMember(staffId)));
  const claims = await Promise.allSettled(
    staff.map((staffId) => act(as(product, staffId), id, { kind: 'claim', staffId })),
  );
  const won = claims.flatMap((claim) => (claim.status === 'fulfilled' ? [claim.value.assigneeId] : []));
  expect(won).toHaveLength(1);
  await conversationOf(friend, { assigneeId: won[0] ?? null });
  expect(await EntryModel.countDocuments({ conversationId: id, name: 'assigned' })).toBe(1);
});

test('a webhook that is delivered twice is heard once', async () => {
  const friend = await aFriend(product);
  const event = aText('Hello?', friend.lineUserId);
  await product.postWebhook({ destination: 'x', events: [event] });
  await conversationOf(friend, { unreadCount: 1 });
  await product.postWebhook({ destination: 'x', events: [event] });
  await say(product, friend, 'Still there?');
  await conversationOf(friend, { unreadCount: 2 });
});

test('a conversation can be given to staff alone', async () => {
  const { id } = await anOpenConversation();
  expect((await post(`${id}/assign`, { staffId: 'nobody-of-ours' })).status).toBe(400);
  expect((await post(`${id}/assign`, { staffId: 'agent-2' })).body).toMatchObject({
    assigneeId: 'agent-2',
    state: 'open',
  });
  expect((await post(`${id}/assign`, { staffId: null })).body.assigneeId).toBeNull();
});

describe('snoozing', () => {
  test('until they reply', async () => {
    const { friend, id } = await anOpenConversation();
    expect((await post(`${id}/snooze`, {})).body).toMatchObject({ state: 'snoozed', snoozedUntil: null });
    await say(product, friend, 'I am back');
    await conversationOf(friend, { state: 'open' });
  });

  test('until a time, which wakes it once; before that nothing does', async () => {
    const { friend, id } = await anOpenConversation();
    const until = new Date(Date.now() + 3_600_000);
    await post(`${id}/snooze`, { until: until.toISOString() });
    await wakeConversation(product.app.ctx, id);
    await conversationOf(friend, { state: 'snoozed' });
    await ConversationModel.updateOne({ _id: id }, { $set: { snoozedUntil: new Date(Date.now() - 1) } });
    await product.redis.flushdb();
    await product.app.sweep();
    await conversationOf(friend, { state: 'open' });
    await wakeConversation(product.app.ctx, id);
    expect(await EntryModel.countDocuments({ conversationId: id, name: 'woken' })).toBe(1);
  });

  test('not until a time that is over', async () => {
    const { id } = await anOpenConversation();
    expect((await post(`${id}/snooze`, { until: '2020-01-01T00:00:00Z' })).status).toBe(400);
  });
});

describe('after the end', () => {
  test('who writes shortly after goes on with the same conversation and the same agent', async () => {
    const { friend, id } = await anOpenConversation();
    await post(`${id}/claim`, { staffId: 'agent-1' });
    await post(`${id}/resolve`);
    await conversationOf(friend, { state: 'resolved', heldSince: null });
    await say(product, friend, 'One more thing');
    const again = await conversationOf(friend, { state: 'open', assigneeId: 'agent-1' });
    expect(again._id).toBe(id);
    expect(again.heldSince).not.toBeNull();
  });

  test('who writes later begins a new one', async () => {
    const { friend, id } = await anOpenConversation();
    await post(`${id}/resolve`);
    await ConversationModel.updateOne({ _id: id }, { $set: { resolvedAt: new Date(0) } });
    await say(product, friend, 'Hello again');
    await eventually(async () => expect((await conversationOf(friend))._id).not.toBe(id));
    await conversationOf(friend, { state: 'open' });
    expect(await post(`${id}/reopen`)).toMatchObject({ status: 409 });
  });

  test('nothing is snoozed or claimed before it is reopened', async () => {
    const { id } = await anOpenConversation();
    await post(`${id}/resolve`);
    expect((await post(`${id}/snooze`, {})).status).toBe(409);
    expect((await post(`${id}/claim`, { staffId: 'agent-1' })).status).toBe(409);
    expect((await post(`${id}/reopen`)).body.state).toBe('open');
  });
});

test('a process that dies between a change and what it owed leaves nothing undone, and nothing done twice', async () => {
  const { friend, id } = await anOpenConversation();
  const nobodyHears = { ...product.app.ctx, publish: async () => Promise.reject(new Error('killed')) };
  await expect(
    changeConversation(nobodyHears, id, () => ({
      set: { state: 'resolved', stateAt: new Date(), resolvedAt: new Date(), openFor: null },
      entry: 'resolved',
      announce: 'resolved',
    })),
  ).rejects.toThrow('killed');
  const left = await conversationOf(friend, { state: 'resolved' });
  expect(left.outbox).toHaveLength(1);
  await ConversationModel.updateOne({ _id: id }, { $set: { owedAt: new Date(0) } });
  const announced: string[] = [];
  const heard = {
    ...product.app.ctx,
    publish: async (events: DomainEvent[]) => void announced.push(...events.map((event) => event.id)),
  };
  await sweepOwed(heard);
  await settleConversation(heard, left);
  expect(new Set(announced).size).toBe(1);
  expect(await conversationOf(friend)).toMatchObject({ outbox: [] });
  expect(await EntryModel.countDocuments({ conversationId: id, name: 'resolved' })).toBe(1);
  expect((await FriendModel.findById(friend._id).lean())?.conversation).toMatchObject({ state: 'resolved' });
});

test('segments see who has a conversation', async () => {
  const { friend } = await anOpenConversation();
  await eventually(async () =>
    expect((await FriendModel.findById(friend._id).lean())?.conversation?.state).toBe('open'),
  );
  const rule = { all: [{ conversation: ['open'] }, { not: { conversation: ['resolved'] } }] };
  const { body } = await product.api('POST', '/api/v1/segments/count', { rule, channelId: CHANNEL_ID });
  expect(body.count).toBeGreaterThanOrEqual(1);
});

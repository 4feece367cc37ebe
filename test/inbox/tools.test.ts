import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ActivityModel } from '../../src/activity/activity.model.js';
import { DeliveryModel } from '../../src/deliveries/delivery.model.js';
import { ConversationModel, EntryModel } from '../../src/inbox/conversation.model.js';
import { MacroModel } from '../../src/inbox/macro.model.js';
import { ScheduledMessageModel } from '../../src/inbox/scheduled-message.model.js';
import { scheduleMessage, sendScheduled } from '../../src/inbox/schedule-message.js';
import { FactModel } from '../../src/service/fact.model.js';
import { buildApp, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { aFriend, seenBy } from '../support/factories.js';
import { aStaffMember, conversationOf, say } from './an-inbox.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp();
  await aStaffMember('agent-1');
});
afterAll(() => product.close());

async function aTalk(language = 'en') {
  const friend = await aFriend(product, { language });
  await say(product, friend, 'Hello?');
  const { _id: id } = await conversationOf(friend, { state: 'open' });
  return { friend, id };
}
const lastSeen = async (userId: string) => (await seenBy(product, userId)).at(-1)?.message;

describe('a canned response', () => {
  test('speaks the language of the friend, with their name, and counts its use', async () => {
    const texts = { en: 'Hi {{displayName}}, welcome', ja: '{{displayName}}様、ようこそ' };
    const { body } = await product.api('POST', '/api/v1/inbox/canned-responses', {
      shortcut: 'hi',
      name: 'Welcome',
      texts,
    });
    const { friend, id } = await aTalk('ja');
    const content = { cannedResponse: body.id };
    await product.api('POST', `/api/v1/conversations/${id}/messages`, { id: 'a1', content });
    await product.api('POST', `/api/v1/conversations/${id}/messages`, { id: 'a1', content });
    await eventually(async () =>
      expect(await lastSeen(friend.lineUserId)).toMatchObject({ text: 'Rider様、ようこそ' }),
    );
    const { cannedResponses } = (await product.api('GET', '/api/v1/inbox/canned-responses')).body;
    expect(cannedResponses).toMatchObject([{ shortcut: 'hi', usedCount: 1 }]);
    const again = { shortcut: 'hi', name: 'x', texts: { en: 'x' } };
    expect((await product.api('POST', '/api/v1/inbox/canned-responses', again)).status).toBe(409);
    const broken = { shortcut: 'b', name: 'x', texts: { en: 'Hi {{first name}}' } };
    expect((await product.api('POST', '/api/v1/inbox/canned-responses', broken)).status).toBe(400);
  });
});

describe('a macro', () => {
  const steps = [
    { kind: 'answer', content: { text: 'We are on it' } },
    { kind: 'labels', add: ['battery'] },
    { kind: 'priority', priority: 'urgent' },
    { kind: 'assign', staffId: 'agent-1' },
    { kind: 'note', text: 'by the macro' },
    { kind: 'snooze', minutes: 60 },
  ];

  test('takes its steps in order, and answers once however often it is run', async () => {
    const { body: macro } = await product.api('POST', '/api/v1/inbox/macros', { name: 'Battery', actions: steps });
    const { friend, id } = await aTalk();
    const run = () => product.api('POST', `/api/v1/conversations/${id}/macros`, { macroId: macro.id, id: 'r1' });
    expect((await run()).body).toMatchObject({ isDone: true });
    expect(await conversationOf(friend)).toMatchObject({
      state: 'snoozed',
      labels: ['battery'],
      priority: 3,
      assigneeId: 'agent-1',
    });
    await run();
    await MacroModel.updateOne({ _id: macro.id }, { $set: { channelId: '2000000002' } });
    expect((await run()).status ?? 200).toBe(404);
    expect(await DeliveryModel.countDocuments({ friendId: friend._id, 'sender.kind': 'inbox' })).toBe(1);
    expect(await EntryModel.countDocuments({ conversationId: id, kind: 'note' })).toBe(2);
  });

  test('says what was done and what was not when a step fails', async () => {
    const actions = (staffId: string) => [
      { kind: 'labels' as const, add: ['x'], remove: [] },
      { kind: 'assign' as const, staffId },
      { kind: 'resolve' as const },
    ];
    const save = (staffId: string) =>
      product.api('POST', '/api/v1/inbox/macros', { name: 'Broken', actions: actions(staffId) });
    expect((await save('gone')).status).toBe(400);
    const { body: macro } = await save('agent-1');
    await MacroModel.updateOne({ _id: macro.id }, { $set: { actions: actions('gone') } });
    const { friend, id } = await aTalk();
    const { body } = await product.api('POST', `/api/v1/conversations/${id}/macros`, { macroId: macro.id, id: 'r1' });
    expect(body).toEqual({
      isDone: false,
      steps: [
        { kind: 'labels', outcome: 'done', reason: null },
        { kind: 'assign', outcome: 'failed', reason: expect.stringContaining('gone') },
        { kind: 'resolve', outcome: 'notDone', reason: null },
      ],
    });
    expect(await conversationOf(friend)).toMatchObject({ state: 'open', labels: ['x'] });
  });
});

describe('a scheduled message', () => {
  const schedule = (id: string, body: object) =>
    product.api('POST', `/api/v1/conversations/${id}/scheduled-messages`, body);
  const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

  test('leaves at its time, once, also when its wake-up was lost', async () => {
    const { friend, id } = await aTalk();
    const body = { id: 's1', content: { text: 'As promised' }, sendAt: inAnHour() };
    expect((await schedule(id, body)).status).toBe(201);
    expect((await schedule(id, body)).body.state).toBe('scheduled');
    expect((await schedule(id, { ...body, content: { text: 'Another' } })).status).toBe(409);
    const messageId = `${id}/s1`;
    await sendScheduled(product.app.ctx, messageId);
    expect(await ScheduledMessageModel.findById(messageId).lean()).toMatchObject({ state: 'scheduled' });
    await product.redis.flushdb();
    await ScheduledMessageModel.updateOne({ _id: messageId }, { $set: { sendAt: new Date(0) } });
    await product.app.sweep();
    await eventually(async () => expect(await lastSeen(friend.lineUserId)).toMatchObject({ text: 'As promised' }));
    await ScheduledMessageModel.updateOne({ _id: messageId }, { $set: { state: 'sending' } });
    await sendScheduled(product.app.ctx, messageId);
    expect(await DeliveryModel.countDocuments({ friendId: friend._id, 'sender.kind': 'inbox' })).toBe(1);
    expect((await product.api('DELETE', `/api/v1/conversations/${id}/scheduled-messages/s1`)).status).toBe(409);
  });

  test('leaves a resolved conversation resolved, and what was asked since it was scheduled waiting', async () => {
    const { friend, id } = await aTalk();
    await schedule(id, { id: 's1', content: { text: 'Your part is here' }, sendAt: inAnHour() });
    await schedule(id, { id: 's2', content: { text: 'And the other one' }, sendAt: inAnHour() });
    const leave = async (name: string) => {
      await ScheduledMessageModel.updateOne({ _id: `${id}/${name}` }, { $set: { sendAt: new Date(0) } });
      await sendScheduled(product.app.ctx, `${id}/${name}`);
    };
    await product.api('POST', `/api/v1/conversations/${id}/resolve`, {});
    await leave('s1');
    const resolved = await conversationOf(friend, { state: 'resolved', heldSince: null });
    expect(resolved).toMatchObject({ lastMessage: { from: 'staff', text: 'Your part is here' } });
    await say(product, friend, 'Which part?');
    await conversationOf(friend, { waitingSince: expect.any(Date) });
    await leave('s2');
    expect(await conversationOf(friend)).toMatchObject({
      waitingSince: expect.any(Date),
      lastMessage: { text: 'And the other one' },
    });
  });

  test('does not leave for somebody who may not answer any more', async () => {
    const { friend, id } = await aTalk();
    const ctx = { ...product.app.ctx, actor: { kind: 'staff' as const, staffId: 'agent-9', roleKey: 'agent' } };
    const given = { id: 's1', content: { text: 'Not any more', values: {} }, sendAt: new Date(Date.now() + 3_600_000) };
    await scheduleMessage(ctx, id, given);
    await ScheduledMessageModel.updateOne({ _id: `${id}/s1` }, { $set: { sendAt: new Date(0) } });
    await sendScheduled(product.app.ctx, `${id}/s1`);
    const stored = await ScheduledMessageModel.findById(`${id}/s1`).lean();
    expect(stored).toMatchObject({ state: 'failed', reason: expect.stringContaining('agent-9') });
    expect(await DeliveryModel.countDocuments({ friendId: friend._id, 'sender.kind': 'inbox' })).toBe(0);
  });

  test('can be cancelled until then', async () => {
    const { friend, id } = await aTalk();
    await schedule(id, { id: 's1', content: { text: 'Never' }, sendAt: inAnHour() });
    const cancelled = await product.api('DELETE', `/api/v1/conversations/${id}/scheduled-messages/s1`);
    expect(cancelled.body.state).toBe('cancelled');
    await ScheduledMessageModel.updateOne({ _id: `${id}/s1` }, { $set: { sendAt: new Date(0) } });
    await sendScheduled(product.app.ctx, `${id}/s1`);
    expect(await DeliveryModel.countDocuments({ friendId: friend._id, 'sender.kind': 'inbox' })).toBe(0);
  });

  test('is refused now when it could not be said now, or at no later time', async () => {
    const { id } = await aTalk();
    const wrong = { id: 's1', content: { template: 'nope', values: {} }, sendAt: inAnHour() };
    expect((await schedule(id, wrong)).status).toBeGreaterThanOrEqual(400);
    expect((await schedule(id, { id: 's1', content: { text: 'x' }, sendAt: '2020-01-01T00:00:00Z' })).status).toBe(400);
  });
});

describe('a friend who is merged or erased', () => {
  test('has one conversation that goes on, and both are given back', async () => {
    const [one, other] = [await aTalk(), await aTalk()];
    const { body: merge } = await product.api('POST', '/api/v1/friends/merges', {
      keepId: one.friend._id,
      absorbId: other.friend._id,
    });
    expect(merge).toBeDefined();
    await eventually(async () => expect(await ConversationModel.countDocuments({ friendId: one.friend._id })).toBe(2));
    expect(await ConversationModel.countDocuments({ friendId: one.friend._id, state: 'open' })).toBe(1);
    const waitingSince = (await ConversationModel.findById(one.id).lean())?.waitingSince;
    await product.api('POST', `/api/v1/friends/merges/${merge.id}/undo`);
    await conversationOf(other.friend, { _id: other.id, state: 'open', resolvedAt: null, openFor: other.friend._id });
    expect((await conversationOf(other.friend)).waitingSince).toBeInstanceOf(Date);
    expect(await conversationOf(one.friend)).toMatchObject({ _id: one.id, state: 'open', waitingSince });
    const resolved = { kind: 'conversation.resolved', friendId: { $in: [one.friend._id, other.friend._id] } };
    expect(await ActivityModel.countDocuments(resolved)).toBe(0);
    await eventually(async () => {
      const kinds = (await FactModel.find({ conversationId: other.id }).sort({ at: 1 }).lean()).map(({ kind }) => kind);
      expect(kinds.filter((kind) => ['merged', 'undone', 'resolved', 'reopened'].includes(kind))).toEqual([
        'merged',
        'undone',
      ]);
    });
  });

  test('leaves nothing of what was said', async () => {
    const { friend, id } = await aTalk();
    await product.api('POST', `/api/v1/conversations/${id}/notes`, { text: 'nice person' });
    await product.api('POST', `/api/v1/friends/${friend._id}/erase`, { reason: 'asked' });
    await eventually(async () => expect(await ConversationModel.countDocuments({ friendId: friend._id })).toBe(0));
    expect(await EntryModel.countDocuments({ friendId: friend._id })).toBe(0);
  });
});

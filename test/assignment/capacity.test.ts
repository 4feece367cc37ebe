import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { AgentModel, type Agent } from '../../src/assignment/agent.model.js';
import { AssignmentModel } from '../../src/assignment/assignment.model.js';
import { heldBy } from '../../src/assignment/core/agent.js';
import { checkAgent } from '../../src/assignment/check-agent.js';
import { followConversation } from '../../src/assignment/follow-conversation.js';
import { giveOut, giveSome } from '../../src/assignment/give-out.js';
import { keepAssignee } from '../../src/assignment/keep-assignee.js';
import { reserveSlots } from '../../src/assignment/slots.js';
import { act } from '../../src/inbox/act.js';
import { ConversationModel, EntryModel } from '../../src/inbox/conversation.model.js';
import { openWithFriend } from '../../src/inbox/open-with-friend.js';
import { storeFriend } from '../friends/store-friend.js';
import { as } from '../inbox/an-inbox.js';
import { buildApp, type TestApp } from '../support/build-app.js';
import { anAgent, aTeam, holds, later, writes } from './a-team.js';

/** Nobody works on jobs here: what is given, and by how many at once, is up to each test. */
let product: TestApp;
beforeAll(async () => {
  product = await buildApp({ roles: ['server'] });
});
afterAll(() => product.close());

async function wait(teamId: string): Promise<string> {
  const { _id: friendId } = await storeFriend();
  const { _id: id } = await openWithFriend(product.app.ctx, friendId);
  await ConversationModel.updateOne({ _id: id }, { $set: { teamId } });
  await followConversation(product.app.ctx, id);
  return id;
}
/** What a process does before it gives a conversation. */
const begin = (agent: Agent, conversationId: string) =>
  reserveSlots(product.app.ctx, agent, [{ conversationId, takes: 1, lastGivenAt: new Date() }]);
const assigneeOf = async (id: string) => (await ConversationModel.findById(id).lean())?.assigneeId;

test('many who give at the same time, each believing to be the one, fill everybody up and nobody over', async () => {
  const team = await aTeam(product, 'Together', { stickyDays: null });
  const agents = ['together-1', 'together-2', 'together-3'];
  for (const id of agents) await anAgent(product, id, { teamIds: [team], capacity: 3 });
  const waiting = await Promise.all(Array.from({ length: 12 }, () => wait(team)));
  let given = 0;
  for (let round = 0; given < 9 && round < 50; round += 1) {
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => giveSome({ ...product.app.ctx })));
    given += outcomes.filter((outcome) => outcome === 'given').length;
  }
  const assignees = await Promise.all(waiting.map(assigneeOf));
  for (const id of agents) {
    const own = waiting.filter((_one, index) => assignees[index] === id);
    expect(own).toHaveLength(3);
    await holds(id, own);
  }
  expect(await giveSome(product.app.ctx)).toBe('nothing');
  for (const id of agents) await AgentModel.deleteOne({ _id: id });
});

test('a process that died after it took room is taken over: the conversation is given once', async () => {
  const team = await aTeam(product, 'Took room', { stickyDays: null });
  await anAgent(product, 'room-1', { teamIds: [team], capacity: 2 });
  const id = await wait(team);
  const agent = await AgentModel.findById('room-1').orFail().lean();
  await begin(agent, id);
  await giveOut(product.app.ctx);
  expect(await assigneeOf(id)).toBe('room-1');
  await holds('room-1', [id]);
  expect(await EntryModel.countDocuments({ conversationId: id, name: 'assigned' })).toBe(1);
});

test('room that was taken for what somebody else has is free again after a while', async () => {
  const team = await aTeam(product, 'Left room', { stickyDays: null });
  await anAgent(product, 'left-1', { teamIds: [team], capacity: 1 });
  const id = await wait(team);
  await begin(await AgentModel.findById('left-1').orFail().lean(), id);
  await anAgent(product, 'left-2', { teamIds: [team] });
  await act(as(product, 'left-2'), id, { kind: 'claim', staffId: 'left-2' });
  await followConversation(product.app.ctx, id);
  await checkAgent(product.app.ctx, 'left-1');
  expect((await AgentModel.findById('left-1').lean())?.reserved).toHaveLength(1);
  await checkAgent(later(product, 1), 'left-1');
  await holds('left-1', []);
  await holds('left-2', [id]);
});

test('a process that died after it gave is taken over: it counts, once', async () => {
  const team = await aTeam(product, 'Gave', { stickyDays: null });
  await anAgent(product, 'gave-1', { teamIds: [team], capacity: 2 });
  const id = await wait(team);
  await begin(await AgentModel.findById('gave-1').orFail().lean(), id);
  await act(product.app.ctx, id, { kind: 'claim', staffId: 'gave-1' });
  await Promise.all([followConversation(product.app.ctx, id), followConversation(product.app.ctx, id)]);
  await holds('gave-1', [id]);
  expect(await AssignmentModel.findOne({ _id: id, queue: { $gt: '' } }).lean()).toBeNull();
});

test('a conversation is claimed by one of 50 while it is being given, and counts for that one alone', async () => {
  const team = await aTeam(product, 'Claims', { stickyDays: null });
  const agents = Array.from({ length: 50 }, (_, number) => `claim-${number}`);
  for (const id of agents) await anAgent(product, id, { teamIds: [team], capacity: 1 });
  const id = await wait(team);
  const claims = agents.map((staffId) => act(as(product, staffId), id, { kind: 'claim', staffId }));
  await Promise.allSettled([...claims.slice(0, 25), giveOut(product.app.ctx), ...claims.slice(25)]);
  await followConversation(product.app.ctx, id);
  const winner = await assigneeOf(id);
  expect(await EntryModel.countDocuments({ conversationId: id, name: 'assigned' })).toBe(1);
  const counted = await AgentModel.find({ $or: [{ holding: id }, { 'reserved.id': id }] }).lean();
  expect(counted.map(({ _id }) => _id)).toEqual([winner]);
  await AgentModel.deleteMany({ _id: { $in: agents } });
});

test('what takes more of a capacity counts for more, also by another priority in their hands; nobody is given more than they have room for', async () => {
  const { ctx } = product.app;
  const weights = [{ priority: 'high' as const, weight: 3 }];
  const team = await aTeam(product, 'Heavy', { stickyDays: null, weights });
  await anAgent(product, 'heavy-1', { teamIds: [team], capacity: 4 });
  const prioritise = async (id: string, priority: string) => {
    await product.api('PATCH', `/api/v1/conversations/${id}`, { priority });
    return followConversation(ctx, id);
  };
  const taken = async () => {
    const agent = await AgentModel.findById('heavy-1').orFail().lean();
    return [heldBy(agent), agent.holding.length];
  };
  const [heavy, tooHeavy, light, more] = [await wait(team), await wait(team), await wait(team), await wait(team)];
  await prioritise(heavy, 'high');
  await prioritise(tooHeavy, 'high');
  await Promise.all([giveSome({ ...ctx }), giveSome({ ...ctx })]);
  await giveOut(ctx);
  expect(await Promise.all([heavy, tooHeavy, light, more].map(assigneeOf))).toEqual(['heavy-1', null, 'heavy-1', null]);
  expect(await taken()).toEqual([4, 2]);
  const explained = await product.api('GET', `/api/v1/conversations/${tooHeavy}/assignment`);
  expect(explained.body).toMatchObject({
    takes: 3,
    nextId: null,
    candidates: [{ staffId: 'heavy-1', obstacles: [{ kind: 'full', held: 4, capacity: 4, takes: 3 }] }],
  });

  expect(await prioritise(heavy, 'normal')).toBe(true);
  expect(await taken()).toEqual([2, 2]);
  await giveOut(ctx);
  expect(await assigneeOf(more)).toBe('heavy-1');
  expect(await taken()).toEqual([3, 3]);
  await prioritise(heavy, 'high');
  await followConversation(ctx, heavy);
  expect(await taken()).toEqual([5, 3]);
  expect(await EntryModel.find({ conversationId: heavy, name: 'overCapacity' }).lean()).toMatchObject([
    { data: { staffId: 'heavy-1', held: 5, capacity: 4 } },
  ]);
  await giveOut(ctx);
  expect(await assigneeOf(tooHeavy)).toBeNull();

  await product.api('PUT', `/api/v1/teams/${team}/assignment`, { mode: 'roundRobin', stickyDays: null });
  await checkAgent(ctx, 'heavy-1');
  expect(await taken()).toEqual([3, 3]);
  await AgentModel.deleteOne({ _id: 'heavy-1' });
});

test('a friend goes on, and who had it is full: it goes back once, however often that is heard', async () => {
  const { ctx } = product.app;
  const team = await aTeam(product, 'Goes on', { stickyDays: null });
  await anAgent(product, 'goes-on-1', { teamIds: [team], capacity: 1 });
  const friend = await storeFriend();
  const { _id: id } = await openWithFriend(ctx, friend._id);
  await product.api('PATCH', `/api/v1/conversations/${id}`, { teamId: team });
  await act(as(product, 'goes-on-1'), id, { kind: 'claim', staffId: 'goes-on-1' });
  await act(as(product, 'goes-on-1'), id, { kind: 'resolve' });
  const other = await wait(team);
  await giveOut(ctx);
  expect(await assigneeOf(other)).toBe('goes-on-1');
  await writes(product, friend, 'One more thing');
  expect(await assigneeOf(id)).toBe('goes-on-1');
  for (let time = 0; time < 2; time += 1) {
    await keepAssignee(ctx, id, 'goes-on-1');
    await followConversation(ctx, id);
  }
  expect(await assigneeOf(id)).toBeNull();
  expect(await EntryModel.countDocuments({ conversationId: id, 'data.because.kind': 'notFree' })).toBe(1);
  await holds('goes-on-1', [other]);
});

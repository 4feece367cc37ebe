import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AssignmentModel } from '../../src/assignment/assignment.model.js';
import { AgentModel } from '../../src/assignment/agent.model.js';
import { checkAgent } from '../../src/assignment/check-agent.js';
import { noteAnswered } from '../../src/assignment/note-answered.js';
import { overflow } from '../../src/assignment/overflow.js';
import { StaffModel } from '../../src/access/staff.model.js';
import { act } from '../../src/inbox/act.js';
import { ConversationModel, EntryModel } from '../../src/inbox/conversation.model.js';
import { openWithFriend } from '../../src/inbox/open-with-friend.js';
import { storeFriend } from '../friends/store-friend.js';
import { as, conversationOf } from '../inbox/an-inbox.js';
import { buildApp, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { aConversation, anAgent, aTeam, holds, later, obstaclesTo, reasonsIn, writes } from './a-team.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp();
});
afterAll(() => product.close());

const put = (path: string, body: object) => product.api('PUT', `/api/v1${path}`, body);
const post = (path: string, body: object = {}) => product.api('POST', `/api/v1/conversations/${path}`, body);
const toTeam = (teamId: string, word: string) => ({
  name: `to ${teamId}`,
  when: { said: [{ kind: 'keyword', anyOf: [word] }] },
  actions: { teamId },
});
/** The console of an agent was heard of so many minutes ago. */
const silentFor = (staffId: string, minutes: number) =>
  AgentModel.updateOne({ _id: staffId }, { $set: { seenAt: new Date(Date.now() - minutes * 60_000) } });
/** What says this word goes to this team. */
const route = async (teamId: string, word: string) =>
  expect((await put('/inbox/routing', { rules: [toTeam(teamId, word)] })).status).toBe(200);

test('in turns, with the reason; who is full is passed over, and what waits is given when there is room', async () => {
  const team = await aTeam(product, 'Turns', { stickyDays: null });
  await route(team, 'turns');
  await anAgent(product, 'turn-1', { teamIds: [team], capacity: 1 });
  await anAgent(product, 'turn-2', { teamIds: [team], capacity: 1 });
  const first = await aConversation(product, { assigneeId: 'turn-1', teamId: team }, 'turns');
  const second = await aConversation(product, { assigneeId: 'turn-2' }, 'turns');
  expect(await reasonsIn(first.id, 'roundRobin in team Turns')).toEqual([
    `routing rule "to ${team}"`,
    'roundRobin in team Turns',
  ]);

  const third = await aConversation(product, { assigneeId: null, teamId: team }, 'turns');
  const urgent = await aConversation(product, { assigneeId: null, teamId: team }, 'turns');
  await product.api('PATCH', `/api/v1/conversations/${urgent.id}`, { priority: 'urgent' });
  await eventually(async () =>
    expect((await product.api('GET', `/api/v1/conversations/${third.id}/assignment`)).body).toMatchObject({
      mode: 'roundRobin',
      teamId: team,
      ahead: 1,
      nextId: null,
      candidates: [
        { staffId: 'turn-1', obstacles: [{ kind: 'full', held: 1, capacity: 1 }] },
        { staffId: 'turn-2', obstacles: [{ kind: 'full', held: 1, capacity: 1 }] },
      ],
    }),
  );

  await post(`${second.id}/resolve`);
  await conversationOf(urgent.friend, { assigneeId: 'turn-2' });
  await post(`${first.id}/snooze`);
  await conversationOf(third.friend, { assigneeId: 'turn-1' });
  await holds('turn-1', [third.id]);
  await holds('turn-2', [urgent.id]);
});

test('the least busy has it next; a raised capacity and coming online give room', async () => {
  const team = await aTeam(product, 'Shares', { mode: 'leastBusy', stickyDays: null });
  await route(team, 'shares');
  await anAgent(product, 'share-1', { teamIds: [team], capacity: 1, availability: 'busy' });
  const first = await aConversation(product, { assigneeId: null, teamId: team }, 'shares');
  const second = await aConversation(product, { assigneeId: null, teamId: team }, 'shares');
  expect(await obstaclesTo(product, first.id)).toEqual({ 'share-1': ['busy'] });
  await anAgent(product, 'share-1', { teamIds: [team] });
  await conversationOf(first.friend, { assigneeId: 'share-1' });
  await product.api('PATCH', '/api/v1/inbox/agents/share-1', { capacity: 4 });
  await conversationOf(second.friend, { assigneeId: 'share-1' });
  await anAgent(product, 'share-2', { teamIds: [team], capacity: 4 });
  const third = await aConversation(product, { assigneeId: 'share-2' }, 'shares');
  await reasonsIn(third.id, 'leastBusy in team Shares: had 0 of 4');
});

test('who answered a friend last has the next conversation too, until they are not free', async () => {
  const team = await aTeam(product, 'Sticky', { stickyDays: 7 });
  await route(team, 'sticky');
  await put('/inbox/settings', { reopenWithinHours: 0 });
  for (const id of ['sticky-1', 'sticky-2', 'sticky-3']) await anAgent(product, id, { teamIds: [team], capacity: 2 });
  const { friend, id } = await aConversation(product, { assigneeId: 'sticky-1' }, 'sticky');
  await post(`${id}/assign`, { staffId: 'sticky-3' });
  await noteAnswered(id, 'sticky-3', new Date());
  await post(`${id}/resolve`);
  await writes(product, friend, 'sticky again');
  const again = await conversationOf(friend, { assigneeId: 'sticky-3' });
  expect(again._id).not.toBe(id);
  await reasonsIn(again._id, /^sticky: answered last on \d{4}-\d\d-\d\d$/);
  await post(`${again._id}/resolve`);
  await product.api('PATCH', '/api/v1/inbox/agents/sticky-3', { availability: 'busy' });
  await writes(product, friend, 'sticky once more');
  await conversationOf(friend, { assigneeId: 'sticky-2' });
  await put('/inbox/settings', { reopenWithinHours: 72 });
});

test('what is claimed by hand goes beyond the capacity and says so; what is put back goes to another', async () => {
  const team = await aTeam(product, 'Hands', { stickyDays: null });
  await route(team, 'hands');
  await anAgent(product, 'hand-1', { teamIds: [team], capacity: 1 });
  const first = await aConversation(product, { assigneeId: 'hand-1' }, 'hands');
  const second = await aConversation(product, { assigneeId: null, teamId: team }, 'hands');
  await act(as(product, 'hand-1'), second.id, { kind: 'claim', staffId: 'hand-1' });
  await holds('hand-1', [first.id, second.id]);
  expect(await EntryModel.find({ conversationId: second.id, name: 'overCapacity' }).lean()).toMatchObject([
    { data: { staffId: 'hand-1', held: 2, capacity: 1 } },
  ]);
  await act(as(product, 'hand-1'), first.id, { kind: 'assign', staffId: null });
  await act(as(product, 'hand-1'), second.id, { kind: 'resolve' });
  await holds('hand-1', []);
  expect(await obstaclesTo(product, first.id)).toEqual({ 'hand-1': ['putBack'] });
  await anAgent(product, 'hand-2', { teamIds: [team] });
  await conversationOf(first.friend, { assigneeId: 'hand-2' });
});

test('what needs a skill waits for somebody who has it, and holds up nothing behind it', async () => {
  const team = await aTeam(product, 'Skills', { stickyDays: null });
  await put('/inbox/routing', {
    rules: [
      {
        name: 'Japanese',
        when: { languages: ['ja'] },
        actions: { teamId: team, skills: ['lang:ja'], priority: 'high' },
      },
      toTeam(team, 'skills'),
    ],
  });
  const profile = { displayName: 'Rider', pictureUrl: null, statusMessage: null, language: 'ja' };
  const japanese = await aConversation(product, { assigneeId: null, teamId: team, priority: 2 }, 'skills', { profile });
  await anAgent(product, 'skill-1', { teamIds: [team] });
  await aConversation(product, { assigneeId: 'skill-1' }, 'skills');
  expect(await obstaclesTo(product, japanese.id)).toEqual({ 'skill-1': ['missingSkills'] });
  await anAgent(product, 'skill-2', { teamIds: [team], skills: ['lang:ja'] });
  await conversationOf(japanese.friend, { assigneeId: 'skill-2' });
});

test('a rule names somebody, who has it while free, also where conversations are claimed', async () => {
  await anAgent(product, 'named-1', { teamIds: [], capacity: 1 });
  const rules = [
    { name: 'Key account', when: { said: [{ kind: 'keyword', anyOf: ['named'] }] }, actions: { staffId: 'named-1' } },
  ];
  await put('/inbox/routing', { rules });
  const { id } = await aConversation(product, { assigneeId: 'named-1' }, 'named');
  await reasonsIn(id, 'routing rule "Key account"');
  const next = await aConversation(product, { assigneeId: null }, 'named');
  await eventually(async () => expect(await obstaclesTo(product, next.id)).toMatchObject({ 'named-1': ['full'] }));
});

describe('by time', () => {
  test('what nobody was free for goes to the next team, and no further in circles', async () => {
    const second = await aTeam(product, 'Second line', { stickyDays: null });
    const first = await aTeam(product, 'First line', { overflow: { teamId: second, afterMinutes: 10 } });
    await put(`/teams/${second}/assignment`, { mode: 'roundRobin', overflow: { teamId: first, afterMinutes: 1 } });
    await route(first, 'overflow');
    const { friend, id } = await aConversation(product, { teamId: first }, 'overflow');
    await eventually(async () => {
      expect(await obstaclesTo(product, id)).toEqual({});
      expect(await AssignmentModel.findById(id).lean()).toMatchObject({ queue: `team/${first}` });
    });
    await overflow(later(product, 9), id);
    await conversationOf(friend, { teamId: first });
    await overflow(later(product, 11), id);
    await overflow(later(product, 11), id);
    await overflow(later(product, 99), id);
    await conversationOf(friend, { teamId: second });
    const overflowed = 'overflow from team First line after 10 min';
    expect((await reasonsIn(id, overflowed)).slice(1)).toEqual([overflowed]);
    await anAgent(product, 'second-line-1', { teamIds: [second] });
    await conversationOf(friend, { assigneeId: 'second-line-1' });
  });

  test('what waits for an agent who went offline goes back; what waits for the friend stays', async () => {
    const team = await aTeam(product, 'Away', { stickyDays: null, handBackAfterMinutes: 5 });
    await route(team, 'away');
    await anAgent(product, 'away-1', { teamIds: [team] });
    const waiting = await aConversation(product, { assigneeId: 'away-1' }, 'away');
    const answered = await aConversation(product, { assigneeId: 'away-1' }, 'away');
    await ConversationModel.updateOne({ _id: answered.id }, { $unset: { waitingSince: '' } });
    await holds('away-1', [waiting.id, answered.id]);
    await silentFor('away-1', 4);
    await checkAgent(product.app.ctx, 'away-1');
    await conversationOf(waiting.friend, { assigneeId: 'away-1' });
    await silentFor('away-1', 7);
    await checkAgent(product.app.ctx, 'away-1');
    await checkAgent(product.app.ctx, 'away-1');
    await conversationOf(waiting.friend, { assigneeId: null, teamId: team });
    await conversationOf(answered.friend, { assigneeId: 'away-1' });
    await reasonsIn(waiting.id, /^handed back: offline since /);
    await holds('away-1', [answered.id]);
  });
});

test('who goes on with a conversation has the same agent while they are free, else somebody else', async () => {
  const team = await aTeam(product, 'Again', { stickyDays: 7 });
  await route(team, 'again');
  await anAgent(product, 'again-1', { teamIds: [team], capacity: 1 });
  const { friend, id } = await aConversation(product, { assigneeId: 'again-1' }, 'again');
  await post(`${id}/resolve`);
  await holds('again-1', []);
  await writes(product, friend, 'again');
  await conversationOf(friend, { _id: id, state: 'open', assigneeId: 'again-1' });
  await holds('again-1', [id]);
  await post(`${id}/resolve`);
  await holds('again-1', []);
  const other = await aConversation(product, { assigneeId: 'again-1' }, 'again');
  await anAgent(product, 'again-2', { teamIds: [team], capacity: 1 });
  await writes(product, friend, 'again');
  await conversationOf(friend, { _id: id, state: 'open', assigneeId: 'again-2' });
  expect(await reasonsIn(id, /roundRobin/)).toContain('put back: full when the conversation went on');
  await holds('again-1', [other.id]);
});

test('whoever of the staff begins a conversation has it', async () => {
  const members = ['opener-1', 'opener-2'];
  for (const id of members) await anAgent(product, id, { teamIds: [] });
  await put('/inbox/assignment', { mode: 'roundRobin', members });
  await put('/inbox/routing', { rules: [] });
  const friend = await storeFriend();
  const { _id: id } = await openWithFriend(as(product, 'opener-2'), friend._id);
  await conversationOf(friend, { assigneeId: 'opener-2' });
  expect(await reasonsIn(id, /opener/)).toEqual(['opener: began this conversation']);
  await put('/inbox/assignment', { mode: 'manual' });
});

test('a wake-up that is lost is made good', async () => {
  const team = await aTeam(product, 'Lost', { stickyDays: null });
  await route(team, 'lost');
  const { friend, id } = await aConversation(product, { teamId: team }, 'lost');
  await eventually(async () => expect(await obstaclesTo(product, id)).toEqual({}));
  await anAgent(product, 'lost-1', { teamIds: [team] });
  await product.redis.flushdb();
  await product.app.sweep();
  await conversationOf(friend, { assigneeId: 'lost-1' });
  // What counts though it is nobody's any more, and what does not count though it is theirs.
  await AgentModel.updateOne({ _id: 'lost-1' }, { $set: { holding: ['gone'], checkAt: new Date(0) } });
  await product.app.sweep();
  await holds('lost-1', [id]);
});

test('what somebody has goes back when they are removed or may not answer any more, whatever the policy says', async () => {
  const team = await aTeam(product, 'Leaving', { stickyDays: null });
  await route(team, 'leaving');
  await anAgent(product, 'leaving-1', { teamIds: [team] });
  const { friend, id } = await aConversation(product, { assigneeId: 'leaving-1' }, 'leaving');
  await holds('leaving-1', [id]);
  await anAgent(product, 'leaving-2', { teamIds: [team] });
  await StaffModel.updateOne({ _id: 'leaving-1' }, { $set: { roleKey: 'marketer' } });
  await checkAgent(product.app.ctx, 'leaving-1');
  await conversationOf(friend, { assigneeId: 'leaving-2' });
  expect(await reasonsIn(id, /roundRobin/)).toContain('handed back: leaving-1 does not answer here any more');
  await holds('leaving-1', []);
});

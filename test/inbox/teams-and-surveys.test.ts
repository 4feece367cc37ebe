import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { teamDeleted } from '../../src/access/index.js';
import { TeamModel } from '../../src/access/team.model.js';
import { queueOfChannel } from '../../src/assignment/core/queue.js';
import { AssignmentModel } from '../../src/assignment/assignment.model.js';
import { PolicyModel } from '../../src/assignment/settings.model.js';
import { DeliveryModel } from '../../src/deliveries/delivery.model.js';
import type { FriendDocument } from '../../src/friends/friend.model.js';
import { ConversationModel, EntryModel } from '../../src/inbox/conversation.model.js';
import { leaveDeletedTeam } from '../../src/inbox/leave-team.js';
import { FactModel } from '../../src/service/fact.model.js';
import { SurveyResponseModel } from '../../src/surveys/survey.model.js';
import { allHeard } from '../support/announcements.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { aFriend } from '../support/factories.js';
import { aPerson } from '../support/staff.js';
import { aQuestionnaire } from '../surveys/a-questionnaire.js';
import { conversationOf, say } from './an-inbox.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp();
  await product.api('POST', '/api/v1/surveys', {
    name: 'After support',
    trigger: { activityKind: 'conversation.resolved' },
    delaySeconds: 0,
    templates: { ask: 'service-survey', thanks: 'survey-thanks', sorry: 'survey-sorry' },
  });
});
afterAll(() => product.close());

const aTeam = async (name: string) => (await product.api('POST', '/api/v1/teams', { name })).body.id as string;

test('an agent sees what their team and nobody has; of another team they are refused, with a row in the audit log', async () => {
  const [north, south] = [await aTeam('North'), await aTeam('South')];
  const agent = await aPerson(product, 'agent', { teamIds: [north] });
  const friend = await aFriend(product);
  await say(product, friend, 'The brake squeaks');
  const { _id: id } = await conversationOf(friend, { state: 'open' });
  expect(await agent.api('GET', `/conversations/${id}`)).toMatchObject({ status: 200, body: { id } });

  await product.api('PATCH', `/api/v1/conversations/${id}`, { teamId: south });
  const tries = [
    await agent.api('GET', `/conversations/${id}`),
    await agent.api('GET', `/conversations/${id}/messages`),
    await agent.api('POST', `/conversations/${id}/claim`, {}),
    await agent.api('POST', `/conversations/${id}/messages`, { id: 'a1', content: { text: 'Hello' } }),
  ];
  expect(tries.map(({ status, body }) => [status, body.error?.code])).toEqual(tries.map(() => [403, 'forbidden']));
  expect((await agent.api('GET', '/conversations?view=all')).body.conversations ?? []).toEqual([]);
  const { body: audit } = await product.api('GET', `/api/v1/audit?subjectId=${id}&limit=50`);
  const refusals = audit.entries.filter(({ outcome }: { outcome: string }) => outcome === 'refused');
  expect(refusals.map(({ by }: { by: string }) => by)).toEqual(tries.map(() => `staff/${agent.id}`));

  const bulk = await agent.api('POST', '/inbox/bulk', {
    action: { kind: 'resolve' },
    audience: { conversationIds: [id] },
  });
  await eventually(async () =>
    expect((await product.api('GET', `/api/v1/operations/${bulk.body.id}`)).body).toMatchObject({
      state: 'done',
      failed: 1,
    }),
  );
  await conversationOf(friend, { state: 'open' });

  await product.api('PATCH', `/api/v1/conversations/${id}`, { teamId: north });
  expect(await agent.api('GET', `/conversations/${id}`)).toMatchObject({ status: 200 });
});

test('a team that there is not is refused by its id, whatever would give it conversations or ask for them', async () => {
  const friend = await aFriend(product);
  await say(product, friend, 'Which team?');
  const { _id: id } = await conversationOf(friend, { state: 'open' });
  const action = { kind: 'team', teamId: 'nowhere' };
  const tries = [
    await product.api('PATCH', `/api/v1/conversations/${id}`, { teamId: 'nowhere' }),
    await product.api('POST', '/api/v1/inbox/macros', { name: 'Away', actions: [action] }),
    await product.api('POST', '/api/v1/inbox/bulk', { action, audience: { conversationIds: [id] } }),
    await product.api('POST', '/api/v1/inbox/views', { name: 'Theirs', rule: { not: { team: ['nowhere'] } } }),
    await product.api('PUT', '/api/v1/inbox/settings', {
      hours: { teams: [{ teamId: 'nowhere', calendarId: 'none' }] },
    }),
  ];
  expect(tries.map(({ status, body }) => [status, body.error?.code])).toEqual(tries.map(() => [400, 'invalid_input']));
  for (const { body } of tries.slice(0, 4)) expect(body.error.message).toMatch(/is nowhere; there is no such team/);
  await conversationOf(friend, { teamId: null });
});

test('a team is deleted once nothing speaks of it; then its conversations wait in the queue of the channel, also later ones', async () => {
  const [team, other] = [await aTeam('Leaving'), await aTeam('Staying')];
  const name = 'To the leaving';
  const rule = { name, when: { conversation: { team: [team] } }, actions: { teamId: team } };
  const { body: macro } = await product.api('POST', '/api/v1/inbox/macros', {
    name,
    actions: [{ kind: 'team', teamId: team }],
  });
  await product.api('PUT', '/api/v1/inbox/routing', { rules: [rule] });
  const overflow = { teamId: team, afterMinutes: 5 };
  await product.api('PUT', `/api/v1/teams/${other}/assignment`, { mode: 'roundRobin', overflow });
  const refused = await product.api('DELETE', `/api/v1/teams/${team}`);
  expect(refused).toMatchObject({ status: 409, body: { error: { code: 'conflict' } } });
  expect(refused.body.error.details).toEqual([
    { kind: 'macro', id: macro.id, name },
    { kind: 'routingRule', id: name, name },
    { kind: 'assignmentPolicy', id: `team/${other}`, name: 'Staying' },
  ]);

  await product.api('DELETE', `/api/v1/inbox/macros/${macro.id}`);
  await product.api('PUT', '/api/v1/inbox/routing', { rules: [] });
  await product.api('PUT', `/api/v1/teams/${other}/assignment`, { mode: 'roundRobin' });
  await product.api('PUT', `/api/v1/teams/${team}/assignment`, { mode: 'roundRobin' });
  const [friend, late] = [await aFriend(product), await aFriend(product)];
  for (const one of [friend, late]) {
    await say(product, one, 'Whose am I?');
    const { _id } = await conversationOf(one, { state: 'open' });
    await product.api('PATCH', `/api/v1/conversations/${_id}`, { teamId: team });
  }
  const { _id: lateId } = await conversationOf(late, { teamId: team });
  await product.api('POST', `/api/v1/conversations/${lateId}/resolve`, {});
  expect((await product.api('DELETE', `/api/v1/teams/${team}`)).status).toBe(204);

  const { _id: id } = await conversationOf(friend, { teamId: null, state: 'open' });
  await leaveDeletedTeam(product.app.ctx, CHANNEL_ID, { teamId: team, name: 'Leaving' });
  const entries = await EntryModel.find({ conversationId: id, name: 'edited' }).sort({ at: -1, _id: -1 }).lean();
  expect(entries.map(({ data }) => data['reason'])).toEqual(['team Leaving was deleted', undefined]);
  await eventually(async () => {
    expect(await AssignmentModel.findById(id).lean()).toMatchObject({ queue: queueOfChannel(CHANNEL_ID) });
    expect(await PolicyModel.findById(`team/${team}`).lean()).toBeNull();
  });
  await conversationOf(late, { state: 'resolved', teamId: team });
  await product.api('POST', `/api/v1/conversations/${lateId}/reopen`, {});
  await conversationOf(late, { state: 'open', teamId: null });
});

test('of a process that died when it had announced that a team goes, the rest is done', async () => {
  const team = await aTeam('Half gone');
  const friend = await aFriend(product);
  await say(product, friend, 'Is anybody there?');
  const { _id: id } = await conversationOf(friend, { state: 'open' });
  await product.api('PATCH', `/api/v1/conversations/${id}`, { teamId: team });
  const said = teamDeleted.of({ teamId: team, name: 'Half gone' }, new Date());
  await product.app.ctx.publish([{ ...said, id: `team/${team}:deleted`, channelId: CHANNEL_ID, friendId: null }]);
  await conversationOf(friend, { teamId: null });
  expect(await TeamModel.findById(team).lean()).toBeNull();
});

/** A conversation that staff have answered and whose friend spoke last. */
async function answered(friend: FriendDocument): Promise<string> {
  await say(product, friend, 'It does not charge');
  const { _id: id } = await conversationOf(friend, { state: 'open' });
  const content = { text: 'Please pull the plug once' };
  await product.api('POST', `/api/v1/conversations/${id}/messages`, { id: 'a1', content });
  await say(product, friend, 'Now it does');
  await conversationOf(friend, { waitingSince: expect.any(Date) });
  return id;
}

test('a resolved conversation is asked about, and a low score opens it again, once', async () => {
  const friend = await aFriend(product);
  const id = await answered(friend);
  await product.api('POST', `/api/v1/conversations/${id}/resolve`, {});
  await eventually(async () =>
    expect(await SurveyResponseModel.findOne({ friendId: friend._id }).lean()).toMatchObject({ state: 'asked' }),
  );
  // What the friend said last is seconds old, so the question costs nothing.
  await eventually(async () =>
    expect(await DeliveryModel.find({ friendId: friend._id, 'sender.kind': 'survey' }).lean()).toMatchObject([
      { state: 'accepted', method: 'reply', isUnasked: true },
    ]),
  );
  await eventually(async () =>
    product.control.tapQuickReply({ channelId: CHANNEL_ID, userId: friend.lineUserId, index: 1 }),
  );
  const reopened = await conversationOf(friend, { _id: id, state: 'open' });
  expect(reopened).toMatchObject({ lastMessage: { from: 'friend', text: 'After support: 2' }, heldSince: null });
  const { body } = await product.api('GET', `/api/v1/notices?open=true`);
  expect(body.notices).toMatchObject([{ kind: 'survey.lowScore', friendId: friend._id, data: { score: 2 } }]);
});

test('of two friends who are merged nothing was resolved, so nobody is asked how it was', async () => {
  const [kept, absorbed] = [await aFriend(product), await aFriend(product)];
  for (const friend of [kept, absorbed]) {
    await say(product, friend, 'It does not charge');
    await conversationOf(friend, { state: 'open' });
  }
  const { _id: id } = await conversationOf(absorbed);
  const merged = await product.api('POST', '/api/v1/friends/merges', { keepId: kept._id, absorbId: absorbed._id });
  expect(merged.status).toBeLessThan(300);
  await eventually(async () => expect((await ConversationModel.findById(id).lean())?.state).toBe('resolved'));
  await allHeard({ friendId: kept._id });
  await allHeard({ friendId: absorbed._id });
  const asked = { friendId: { $in: [kept._id, absorbed._id] } };
  expect(await SurveyResponseModel.countDocuments(asked)).toBe(0);
});

test('nobody is asked how it was when nobody of the staff answered, and the survey says so', async () => {
  const friend = await aFriend(product);
  await say(product, friend, 'Never mind');
  const { _id: id } = await conversationOf(friend, { state: 'open' });
  await product.api('POST', `/api/v1/conversations/${id}/resolve`, {});
  await eventually(async () =>
    expect(await SurveyResponseModel.findOne({ friendId: friend._id }).lean()).toMatchObject({
      state: 'skipped',
      reason: 'unanswered',
    }),
  );
  await allHeard({ friendId: friend._id });
  expect(await DeliveryModel.countDocuments({ friendId: friend._id, 'sender.kind': 'survey' })).toBe(0);
});

test('a bulk resolving that is undone asks nobody who was not asked yet', async () => {
  const friend = await aFriend(product);
  await product.api('POST', '/api/v1/questionnaires', {
    questionnaire: aQuestionnaire({
      triggers: [{ kind: 'activity', activityKind: 'conversation.resolved' }],
      delaySeconds: 3600,
    }),
  });
  const id = await answered(friend);
  const bulk = { action: { kind: 'resolve' }, audience: { conversationIds: [id] } };
  const { body: operation } = await product.api('POST', '/api/v1/inbox/bulk', bulk);
  const later = () => SurveyResponseModel.findOne({ friendId: friend._id, version: 1 }).lean();
  await eventually(async () => expect(await later()).toMatchObject({ state: 'scheduled' }));
  await eventually(async () =>
    expect((await product.api('GET', `/api/v1/operations/${operation.id}`)).body.state).toBe('done'),
  );
  await product.api('POST', `/api/v1/operations/${operation.id}/undo`);
  await eventually(async () => expect(await later()).toMatchObject({ state: 'skipped', reason: 'takenBack' }));
  await conversationOf(friend, { state: 'open' });
  const kinds = async () => (await FactModel.find({ conversationId: id }).lean()).map(({ kind }) => kind);
  await eventually(async () => expect(await kinds()).toContain('undone'));
  expect(await kinds()).not.toContain('reopened');
});

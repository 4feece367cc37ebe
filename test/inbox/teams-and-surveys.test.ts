import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SurveyResponseModel } from '../../src/surveys/survey.model.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { aFriend } from '../support/factories.js';
import { aPerson } from '../support/staff.js';
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

test('a resolved conversation is asked about, and a low score opens it again, once', async () => {
  const friend = await aFriend(product);
  await say(product, friend, 'It does not charge');
  const { _id: id } = await conversationOf(friend, { state: 'open' });
  await product.api('POST', `/api/v1/conversations/${id}/resolve`, {});
  await eventually(async () =>
    expect(await SurveyResponseModel.findOne({ friendId: friend._id }).lean()).toMatchObject({ state: 'asked' }),
  );
  await eventually(async () =>
    product.control.tapQuickReply({ channelId: CHANNEL_ID, userId: friend.lineUserId, index: 1 }),
  );
  const reopened = await conversationOf(friend, { _id: id, state: 'open' });
  expect(reopened).toMatchObject({ lastMessage: { from: 'friend', text: 'After support: 2' }, heldSince: null });
  const { body } = await product.api('GET', `/api/v1/notices?open=true`);
  expect(body.notices).toMatchObject([{ kind: 'survey.lowScore', friendId: friend._id, data: { score: 2 } }]);
});

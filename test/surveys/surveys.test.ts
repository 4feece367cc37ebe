import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SurveyResponseModel } from '../../src/surveys/survey.model.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { aFriend, seenBy } from '../support/factories.js';

let product: TestApp;
let surveyId: string;
beforeAll(async () => {
  product = await buildApp();
  const { body } = await product.api('POST', '/api/v1/surveys', {
    name: 'After service',
    trigger: { activityKind: 'service.visited' },
    delaySeconds: 0,
    templates: { ask: 'service-survey', thanks: 'survey-thanks', sorry: 'survey-sorry' },
  });
  surveyId = body.id;
});
afterAll(() => product.close());

const visit = (friendId: string, externalId: string) =>
  product.api('POST', `/api/v1/friends/${friendId}/activities`, { kind: 'service.visited', externalId });
const asked = (userId: string, times: number) =>
  eventually(async () =>
    expect((await seenBy(product, userId)).filter(({ method }) => method === 'push')).toHaveLength(times),
  );
const results = async () => (await product.api('GET', `/api/v1/surveys/${surveyId}/results`)).body;

test('a visit is asked about once, however often it is reported; the first answer counts', async () => {
  const friend = await aFriend(product);
  await Promise.all([visit(friend._id, 'v1'), visit(friend._id, 'v1'), visit(friend._id, 'v1')]);
  await asked(friend.lineUserId, 1);
  await product.control.tapQuickReply({ channelId: CHANNEL_ID, userId: friend.lineUserId, index: 4 });
  await eventually(async () => expect(await results()).toMatchObject({ answered: 1, scores: { 5: 1 }, csat: 1 }));
  const { _id: responseId } = (await SurveyResponseModel.findOne({ friendId: friend._id }).lean()) ?? { _id: '' };
  await product.control.postback({
    channelId: CHANNEL_ID,
    userId: friend.lineUserId,
    data: `survey=${responseId}&score=1`,
  });
  await visit(friend._id, 'v2');
  await asked(friend.lineUserId, 2);
  expect(await results()).toMatchObject({ scores: { 5: 1 } });
});

test('a low score raises one notice, which staff can mark as done', async () => {
  const friend = await aFriend(product);
  await visit(friend._id, 'v1');
  await asked(friend.lineUserId, 1);
  await product.control.tapQuickReply({ channelId: CHANNEL_ID, userId: friend.lineUserId, index: 0 });
  const notice = await eventually(async () => {
    const { body } = await product.api('GET', '/api/v1/notices?open=true');
    expect(body.notices).toMatchObject([{ kind: 'survey.lowScore', friendId: friend._id, data: { score: 1 } }]);
    return body.notices[0];
  });
  expect((await product.api('POST', '/api/v1/notices/done', { id: notice.id })).status).toBe(200);
  expect((await product.api('GET', '/api/v1/notices?open=true')).body.notices).toEqual([]);
});

test("somebody else's question cannot be answered", async () => {
  const friend = await aFriend(product);
  const stranger = await aFriend(product);
  await visit(friend._id, 'v1');
  await asked(friend.lineUserId, 1);
  const { _id: responseId } = (await SurveyResponseModel.findOne({ friendId: friend._id }).lean()) ?? { _id: '' };
  await product.control.postback({
    channelId: CHANNEL_ID,
    userId: stranger.lineUserId,
    data: `survey=${responseId}&score=1`,
  });
  await product.control.sendText({ channelId: CHANNEL_ID, userId: stranger.lineUserId, text: 'done?' });
  await eventually(async () => {
    const { body } = await product.api('GET', `/api/v1/friends/${stranger._id}/activities`);
    expect(
      body.activities.some(({ content }: { content: { text?: string } | null }) => content?.text === 'done?'),
    ).toBe(true);
  });
  expect(await SurveyResponseModel.findById(responseId).lean()).toMatchObject({ state: 'asked', score: null });
});

test('a survey whose wake-up was lost is asked by the sweep', async () => {
  const friend = await aFriend(product);
  await product.api('POST', `/api/v1/friends/${friend._id}/activities`, {
    kind: 'service.visited',
    externalId: 'future',
    occurredAt: new Date(Date.now() + 3600_000),
  });
  await eventually(async () =>
    expect(await SurveyResponseModel.countDocuments({ friendId: friend._id, state: 'scheduled' })).toBe(1),
  );
  await product.redis.flushdb();
  await SurveyResponseModel.updateOne({ friendId: friend._id }, { $set: { askAt: new Date(Date.now() - 60_000) } });
  await product.app.sweep();
  await asked(friend.lineUserId, 1);
});

test('a survey with a template that does not exist is refused', async () => {
  const answer = await product.api('POST', '/api/v1/surveys', {
    name: 'x',
    trigger: { activityKind: 'a.b' },
    delaySeconds: 0,
    templates: { ask: 'nope', thanks: 'survey-thanks', sorry: 'survey-sorry' },
  });
  expect(answer).toMatchObject({ status: 400, body: { error: { message: expect.stringContaining('nope') } } });
});

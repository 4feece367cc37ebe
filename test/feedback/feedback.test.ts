import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DeliveryModel } from '../../src/deliveries/delivery.model.js';
import type { Friend } from '../../src/friends/index.js';
import { findOpenComplaints } from '../../src/notices/index.js';
import { followOpinion } from '../../src/feedback/follow-opinion.js';
import { moveFeedback } from '../../src/feedback/move-feedback.js';
import { SurveyResponseModel } from '../../src/surveys/survey.model.js';
import { storeFriend } from '../friends/store-friend.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { aPerson } from '../support/staff.js';
import { aQuestionnaire } from '../surveys/a-questionnaire.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp({ roles: ['server'] });
});
afterAll(() => product.close());

const call = async (method: string, path: string, body?: object) => {
  const answer = await product.api(method, `/api/v1${path}`, body);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
};
const opened = async (friend: Friend, details: object = {}) =>
  call('POST', '/feedback', { friendId: friend._id, text: 'The brake squeaks.', ...details });
const isHeld = async ({ _id }: Friend) => (await findOpenComplaints([_id])).has(_id);
const told = ({ _id }: Friend) => DeliveryModel.find({ friendId: _id, 'sender.kind': 'feedback' }).lean();

test('holds promotions back until it is closed, and again when it is opened again', async () => {
  const friend = await storeFriend();
  const { id } = await opened(friend);
  expect(await isHeld(friend)).toBe(true);
  await call('POST', `/feedback/${id}/move`, { to: 'inProgress' });
  expect(await isHeld(friend)).toBe(true);
  await call('POST', `/feedback/${id}/move`, { to: 'dismissed', note: 'As designed' });
  expect(await isHeld(friend)).toBe(false);
  await call('POST', `/feedback/${id}/move`, { to: 'open' });
  expect(await isHeld(friend)).toBe(true);
  const { moves } = await call('POST', `/feedback/${id}/move`, { to: 'fixed' });
  expect(await isHeld(friend)).toBe(false);
  expect(moves.map(({ from, to }: Record<string, string>) => `${from} ${to}`)).toEqual([
    'open inProgress',
    'inProgress dismissed',
    'dismissed open',
    'open fixed',
  ]);
});

/** As the worker would end the telling. */
const settle = (deliveryId: string, set: object) => DeliveryModel.updateOne({ _id: deliveryId }, { $set: set });

test('the friend is told once when it is fixed, however often that is said, and other words are refused', async () => {
  const friend = await storeFriend();
  const { id } = await opened(friend);
  const fix = () => moveFeedback(product.app.ctx, id, { to: 'fixed', message: 'We changed the brakes.' });
  await fix();
  await fix();
  expect(await told(friend)).toMatchObject([
    { transactional: true, content: { messages: [{ text: 'We changed the brakes.' }] } },
  ]);
  expect(await call('GET', `/feedback/${id}`)).toMatchObject({ toldAt: null, telling: { state: 'planned' } });
  const settledAt = new Date('2026-03-02T00:00:00Z');
  await settle(`feedback:${id}:1`, { state: 'accepted', settledAt });
  await fix();
  expect(await call('GET', `/feedback/${id}`)).toMatchObject({
    state: 'fixed',
    toldAt: settledAt.toISOString(),
    telling: { state: 'accepted' },
  });
  const other = await product.api('POST', `/api/v1/feedback/${id}/move`, { to: 'fixed', message: 'And the wheels.' });
  expect(other).toMatchObject({ status: 409, body: { error: { message: expect.stringContaining('told already') } } });
});

test('what did not reach the friend does not count as told, and is told again', async () => {
  const friend = await storeFriend();
  const { id } = await opened(friend);
  const fix = (message: string) => call('POST', `/feedback/${id}/move`, { to: 'fixed', message });
  for (const [reason, place] of Object.entries({ blocked: '1', monthlyLimit: '1:2' })) {
    const { telling } = await fix(`Not told: ${reason}.`);
    expect(telling).toMatchObject({ deliveryId: `feedback:${id}:${place}`, state: 'planned' });
    await settle(telling.deliveryId, { state: 'skipped', reason, settledAt: new Date() });
    expect(await call('GET', `/feedback/${id}`)).toMatchObject({ toldAt: null, telling: { state: 'skipped', reason } });
  }
  expect((await fix('At last.')).telling).toMatchObject({ deliveryId: `feedback:${id}:1:3`, state: 'planned' });
});

const questionnaire = aQuestionnaire({ lowScoreMax: 6 });
/** An asking of a friend, as far as it was answered. */
async function anAsking(friend: Friend, score: number, comment?: string) {
  const { id: surveyId } = await call('POST', '/questionnaires', { questionnaire });
  const _id = `asking-of-${friend._id}`.slice(0, 40);
  const answers = [
    { question: 'nps', value: score, at: new Date(), eventId: 'e1' },
    { question: 'why', value: ['wait'], at: new Date(), eventId: 'e2' },
    ...(comment === undefined ? [] : [{ question: 'comment', value: comment, at: new Date(), eventId: 'e3' }]),
  ];
  const asking = { channelId: CHANNEL_ID, surveyId, version: 1, friendId: friend._id, score, answers };
  await SurveyResponseModel.updateOne({ _id }, { $set: { ...asking, state: 'answered' } }, { upsert: true });
  return _id;
}

test('a low score opens feedback with the friend’s own words, once; it goes with the score that they change', async () => {
  const friend = await storeFriend();
  const follow = async (responseId: string) => {
    await followOpinion(product.app.ctx, responseId);
    await followOpinion(product.app.ctx, responseId);
    return call('GET', `/feedback/survey:${responseId}`);
  };
  const asking = await anAsking(friend, 2);
  expect(await follow(asking)).toMatchObject({ text: 'After service', score: 2, scoreBefore: null, state: 'open' });
  await anAsking(friend, 2, 'It took three days.');
  expect(await follow(asking)).toMatchObject({ text: 'It took three days.', source: { kind: 'survey', id: asking } });
  expect(await isHeld(friend)).toBe(true);
  await anAsking(friend, 9, 'It took three days.');
  expect(await follow(asking)).toMatchObject({
    score: 9,
    scoreBefore: 2,
    state: 'dismissed',
    moves: [{ to: 'dismissed', note: 'The friend changed the score from 2 to 9.' }],
  });
  expect(await isHeld(friend)).toBe(false);
  await anAsking(friend, 3);
  expect(await follow(asking)).toMatchObject({ score: 3, state: 'open' });
  expect(await isHeld(friend)).toBe(true);
  await call('POST', `/feedback/survey:${asking}/move`, { to: 'fixed' });
  expect(await isHeld(friend)).toBe(false);
});

test('a score that is not low opens none', async () => {
  const friend = await storeFriend();
  await followOpinion(product.app.ctx, await anAsking(friend, 9));
  expect(await isHeld(friend)).toBe(false);
});

test('who has seen the notice does not let promotions through: that is for who closes the feedback', async () => {
  const friend = await storeFriend();
  const { id } = await opened(friend);
  await call('POST', '/notices/done', { id: `feedback:${id}:0` });
  expect(await isHeld(friend)).toBe(true);
  await call('POST', `/feedback/${id}/move`, { to: 'dismissed' });
  expect(await isHeld(friend)).toBe(false);
});

test('an agent sees and moves the feedback that is theirs, and no other', async () => {
  const friend = await storeFriend();
  const agent = await aPerson(product, 'agent');
  const mine = await opened(friend, { ownerId: agent.id });
  const other = await opened(friend);
  const listed = (await agent.api('GET', '/feedback')).body.feedback;
  expect(listed.map(({ id }: { id: string }) => id)).toEqual([mine.id]);
  expect((await agent.api('POST', `/feedback/${mine.id}/move`, { to: 'inProgress' })).status).toBe(200);
  expect((await agent.api('GET', `/feedback/${other.id}`)).status).toBe(403);
  expect((await agent.api('PATCH', `/feedback/${other.id}`, { category: 'mine' })).status).toBe(403);
  expect((await agent.api('GET', '/questionnaires')).status).toBe(403);
});

test('has a category, a department, an owner and a due date, and is overdue after it', async () => {
  const friend = await storeFriend();
  const { id } = await opened(friend, { department: 'Workshop' });
  const { id: ownerId } = await aPerson(product, 'agent');
  const unknown = await product.api('PATCH', `/api/v1/feedback/${id}`, { ownerId: 'somebody' });
  expect(unknown).toMatchObject({ status: 400, body: { error: { message: expect.stringContaining('somebody') } } });
  const changed = { category: 'quality', ownerId, dueAt: '2026-01-01T00:00:00Z' };
  expect(await call('PATCH', `/feedback/${id}`, changed)).toMatchObject({
    category: 'quality',
    department: 'Workshop',
    ownerId,
    isOverdue: true,
  });
  const { feedback } = await call('GET', '/feedback?department=Workshop');
  expect(feedback).toMatchObject([{ id }]);
});

test.each([
  ['a move that the table has not', { to: 'open' }, 409, 'can become inProgress, fixed, dismissed'],
  ['a message without a fix', { to: 'dismissed', message: 'Sorry.' }, 400, 'fixed only'],
  ['an unknown state', { to: 'gone' }, 400, 'to'],
])('%s is refused', async (_what, body, status, said) => {
  const friend = await storeFriend();
  const { id } = await opened(friend);
  if (status === 409) await call('POST', `/feedback/${id}/move`, { to: 'fixed' });
  const wanted = status === 409 ? { to: 'inProgress' } : body;
  const allowed = status === 409 ? 'can become open' : said;
  expect(await product.api('POST', `/api/v1/feedback/${id}/move`, wanted)).toMatchObject({
    status,
    body: { error: { message: expect.stringContaining(allowed) } },
  });
});

test('of two who move it at once from the same state, one is told so', async () => {
  const friend = await storeFriend();
  const { id } = await opened(friend);
  const move = (to: string) => product.api('POST', `/api/v1/feedback/${id}/move`, { to });
  const statuses = (await Promise.all([move('fixed'), move('dismissed')])).map(({ status }) => status);
  expect(statuses.toSorted((one, other) => one - other)).toEqual([200, 409]);
});

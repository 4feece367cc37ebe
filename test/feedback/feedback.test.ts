import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DeliveryModel } from '../../src/deliveries/delivery.model.js';
import type { Friend } from '../../src/friends/index.js';
import { findOpenComplaints } from '../../src/notices/index.js';
import { listeners } from '../../src/feedback/listeners.js';
import { moveFeedback } from '../../src/feedback/move-feedback.js';
import { surveyAnswered } from '../../src/surveys/index.js';
import { storeFriend } from '../friends/store-friend.js';
import { aPerson } from '../support/staff.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';

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

test('the friend is told once when it is fixed, however often that is said', async () => {
  const friend = await storeFriend();
  const { id } = await opened(friend);
  const fix = () => moveFeedback(product.app.ctx, id, { to: 'fixed', message: 'We changed the brakes.' });
  await fix();
  await fix();
  expect(await told(friend)).toMatchObject([{ content: { messages: [{ text: 'We changed the brakes.' }] } }]);
  expect(await call('GET', `/feedback/${id}`)).toMatchObject({ state: 'fixed', toldAt: expect.any(String) });
});

test('a low score opens feedback once; closing it closes the notice of the score too', async () => {
  const friend = await storeFriend();
  const payload = {
    surveyId: 's',
    surveyName: 'After service',
    responseId: 'r1',
    score: 2,
    isLow: true,
    isChanged: false,
  };
  const event = { ...surveyAnswered.of(payload, new Date()), id: 'e1', channelId: CHANNEL_ID, friendId: friend._id };
  await listeners[0]?.run(product.app.ctx, event);
  await listeners[0]?.run(product.app.ctx, event);
  const { feedback } = await call('GET', '/feedback?state=open');
  const mine = feedback.filter((one: { friendId: string }) => one.friendId === friend._id);
  expect(mine).toMatchObject([{ source: { kind: 'survey', id: 'r1' }, score: 2, text: 'After service' }]);
  await call('POST', `/feedback/${mine[0].id}/move`, { to: 'fixed' });
  expect(await isHeld(friend)).toBe(false);
});

test('an answer that is changed is followed while nobody has taken the feedback up', async () => {
  const friend = await storeFriend();
  const answers = async (score: number) => {
    const payload = { surveyId: 's', surveyName: 'x', responseId: 'r3', score, isLow: score < 3, isChanged: true };
    const event = { ...surveyAnswered.of(payload, new Date()), id: `e3/${score}`, channelId: CHANNEL_ID };
    await listeners[0]?.run(product.app.ctx, { ...event, friendId: friend._id });
    return call('GET', '/feedback/survey:r3');
  };
  expect(await answers(2)).toMatchObject({ state: 'open', score: 2 });
  expect(await answers(5)).toMatchObject({ state: 'dismissed' });
  expect(await isHeld(friend)).toBe(false);
  expect(await answers(1)).toMatchObject({ state: 'open', score: 1 });
  expect(await isHeld(friend)).toBe(true);
  await call('POST', '/feedback/survey:r3/move', { to: 'inProgress' });
  expect(await answers(5)).toMatchObject({ state: 'inProgress' });
});

test('a score that is not low opens none', async () => {
  const friend = await storeFriend();
  const payload = { surveyId: 's', surveyName: 'x', responseId: 'r2', score: 9, isLow: false, isChanged: false };
  const event = { ...surveyAnswered.of(payload, new Date()), id: 'e2', channelId: CHANNEL_ID, friendId: friend._id };
  await listeners[0]?.run(product.app.ctx, event);
  expect(await isHeld(friend)).toBe(false);
});

test('has a category, a department, an owner and a due date, and is overdue after it', async () => {
  const friend = await storeFriend();
  const { id } = await opened(friend, { department: 'Workshop' });
  const [owner, agent] = [await aPerson(product, 'supervisor'), await aPerson(product, 'agent')];
  for (const ownerId of ['nobody', agent.id])
    expect(await product.api('PATCH', `/api/v1/feedback/${id}`, { ownerId })).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining(ownerId) } },
    });
  const changed = { category: 'quality', ownerId: owner.id, dueAt: '2026-01-01T00:00:00Z' };
  expect(await call('PATCH', `/feedback/${id}`, changed)).toMatchObject({
    category: 'quality',
    department: 'Workshop',
    ownerId: owner.id,
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

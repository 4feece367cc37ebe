import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildApp, type TestApp } from '../support/build-app.js';
import { aCalendar, daily, frames } from './a-calendar.js';
import { aPolicy } from './a-policy.js';

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
const stored = (changes = {}) => call('POST', '/calendars', { calendar: aCalendar(changes) });
const moment = (id: string, at: string) => call('GET', `/calendars/${id}/moment?at=${encodeURIComponent(at)}`);

test('a new version is in force at once; the ones before it are kept', async () => {
  const { id, version } = await stored();
  expect(version).toBe(1);
  expect(await moment(id, '2026-03-07T10:00:00+08:00')).toMatchObject({
    isOpen: false,
    nextOpeningAt: '2026-03-09T01:00:00.000Z',
    decidedBy: 'week',
  });
  const calendar = aCalendar({ openDays: [{ day: '2026-03-07', frames: frames('10:00-12:00'), name: 'Fair' }] });
  expect(await call('PUT', `/calendars/${id}`, { version: 1, calendar })).toMatchObject({ version: 2 });
  expect(await moment(id, '2026-03-07T10:00:00+08:00')).toMatchObject({
    isOpen: true,
    nextClosingAt: '2026-03-07T04:00:00.000Z',
    frames: [{ from: '10:00', to: '12:00' }],
    decidedBy: 'openDay',
  });
  const { versions } = await call('GET', `/calendars/${id}/versions`);
  expect(versions.map((one: { version: number }) => one.version)).toEqual([2, 1]);
  const { calendars } = await call('GET', '/calendars');
  expect(calendars.filter((one: { id: string }) => one.id === id)).toMatchObject([{ version: 2 }]);
});

test('of two who edited the same version, one is told who was first', async () => {
  const { id } = await stored();
  const save = () => product.api('PUT', `/api/v1/calendars/${id}`, { version: 1, calendar: aCalendar() });
  const answers = await Promise.all([save(), save(), save()]);
  expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 409, 409]);
  expect(await call('GET', `/calendars/${id}`)).toMatchObject({ version: 2 });
});

test('a holiday says whose it is, and how far holidays are known', async () => {
  const { id } = await stored({ holidays: [{ country: 'TW' }, { country: 'JP' }] });
  expect(await moment(id, '2026-02-17T10:00:00+08:00')).toMatchObject({
    isOpen: false,
    decidedBy: 'holiday',
    country: 'TW',
    nextOpeningAt: '2026-02-24T01:00:00.000Z',
    holidaysCompleteUntil: 2026,
  });
  expect(await call('GET', '/holidays/JP')).toMatchObject({ country: 'JP', authority: expect.any(String) });
});

test('a calendar that is never open is refused, and a moment of no known year', async () => {
  const calendar = { ...aCalendar(), week: daily() };
  expect(await product.api('POST', '/api/v1/calendars', { calendar })).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringContaining('open for 0 minutes') } },
  });
  const { id } = await stored();
  expect(await product.api('GET', `/api/v1/calendars/${id}/moment?at=2300-01-01T00:00:00Z`)).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringContaining('2199') } },
  });
});

test('a policy says when a conversation is due, by the version that is asked for', async () => {
  const { id: calendarId } = await stored();
  const { id } = await call('POST', '/service-policies', { policy: aPolicy({ calendarId }) });
  const slower = aPolicy({ calendarId });
  slower.limits.normal.firstResponse = { minutes: 240, time: 'business' };
  await call('PUT', `/service-policies/${id}`, { version: 1, policy: slower });
  const history = [
    { kind: 'started', at: '2026-03-06T17:30:00+08:00', priority: 'normal' },
    { kind: 'inbound', at: '2026-03-06T17:30:00+08:00' },
  ];
  const preview = { history, at: '2026-03-06T17:30:00+08:00' };
  const first = await call('POST', `/service-policies/${id}/preview`, { ...preview, version: 1 });
  expect(first).toMatchObject({ dueAt: '2026-03-09T01:18:00.000Z', measured: [{ policyVersion: 1 }, {}] });
  const newest = await call('POST', `/service-policies/${id}/preview`, preview);
  expect(newest).toMatchObject({ dueAt: '2026-03-09T03:42:00.000Z', measured: [{ policyVersion: 2 }, {}] });
});

test.each([
  ['a calendar that the channel has not', { calendarId: '01ARZ3NDEKTSV4RRFFQ69G5FAV' }, '01ARZ3NDEKTSV4RRFFQ69G5FAV'],
  ['open time without a calendar', { calendarId: null }, 'needs a calendarId'],
])('a policy with %s is refused', async (_what, changes, said) => {
  const policy = { ...aPolicy(), ...changes };
  expect(await product.api('POST', '/api/v1/service-policies', { policy })).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringContaining(said) } },
  });
});

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../../src/infra/ids.js';
import { makeDay } from '../../src/reports/make-day.js';
import { OpenPieceModel } from '../../src/reports/open-piece.model.js';
import { readOpen } from '../../src/reports/open-pieces.js';
import { ReportDayModel, reportDayId } from '../../src/reports/report-day.model.js';
import { FactModel } from '../../src/service/fact.model.js';
import { SurveyResponseModel } from '../../src/surveys/survey.model.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { aFriend } from '../support/factories.js';
import { aPerson } from '../support/staff.js';
import { addDays, localDayOf } from '../../src/shared/local-day.js';
import { conversationOf, say } from '../inbox/an-inbox.js';
import { facts as factsOf2025, NOW, PERIOD as PERIOD_OF_2025, RATINGS } from './thirty-conversations.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Whole weeks since then, so that few days lie between the thirty conversations and today. */
const SINCE = Math.floor((Date.now() - NOW.getTime()) / (7 * DAY)) * 7 - 7;
const later = (at: Date) => new Date(at.getTime() + SINCE * DAY);
const facts = () => factsOf2025().map((fact) => ({ ...fact, at: later(fact.at) }));
const PERIOD = { from: addDays(PERIOD_OF_2025.from, SINCE), until: addDays(PERIOD_OF_2025.until, SINCE) };

let product: TestApp;
let surveyId: string;
beforeAll(async () => {
  product = await buildApp();
  const survey = {
    name: 'After support',
    trigger: { activityKind: 'conversation.resolved' },
    delaySeconds: 0,
    templates: { ask: 'service-survey', thanks: 'survey-thanks', sorry: 'survey-sorry' },
  };
  surveyId = (await product.api('POST', '/api/v1/surveys', survey)).body.id;
  await FactModel.insertMany(facts().map((fact) => ({ ...fact, channelId: CHANNEL_ID })));
  await SurveyResponseModel.insertMany(Object.entries(RATINGS).map(([id, score]) => aRating(id, score)));
});
afterAll(() => product.close());

/** An asking as the end of a conversation triggers it. */
function aRating(conversationId: string, score: number | null) {
  const end = facts().find((fact) => fact.conversationId === conversationId && fact.kind === 'resolved');
  const friendId = `friend-${conversationId}`;
  return {
    _id: newId(),
    channelId: CHANNEL_ID,
    surveyId,
    version: null,
    friendId,
    cause: `${friendId}/${friendId}:conversation/${conversationId}:${end?.rev}`,
    state: score === null ? 'expired' : 'answered',
    askAt: end?.at,
    rev: 1,
    score,
    createdAt: end?.at,
  };
}

const query = (given: Record<string, string>) => new URLSearchParams({ ...PERIOD, ...given }).toString();
const report = async (given: Record<string, string> = {}) => {
  const { status, body } = await product.api('GET', `/api/v1/reports/inbox?${query(given)}`);
  expect(status).toBe(200);
  return body;
};
/** The report once all its days are made. */
const whole = (given: Record<string, string> = {}) =>
  eventually(async () => {
    const body = await report(given);
    expect(body.pending).toEqual([]);
    return body;
  });

test('what is over is made by a job, day by day, and a report says which days it still lacks', async () => {
  const { total } = await whole();
  expect(total).toMatchObject({
    conversations: 30,
    resolved: 32,
    firstResponse: { count: 28, clock: { medianMs: 16.5 * MINUTE, p90Ms: 90 * MINUTE } },
    serviceLevel: { firstResponse: { kept: 24, breached: 4 } },
    csat: { asked: 4, answered: 3, responseRate: 0.75 },
  });
  // On Friday at 10:05: 04, 05, 10, 13, 14, and 03.
  expect(total.load.highest).toBe(6);
  const kept = await ReportDayModel.find({ channelId: CHANNEL_ID, isFinal: true }, { day: 1 }).sort({ day: 1 }).lean();
  expect(kept.slice(0, 5).map(({ day }) => day)).toEqual([
    ...[0, 1, 2, 3, 4].map((days) => addDays(PERIOD.from, days)),
  ]);
});

test('each number opens its list, page by page, and a file of it', async () => {
  await whole();
  const list = (given: Record<string, string>) =>
    product.api('GET', `/api/v1/reports/inbox/conversations?${query(given)}`);
  const first = (await list({ figure: 'reopened', limit: '1' })).body;
  const second = (await list({ figure: 'reopened', limit: '1', after: first.next })).body;
  const ids = [first, second].flatMap(({ conversations }) =>
    conversations.map(({ conversationId }: { conversationId: string }) => conversationId),
  );
  expect(ids).toEqual(['18', '17']);
  expect(second.next).toBeNull();
  expect((await list({ figure: 'loudness' })).status).toBe(400);

  const { body: file } = await product.api('GET', `/api/v1/reports/inbox/conversations.csv?${query({})}`);
  expect(String(file).trim().split('\r\n')).toHaveLength(31);
  const { body: byAgent } = await product.api('GET', `/api/v1/reports/inbox.csv?${query({ by: 'agent' })}`);
  expect(String(byAgent).trim().split('\r\n')).toHaveLength(1 + 5 + 1);
});

test('the period before stands beside one, and a period that ends before it begins is refused', async () => {
  const { previous } = await whole({ compare: 'previous' });
  expect(previous).toMatchObject({
    from: addDays(PERIOD.from, -5),
    until: addDays(PERIOD.from, -1),
    total: { conversations: 0 },
  });
  const { status, body } = await product.api('GET', '/api/v1/reports/inbox?from=2025-01-02&until=2025-01-01');
  expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining('must not be before from')]);
});

test('what happens now is in the report of today, also what a friend says of it later', async () => {
  const agent = await aPerson(product, 'agent', {});
  const friend = await aFriend(product);
  await say(product, friend, 'The lamp is broken');
  const { _id: id } = await conversationOf(friend, { state: 'open' });
  await agent.api('POST', `/conversations/${id}/messages`, { id: 'one', content: { text: 'We send a new one' } });
  await agent.api('POST', `/conversations/${id}/resolve`, {});
  const { body: channel } = await product.api('GET', `/api/v1/channels/${CHANNEL_ID}`);
  const day = localDayOf(new Date(), channel.timeZone);
  const ofAgent = (csat: object) =>
    eventually(async () => {
      const { rows } = await report({ from: day, until: day, by: 'agent' });
      expect(rows.find(({ key }: { key: string }) => key === agent.id)).toMatchObject({
        answers: 1,
        resolved: 1,
        firstResponse: { count: 1 },
        csat,
      });
    });
  await ofAgent({ asked: 1, answered: 0 });
  await eventually(async () =>
    product.control.tapQuickReply({ channelId: CHANNEL_ID, userId: friend.lineUserId, index: 4 }),
  );
  await ofAgent({ asked: 1, answered: 1, average: 5 });
});

test('who was removed is still called by name and can be asked for; whom there never was is refused by name', async () => {
  const { body: team } = await product.api('POST', '/api/v1/teams', { name: 'Night Shift' });
  const person = await aPerson(product, 'agent', {});
  const { name } = (await product.api('GET', `/api/v1/staff/${person.id}`)).body;
  const [fact] = facts();
  if (!fact) throw new Error('There are no facts.');
  const had = { kind: 'opened' as const, measured: null, assigneeId: person.id, teamId: team.id, at: new Date() };
  await FactModel.insertMany([{ ...fact, ...had, _id: 'theirs', channelId: CHANNEL_ID, conversationId: 'THEIRS' }]);
  await product.api('DELETE', `/api/v1/staff/${person.id}`);
  await product.api('DELETE', `/api/v1/teams/${team.id}`);
  const { body: channel } = await product.api('GET', `/api/v1/channels/${CHANNEL_ID}`);
  const day = localDayOf(new Date(), channel.timeZone);
  const today = { from: day, until: day, agents: person.id, teams: `${team.id},none` };
  await eventually(async () => {
    expect((await report({ ...today, by: 'agent' })).rows).toMatchObject([{ key: person.id, name, opened: 1 }]);
    expect((await report({ ...today, by: 'team' })).rows).toMatchObject([{ key: team.id, name: 'Night Shift' }]);
  });
  for (const [asked, named] of [
    [{ agents: `${person.id},ghost-1` }, 'ghost-1'],
    [{ agents: 'apiKey/ghost-2' }, 'ghost-2'],
    [{ teams: 'none,ghost-3' }, 'ghost-3'],
  ] as const) {
    const { status, body } = await product.api('GET', `/api/v1/reports/inbox?${query(asked)}`);
    expect([status, body.error?.message]).toEqual([400, expect.stringContaining(named)]);
  }
});

test('an agent is told of their own and of their teams, whoever sees everything of all', async () => {
  await whole();
  const { body: team } = await product.api('POST', '/api/v1/teams', { name: 'East' });
  const agent = await aPerson(product, 'agent', { teamIds: [team.id] });
  const { status, body } = await agent.api('GET', `/reports/inbox?${query({ by: 'team' })}`);
  // What no team and nobody had is everybody's to take.
  expect([status, body.rows.map(({ key }: { key: string }) => key)]).toEqual([200, [null]]);
  expect(body.total).toMatchObject({ conversations: 1, load: null });
  const { body: behind } = await agent.api('GET', `/reports/inbox/conversations?${query({ figure: 'breached' })}`);
  expect(behind.conversations ?? []).toEqual([]);
  expect((await agent.api('GET', `/reports/inbox.csv?${query({})}`)).status).toBe(403);
});

test('facts that come late to a day that is over are in it when the next day is over', async () => {
  await whole();
  const late = facts().find(({ conversationId }) => conversationId === '24');
  if (!late) throw new Error('There is no conversation 24.');
  await FactModel.insertMany([{ ...late, _id: 'late', channelId: CHANNEL_ID, conversationId: 'LATE' }]);
  // The newest day, as if it were just over.
  await ReportDayModel.findOneAndDelete({ channelId: CHANNEL_ID, isFinal: true }, { sort: { day: -1 } });
  await eventually(async () => expect((await report()).total.conversations).toBe(31));
});

test('what is open at the end of a day is kept in pieces, of an earlier version too; the next day follows when it is another', async () => {
  const { ctx } = product.app;
  const ofChannel = { channelId: '1000000099', timeZone: 'Asia/Taipei' };
  const [local, next] = [
    { ...ofChannel, day: '2026-01-05' },
    { ...ofChannel, day: '2026-01-06' },
  ];
  const [dayId, nextId] = [local, next].map(({ day }) => reportDayId(ofChannel.channelId, ofChannel.timeZone, day)) as [
    string,
    string,
  ];
  const open = Array.from({ length: 20 }, (_, number) => ({
    conversationId: `OPEN${number}`,
    agentId: 'agent-1',
    teamId: null,
  }));
  const make = (still: typeof open) => makeDay(ctx, local, still, 3);
  const isNextStale = async () => (await ReportDayModel.findById(nextId).orFail().lean()).staleAt !== undefined;
  const ids = async () => (await readOpen(dayId))?.map(({ conversationId }) => conversationId).toSorted();
  const wanted = open.map(({ conversationId }) => conversationId).toSorted();

  await make(open);
  await makeDay(ctx, next, (await readOpen(dayId)) ?? [], 3);
  await Promise.all([make(open), make(open.toReversed())]);
  expect(await ids()).toEqual(wanted);
  expect(await isNextStale()).toBe(false);
  const pieces = await OpenPieceModel.find({ dayId }).lean();
  expect(Math.max(...pieces.map((piece) => piece.open.length))).toBeLessThanOrEqual(3);
  expect(pieces.map(({ _id }) => _id).toSorted()).toEqual(
    (await ReportDayModel.findById(dayId).orFail().lean()).openPieces?.toSorted(),
  );

  await ReportDayModel.updateOne({ _id: dayId }, { $set: { open }, $unset: { openPieces: '' } });
  expect(await ids()).toEqual(wanted);
  await make(open);
  expect(await ReportDayModel.findById(dayId).orFail().lean()).not.toHaveProperty('open');
  expect([await ids(), await isNextStale()]).toEqual([wanted, false]);

  await make(open.slice(1));
  expect(await ids()).toEqual(wanted.filter((id) => id !== 'OPEN0'));
  expect(await isNextStale()).toBe(true);
  expect(await OpenPieceModel.countDocuments({ dayId, open: { $elemMatch: { conversationId: 'OPEN0' } } })).toBe(0);
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import { DeliveryModel } from '../../src/deliveries/delivery.model.js';
import { FeedbackModel } from '../../src/feedback/feedback.model.js';
import { isActive } from '../../src/friends/core/friend-tag.js';
import type { Friend } from '../../src/friends/index.js';
import { findFriendDocument, getFriend } from '../../src/friends/index.js';
import { NoticeModel } from '../../src/notices/notice.model.js';
import { answerByText, answerSurvey } from '../../src/surveys/answer-survey.js';
import { askSurvey } from '../../src/surveys/ask-survey.js';
import { sweepScheduledTriggers } from '../../src/surveys/ask-many.js';
import { checkSent } from '../../src/surveys/check-sent.js';
import { SCORE_QUESTION } from '../../src/surveys/core/read-answer.js';
import { leaveSurvey } from '../../src/surveys/leave-survey.js';
import { forgetSurveys } from '../../src/surveys/load-survey.js';
import { SurveyResponseModel, SurveyTurnModel, type SurveyResponse } from '../../src/surveys/survey.model.js';
import { announced, contextAt } from '../points/a-ledger.js';
import { allHeard } from '../support/announcements.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { aFriend, seenBy } from '../support/factories.js';
import { aQuestionnaire } from './a-questionnaire.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp();
});
afterAll(() => product.close());

const call = async (method: string, path: string, body?: object) => {
  const answer = await product.api(method, `/api/v1${path}`, body);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
};
const save = async (changes: object = {}): Promise<string> =>
  (await call('POST', '/questionnaires', { questionnaire: aQuestionnaire(changes) })).id;
const ask = (id: string, ...friends: Friend[]) =>
  call('POST', `/questionnaires/${id}/ask`, { whom: { friendIds: friends.map(({ _id }) => _id) } });
const report = (id: string) => call('GET', `/questionnaires/${id}/results`);
const askingOf = async (id: string, friend: Friend): Promise<SurveyResponse> => {
  const found = await SurveyResponseModel.findOne({ surveyId: id, friendId: friend._id }).lean();
  if (!found) throw new Error('The friend is not asked.');
  return found;
};
const isAsked = (id: string, friend: Friend) =>
  eventually(async () => {
    const asking = await askingOf(id, friend);
    expect(asking.state).toBe('asked');
    return asking;
  });
const textsSeen = async ({ lineUserId }: Friend) =>
  (await seenBy(product, lineUserId)).map(({ method, message }: Record<string, unknown>) => [
    method,
    (message as { text?: string } | undefined)?.text,
  ]);
const sees = (friend: Friend, method: string, text: string) =>
  eventually(async () => expect((await textsSeen(friend)).at(-1)).toEqual([method, text]));
const tap = ({ lineUserId: userId }: Friend, index: number) =>
  product.control.tapQuickReply({ channelId: CHANNEL_ID, userId, index });
const tapLabel = ({ lineUserId: userId }: Friend, label: string) =>
  product.control.tapQuickReply({ channelId: CHANNEL_ID, userId, label });
const say = ({ lineUserId: userId }: Friend, text: string) =>
  product.control.sendText({ channelId: CHANNEL_ID, userId, text });

test('questions come one after the other by free replies, a text is the comment, and a low score is told', async () => {
  const friend = await aFriend(product);
  const id = await save();
  await ask(id, friend);
  await sees(friend, 'push', 'Would you recommend us?');
  await tap(friend, 3); // 3 of 0 to 10
  await sees(friend, 'reply', 'What was wrong?');
  const sawAgain = (times: number) =>
    eventually(async () =>
      expect((await textsSeen(friend)).filter(([, text]) => text === 'What was wrong?')).toHaveLength(times),
    );
  await tapLabel(friend, 'Price');
  await sawAgain(2);
  await tapLabel(friend, 'Waiting');
  await sawAgain(3);
  await tapLabel(friend, 'Done');
  await sees(friend, 'reply', 'Anything else?');
  await say(friend, 'It took three days.');
  await sees(friend, 'reply', 'We are sorry.');
  expect(await askingOf(id, friend)).toMatchObject({
    state: 'answered',
    score: 3,
    answers: [{ value: 3 }, { value: ['price', 'wait'] }, { question: 'comment', value: 'It took three days.' }],
  });
  expect(await NoticeModel.findOne({ friendId: friend._id, kind: 'survey.lowScore' }).lean()).toMatchObject({
    data: { surveyId: id, score: 3 },
  });
  expect((await getFriend(friend._id)).surveys).toMatchObject([{ id, score: 3, scale: { from: 0, to: 10 } }]);
  await allHeard({ friendId: friend._id });
  expect(await announced(friend, 'survey.answered')).toMatchObject([
    { surveyId: id, score: 3, isLow: true, isChanged: false },
  ]);
  expect(await report(id)).toMatchObject({
    askings: { asked: 1, answered: 1 },
    questions: [
      { key: 'nps', answers: 1, nps: { nps: -100 } },
      { key: 'why', values: { price: 1, wait: 1 } },
      { key: 'comment', answers: 1, values: {} },
    ],
  });
}, 90_000); // eight times to LINE and back, one after the other

test('the language is the friend’s where it is written', async () => {
  const friend = await aFriend(product, { language: 'ja' });
  await ask(await save(), friend);
  await sees(friend, 'push', 'おすすめしますか？');
});

describe('of one asking', () => {
  const START = new Date('2026-03-02T01:00:00Z');
  const short = {
    questions: [{ key: 'ces', type: 'score7', texts: { en: 'How easy was it?' } }],
    main: 'ces',
    lowScoreMax: 3,
  };

  async function asked(changes: object = {}) {
    const friend = await aFriend(product);
    const id = await save({ ...short, ...changes });
    await ask(id, friend);
    const { _id: responseId } = await isAsked(id, friend);
    await SurveyResponseModel.updateOne({ _id: responseId }, { $set: { expiresAt: new Date('2026-03-04T00:00:00Z') } });
    const { ctx } = contextAt(product, START);
    const answer = async (
      value: number | string,
      minute: number,
      eventId = `${responseId}/${minute}`,
      question = 'ces',
    ) => {
      const found = await findFriendDocument(friend._id);
      if (!found) throw new Error('The friend is gone.');
      const at = new Date(START.getTime() + minute * 60_000);
      const given = { responseId, question, step: { kind: 'answer' as const, value } };
      return answerSurvey(ctx, found, given, { eventId, at, reply: null });
    };
    const values = async () => (await report(id)).questions[0].values;
    return { id, friend, responseId, answer, values };
  }

  test('the same event twice, also at once, counts once and thanks once', async () => {
    const { answer, values, friend } = await asked();
    await Promise.all([answer(6, 0), answer(6, 0)]);
    await answer(6, 0);
    expect(await values()).toEqual({ 6: 1 });
    await sees(friend, 'push', 'Thank you.');
    expect((await textsSeen(friend)).filter(([, text]) => text === 'Thank you.')).toHaveLength(1);
  });

  test('a changed answer replaces in time; later it is kept apart', async () => {
    const { id, answer, values, friend } = await asked();
    await answer(6, 0);
    await answer(2, 5);
    expect(await values()).toEqual({ 2: 1 });
    await answer(7, 11);
    expect(await values()).toEqual({ 2: 1 });
    expect((await call('GET', `/questionnaires/${id}/responses`)).responses).toMatchObject([
      { score: 2, answers: [{ value: 2 }], replaced: [{ value: 6 }], late: [{ value: 7 }] },
    ]);
    expect((await getFriend(friend._id)).surveys).toMatchObject([{ score: 2 }]);
    expect(await NoticeModel.countDocuments({ friendId: friend._id, kind: 'survey.lowScore' })).toBe(1);
  });

  test('who changes the way they went has answered all the same, until they come to the other end', async () => {
    const [ces] = short.questions;
    const questions = [
      { ...ces, branches: [{ when: { atLeast: 5 }, to: 'praise' }] },
      { key: 'score', type: 'score5', texts: { en: 'And all in all?' }, otherwise: 'end' },
      { key: 'praise', type: 'text', texts: { en: 'What was best?' } },
    ];
    const { id, answer } = await asked({ questions, main: 'score' });
    const latest = async () => (await call('GET', `/questionnaires/${id}/responses`)).responses[0];
    await answer(2, 0);
    await answer(1, 1, 'scored', 'score');
    expect(await latest()).toMatchObject({ state: 'answered', score: 1 });
    await answer(6, 2, 'changed');
    expect(await latest()).toMatchObject({ state: 'answered', score: 1 });
    expect(await report(id)).toMatchObject({ askings: { answered: 1 } });
    await answer('The people', 3, 'praised', 'praise');
    expect(await latest()).toMatchObject({ state: 'answered', score: null });
  });

  test('an answer after the end is kept and not counted', async () => {
    const { id, answer, values, friend } = await asked();
    await answer(1, 3 * 24 * 60);
    expect(await values()).toEqual({});
    expect(await report(id)).toMatchObject({ askings: { answered: 0, withLateAnswers: 1 } });
    expect(await NoticeModel.countDocuments({ friendId: friend._id })).toBe(0);
    await product.app.sweep();
    await eventually(async () => expect((await askingOf(id, friend)).state).toBe('expired'));
  });

  test('answers set tags and attributes by rules, once', async () => {
    const tagId = 'found-it-hard';
    await call('POST', '/tags', { tagId, name: 'Found it hard' });
    const rules = [
      { question: 'ces', when: { atMost: 3 }, tagIds: [tagId], attributes: { effort: 'hard' } },
      { question: 'ces', when: { atLeast: 4 }, attributes: { effort: 'easy' } },
    ];
    const { answer, friend } = await asked({ rules });
    await Promise.all([answer(2, 0), answer(2, 0)]);
    await allHeard({ friendId: friend._id });
    await eventually(async () => expect((await getFriend(friend._id)).attributes['effort']).toBe('hard'));
    expect((await getFriend(friend._id)).tags).toMatchObject([{ tagId, count: 1 }]);
    await answer(6, 5);
    await eventually(async () => {
      const { attributes, tags } = await getFriend(friend._id);
      expect(attributes['effort']).toBe('easy');
      expect(tags.filter((tag) => isActive(tag, new Date()))).toEqual([]);
    });
  });

  test('a low score counts at once; who then leaves questions open comes to staff ten minutes later, once', async () => {
    const comment = { key: 'comment', type: 'text', texts: { en: 'Why?' } };
    const rules = [{ question: 'ces', when: { atMost: 3 }, attributes: { effort: 'hard' } }];
    const { answer, friend, responseId } = await asked({ questions: [...short.questions, comment], rules });
    // Ahead of the worker's own clock, whose sweeps would tell of it before this does.
    const tomorrow = Math.round((Date.now() - START.getTime()) / 60_000) + 24 * 60;
    const after = (minutes: number) => new Date(START.getTime() + (tomorrow + minutes) * 60_000);
    await SurveyResponseModel.updateOne({ _id: responseId }, { $set: { expiresAt: after(24 * 60) } });
    await answer(2, tomorrow);
    expect(await NoticeModel.countDocuments({ friendId: friend._id, kind: 'survey.lowScore' })).toBe(1);
    expect((await getFriend(friend._id)).surveys).toMatchObject([{ score: 2 }]);
    await eventually(async () =>
      expect(await FeedbackModel.findOne({ friendId: friend._id }).lean()).toMatchObject({ score: 2, state: 'open' }),
    );
    const { ctx, moveTo } = contextAt(product, after(9));
    await leaveSurvey(ctx, responseId);
    await allHeard({ friendId: friend._id });
    expect((await getFriend(friend._id)).conversation).toBeNull();
    moveTo(after(10));
    await Promise.all([leaveSurvey(ctx, responseId), leaveSurvey(ctx, responseId)]);
    await eventually(async () =>
      expect(await getFriend(friend._id)).toMatchObject({
        conversation: { state: 'open' },
        attributes: { effort: 'hard' },
      }),
    );
    expect(await announced(friend, 'survey.left')).toMatchObject([{ score: 2, isLow: true }]);
    expect(await SurveyResponseModel.findById(responseId).lean()).toMatchObject({ state: 'asked', score: 2 });
  });

  test('a text that answers nothing is not taken', async () => {
    const { friend } = await asked();
    const found = await findFriendDocument(friend._id);
    const { ctx } = contextAt(product, START);
    expect(found && (await answerByText(ctx, found, 'hello', { eventId: 'e', at: START, reply: null }))).toBeNull();
  });
});

test('of two surveys at once one is asked; the other is left out, and so is a later one within the quiet days', async () => {
  const friend = await aFriend(product);
  const [one, other] = [await save({ quietDays: 30 }), await save({ quietDays: 30 })];
  await Promise.all([ask(one, friend), ask(other, friend)]);
  const states = () =>
    eventually(async () => {
      const found = await Promise.all([askingOf(one, friend), askingOf(other, friend)]);
      expect(found.map(({ state }) => state)).not.toContain('scheduled');
      return found.map(({ state, reason }) => `${state} ${reason}`);
    });
  expect(new Set(await states())).toEqual(new Set(['asked null', 'skipped quiet']));
  const third = await save({ quietDays: 1 });
  await ask(third, friend);
  await eventually(async () => expect(await askingOf(third, friend)).toMatchObject({ reason: 'quiet' }));
});

test('once enough have answered nobody else is asked', async () => {
  const [first, second, third] = [await aFriend(product), await aFriend(product), await aFriend(product)];
  const questions = [{ key: 'ok', type: 'yesNo', texts: { en: 'All well?' } }];
  const id = await save({ questions, main: null, lowScoreMax: null, answersMax: 1 });
  await ask(id, first, third);
  await sees(first, 'push', 'All well?');
  await sees(third, 'push', 'All well?');
  await tap(first, 0);
  await sees(first, 'reply', 'Thank you.');
  await ask(id, second);
  await eventually(async () => expect(await askingOf(id, second)).toMatchObject({ state: 'skipped', reason: 'quota' }));
  await tap(third, 1);
  await sees(third, 'reply', 'Thank you.');
  expect(await askingOf(id, third)).toMatchObject({ state: 'asked', answers: [], late: [{ value: 'no' }] });
  expect(await report(id)).toMatchObject({
    askings: { answered: 1, skippedAsQuota: 1, withLateAnswers: 1 },
    questions: [{ values: { yes: 1 } }],
  });
});

test('who never got the question was not asked, and has no quiet days for it', async () => {
  const friend = await aFriend(product);
  const id = await save({ quietDays: 30 });
  await product.control.block({ channelId: CHANNEL_ID, userId: friend.lineUserId });
  await eventually(async () => expect((await getFriend(friend._id)).standing).toBe('blocked'));
  await ask(id, friend);
  const { _id: responseId } = await isAsked(id, friend);
  await eventually(async () =>
    expect(await DeliveryModel.findById(`survey:${responseId}:ask`).lean()).toMatchObject({ reason: 'blocked' }),
  );
  await checkSent(contextAt(product, new Date(Date.now() + 60_000)).ctx, responseId);
  expect(await report(id)).toMatchObject({ askings: { asked: 0, skippedAsNotSent: 1 } });
  expect(await SurveyTurnModel.countDocuments({ friendId: friend._id })).toBe(0);
});

test('what cannot be asked is said: friends that there are not, and a time that has passed', async () => {
  const friend = await aFriend(product);
  const id = await save();
  const { id: operationId } = await call('POST', `/questionnaires/${id}/ask`, {
    whom: { friendIds: [friend._id, '01NOBODYATALLNOBODYATALL00'] },
  });
  await eventually(async () =>
    expect(await call('GET', `/operations/${operationId}`)).toMatchObject({
      state: 'done',
      total: 2,
      done: 1,
      failed: 1,
      errors: { count: 1 },
    }),
  );
  const past = { day: '2020-01-01', time: '09:30' };
  const whom = { friendIds: [friend._id] };
  const refused = { status: 400, body: { error: { message: expect.stringContaining('2020-01-01 09:30 has passed') } } };
  expect(await product.api('POST', `/api/v1/questionnaires/${id}/ask`, { whom, when: past })).toMatchObject(refused);
  const triggers = [{ kind: 'schedule', ...past, rule: { attribute: 'city', is: 'Hsinchu' } }];
  const questionnaire = aQuestionnaire({ triggers });
  expect(await product.api('POST', '/api/v1/questionnaires', { questionnaire })).toMatchObject(refused);
});

test('an anonymous answer is counted, and nothing that is stored tells whose it is', async () => {
  const friend = await aFriend(product);
  const questions = [
    { key: 'mood', type: 'score5', texts: { en: 'How is the team?' } },
    {
      key: 'stay',
      type: 'single',
      texts: { en: 'Will you stay?' },
      choices: ['surely', 'hardlyever'].map((key) => ({ key: key.toLowerCase(), texts: { en: key } })),
    },
  ];
  const id = await save({ questions, main: null, lowScoreMax: null, isAnonymous: true });
  await ask(id, friend);
  await sees(friend, 'push', 'How is the team?');
  await tap(friend, 1); // 2 of 1 to 5
  await sees(friend, 'reply', 'Will you stay?');
  await tap(friend, 1);
  await sees(friend, 'reply', 'Thank you.');
  expect(await report(id)).toMatchObject({
    askings: { answered: 1 },
    questions: [{ values: { 2: 1 }, csat: { share: 0 } }, { values: { hardlyever: 1 } }],
  });
  await allHeard({ friendId: friend._id });
  const { _id: responseId } = await askingOf(id, friend);
  const traces = [friend._id, friend.lineUserId, responseId];
  const collections = (await mongoose.connection.db?.collections()) ?? [];
  const holding: string[] = [];
  await eventually(async () => {
    holding.length = 0;
    for (const collection of collections)
      for (const document of await collection.find({}).toArray()) {
        const text = JSON.stringify(document);
        const isAnswer = collection.collectionName === 'anonymousAnswers' || /a=hardlyever&(?!.*quickReply)/.test(text);
        if (isAnswer && traces.some((trace) => text.includes(trace)) && !text.includes('quickReply'))
          holding.push(`${collection.collectionName}: ${text}`);
      }
    expect(holding).toEqual([]);
  });
  const kept = await mongoose.connection.collection('anonymousAnswers').find({ surveyId: id }).toArray();
  expect(kept.map((one) => Object.keys(one).toSorted((a, b) => (a < b ? -1 : 1)))).toEqual(
    Array.from({ length: 2 }, () => ['_id', 'channelId', 'day', 'question', 'surveyId', 'value', 'version']),
  );
});

test('a trigger that can never come is refused with what there is', async () => {
  const refusedFor = async (trigger: object) => {
    const { status, body } = await product.api('POST', '/api/v1/questionnaires', {
      questionnaire: aQuestionnaire({ triggers: [trigger] }),
    });
    expect(status).toBe(400);
    return body.error.message as string;
  };
  expect(await refusedFor({ kind: 'stage', stage: 'zzz' })).toMatch(
    /zzz is not a stage .*acquire, engage, retain, grow/,
  );
  const typo = { kind: 'activity', activityKind: 'conversation.resolvd' };
  expect(await refusedFor(typo)).toMatch(/conversation\.resolvd .*conversation\.resolved/);
});

describe('is asked', () => {
  const trigger = (kind: object) => save({ triggers: [kind] });

  test('after an order, not again after its refund', async () => {
    const friend = await aFriend(product);
    const id = await trigger({ kind: 'order' });
    const order = { externalId: 'o1', totalMinor: 1_000, currency: 'TWD' };
    await call('POST', `/friends/${friend._id}/orders`, order);
    await isAsked(id, friend);
    await call('POST', `/friends/${friend._id}/orders/o1/refunds`, { externalId: 'r1', amountMinor: 200 });
    await allHeard({ friendId: friend._id });
    expect(await SurveyResponseModel.countDocuments({ surveyId: id, friendId: friend._id })).toBe(1);
  });

  test('on entering a stage', async () => {
    const friend = await aFriend(product);
    const id = await trigger({ kind: 'stage', stage: 'retain' });
    await call('PUT', `/friends/${friend._id}/stage`, { stage: 'retain', reason: 'test', lockForGood: true });
    await isAsked(id, friend);
  });

  test('by hand, all who meet a rule', async () => {
    const friend = await aFriend(product);
    const id = await save();
    const other = await aFriend(product);
    await call('PATCH', `/friends/${friend._id}/attributes`, { attributes: { city: 'Hsinchu' } });
    await call('POST', `/questionnaires/${id}/ask`, { whom: { rule: { attribute: 'city', is: 'Hsinchu' } } });
    await isAsked(id, friend);
    expect(await SurveyResponseModel.countDocuments({ surveyId: id, friendId: other._id })).toBe(0);
  });

  test('on a day, at a time by the friend’s own clocks, once however often the sweep runs', async () => {
    const friend = await aFriend(product);
    await call('PATCH', `/friends/${friend._id}/attributes`, { attributes: { timeZone: 'America/New_York' } });
    const rule = { attribute: 'timeZone', is: 'America/New_York' };
    const id = await trigger({ kind: 'schedule', day: '2027-05-10', time: '19:30', rule });
    const { ctx } = contextAt(product, new Date('2027-05-09T12:00:00Z'));
    forgetSurveys(CHANNEL_ID);
    await sweepScheduledTriggers(ctx);
    await sweepScheduledTriggers(ctx);
    await eventually(async () =>
      expect((await askingOf(id, friend)).askAt).toEqual(new Date('2027-05-10T19:30:00-04:00')),
    );
    expect(await SurveyResponseModel.countDocuments({ surveyId: id, friendId: friend._id })).toBe(1);
  });
});

test('an asking that was stored before surveys had several questions is answered as it was', async () => {
  const friend = await aFriend(product);
  const survey = await call('POST', '/surveys', {
    name: 'After service',
    trigger: { activityKind: 'old.visit' },
    delaySeconds: 0,
    templates: { ask: 'service-survey', thanks: 'survey-thanks', sorry: 'survey-sorry' },
  });
  const stored = {
    surveyId: survey.id,
    channelId: CHANNEL_ID,
    friendId: friend._id,
    askAt: new Date(),
    createdAt: new Date(),
  };
  const before = { score: null, answeredAt: null, answeredBy: null };
  await SurveyResponseModel.collection.insertMany([
    { _id: 'old-scheduled', ...stored, ...before, state: 'scheduled' },
    { _id: 'old-answered', ...stored, score: 4, answeredAt: new Date(), answeredBy: 'old-event', state: 'answered' },
  ] as never);
  await askSurvey(product.app.ctx, 'old-scheduled');
  await product.control.postback({
    channelId: CHANNEL_ID,
    userId: friend.lineUserId,
    data: 'survey=old-scheduled&score=2',
  });
  await product.control.postback({
    channelId: CHANNEL_ID,
    userId: friend.lineUserId,
    data: 'survey=old-answered&score=1',
  });
  await eventually(async () =>
    expect(await SurveyResponseModel.findById('old-scheduled').lean()).toMatchObject({
      state: 'answered',
      score: 2,
      answers: [{ question: SCORE_QUESTION, value: 2 }],
    }),
  );
  await eventually(async () =>
    expect(await SurveyResponseModel.findById('old-answered').lean()).toMatchObject({ score: 4, late: [{ value: 1 }] }),
  );
  expect((await call('GET', `/surveys/${survey.id}/results`)).scores).toEqual({ 2: 1, 4: 1 });
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ChannelModel } from '../../src/channels/channel.model.js';
import { FeedbackModel } from '../../src/feedback/feedback.model.js';
import { getFriend, type FriendDocument } from '../../src/friends/index.js';
import { NoticeModel } from '../../src/notices/notice.model.js';
import { askSurvey } from '../../src/surveys/ask-survey.js';
import { AnonymousAnswerModel, QuestionnaireModel, SurveyResponseModel } from '../../src/surveys/survey.model.js';
import { announced, contextAt } from '../points/a-ledger.js';
import { allHeard } from '../support/announcements.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { aFriend, seenBy } from '../support/factories.js';
import { LIFF_ID, openPages } from '../support/liff-app.js';
import { aQuestionnaire } from './a-questionnaire.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp();
  const questionnaire = aQuestionnaire({ asks: { where: 'onPage', invitation: { en: 'How was it?' } } });
  const refused = await product.api('POST', '/api/v1/questionnaires', { questionnaire });
  expect(refused).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringContaining(`channel ${CHANNEL_ID} has no liffId`) } },
  });
  await openPages(product);
});
afterAll(() => product.close());

const asks = { where: 'onPage', invitation: { en: 'How was it?', ja: 'いかがでしたか？' } };
const save = async (changes: object = {}): Promise<string> => {
  const questionnaire = aQuestionnaire({ asks, ...changes });
  const saved = await product.api('POST', '/api/v1/questionnaires', { questionnaire });
  expect(saved.status).toBe(201);
  return saved.body.id;
};
const ask = async (id: string, friends: readonly FriendDocument[], when: object | null = null): Promise<void> => {
  const whom = { friendIds: friends.map(({ _id }) => _id) };
  expect((await product.api('POST', `/api/v1/questionnaires/${id}/ask`, { whom, when })).status).toBe(202);
};
const findAsking = (id: string, { _id: friendId }: FriendDocument) =>
  SurveyResponseModel.findOne({ surveyId: id, friendId }).lean();
/** A friend who was asked and has the message, with the id of the asking. */
async function asked(changes: object = {}) {
  const [friend, id] = [await aFriend(product), await save(changes)];
  await ask(id, [friend]);
  const asking = await eventually(async () => {
    const found = await findAsking(id, friend);
    expect(found?.state).toBe('asked');
    return found?._id ?? '';
  });
  return { friend, id, asking };
}
const tokenOf = async ({ lineUserId: userId }: Pick<FriendDocument, 'lineUserId'>, grant: object = {}) =>
  ((await product.control.idToken({ userId, channelId: CHANNEL_ID, ...grant })) as { idToken: string }).idToken;
const post = (path: string, body: object) =>
  product.api('POST', `/liff/surveys/${path}`, { liffId: LIFF_ID, language: 'en', ...body }, null);
const read = async (friend: FriendDocument, asking: string) => post('read', { idToken: await tokenOf(friend), asking });
let taps = 0;
const answer = async (friend: FriendDocument, asking: string, question: string, value: unknown, more: object = {}) =>
  post('answer', {
    idToken: await tokenOf(friend),
    asking,
    question,
    value,
    answerId: `tap-number-${(taps += 1)}`,
    ...more,
  });
const short = {
  questions: [{ key: 'ces', type: 'score7', texts: { en: 'How easy was it?' } }],
  main: 'ces',
  lowScoreMax: 3,
};

test('one message leads to the page of this asking; the answers of the page end as those of the chat do', async () => {
  const tagId = 'would-not-recommend';
  await product.api('POST', '/api/v1/tags', { tagId, name: 'Would not recommend' });
  const { friend, id, asking } = await asked({ rules: [{ question: 'nps', when: { atMost: 6 }, tagIds: [tagId] }] });
  const message = await eventually(async () => {
    const seen = (await seenBy(product, friend.lineUserId)).filter(({ method }) => method === 'push');
    expect(seen).toHaveLength(1);
    return seen[0]?.message;
  });
  expect(message).toMatchObject({
    type: 'template',
    altText: 'How was it?',
    template: { actions: [{ type: 'uri', label: 'Answer' }] },
  });
  const { uri } = (message as { template: { actions: { uri: string }[] } }).template.actions[0] ?? { uri: '' };
  const led = await fetch(uri, { redirect: 'manual' });
  const url = led.headers.get('location') ?? uri;
  expect(url).toBe(`${product.line.url}/liff/${LIFF_ID}/survey?asking=${asking}`);
  expect((await read(friend, asking)).body).toMatchObject({
    state: 'open',
    question: { key: 'nps' },
    progress: { done: 0, left: 3 },
  });
  expect((await answer(friend, asking, 'nps', 3)).body).toMatchObject({
    outcome: 'taken',
    page: { question: { key: 'why', options: [{ value: 'price' }, { value: 'staff' }, { value: 'wait' }] } },
  });
  await answer(friend, asking, 'why', ['wait', 'price']);
  const last = await answer(friend, asking, 'comment', '  It took three days.  ');
  expect(last.body).toMatchObject({
    outcome: 'taken',
    page: { state: 'finished', words: { text: 'We are sorry.' } },
  });
  expect(await findAsking(id, friend)).toMatchObject({
    state: 'answered',
    score: 3,
    commentUntil: null,
    answers: [{ value: 3 }, { value: ['price', 'wait'] }, { question: 'comment', value: 'It took three days.' }],
  });
  await allHeard({ friendId: friend._id });
  expect(await announced(friend, 'survey.answered')).toMatchObject([{ surveyId: id, score: 3, isLow: true }]);
  expect(await NoticeModel.countDocuments({ friendId: friend._id, kind: 'survey.lowScore' })).toBe(1);
  expect(await FeedbackModel.countDocuments({ friendId: friend._id })).toBe(1);
  expect(await getFriend(friend._id)).toMatchObject({ surveys: [{ id, score: 3 }], tags: [{ tagId, count: 1 }] });
  expect((await product.api('GET', `/api/v1/questionnaires/${id}/results`)).body).toMatchObject({
    askings: { asked: 1, answered: 1 },
    questions: [{ nps: { nps: -100 } }, { values: { price: 1, wait: 1 } }, { answers: 1 }],
  });
  // Nothing of it is said in the chat, where it would cost.
  expect((await seenBy(product, friend.lineUserId)).filter(({ method }) => method === 'push')).toHaveLength(1);
});

describe('is refused', () => {
  let friend: FriendDocument;
  let asking: string;
  beforeAll(async () => {
    ({ friend, asking } = await asked(short));
    await product.control.addBot({
      channelId: '1000000077',
      channelSecret: 'f'.repeat(32),
      accessToken: 'the-token-of-another-bot',
      loginChannelId: '1000000078',
    });
  });

  test.each([
    ['forged', async () => `${(await tokenOf(friend)).slice(0, -4)}AAAA`],
    ['expired', async () => tokenOf(friend, { expiresInSeconds: -10 })],
    ['of another LINE Login channel', async () => tokenOf(friend, { channelId: '1000000077' })],
  ])('an ID token that is %s, for reading and for answering', async (_what, token) => {
    const idToken = await token();
    const given = { idToken, asking, question: 'ces', value: 1, answerId: 'by-a-stranger' };
    for (const refused of [await post('read', { idToken, asking }), await post('answer', given)])
      expect(refused).toMatchObject({ status: 401, body: { error: { code: 'unauthorized' } } });
  });

  test('another friend, who learns nothing of whether there is such an asking', async () => {
    const other = await aFriend(product);
    const refused = await read(other, asking);
    expect(refused).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } });
    const unknown = await read(other, 'never-asked');
    expect(unknown.body.error.message).toBe(refused.body.error.message.replace(asking, 'never-asked'));
    expect((await answer(other, asking, 'ces', 1)).status).toBe(404);
  });

  test('what is asked in the chat', async () => {
    const inChat = await asked({ ...short, asks: { where: 'inChat' } });
    expect((await read(inChat.friend, inChat.asking)).status).toBe(404);
  });

  test.each([
    ['a value beyond the scale', { value: 8 }, 'from 1 to 7'],
    ['an unknown question', { question: 'other' }, 'none of ces'],
    ['a text without an end', { value: 'x'.repeat(2_001) }, 'value'],
    ['an answer without an id', { answerId: undefined }, 'answerId'],
    ['a language of nobody', { language: 'tlh' }, 'language'],
  ])('%s', async (_what, changes, message) => {
    const refused = await answer(friend, asking, 'ces', 5, changes);
    expect(refused).toMatchObject({ status: 400, body: { error: { message: expect.stringContaining(message) } } });
  });

  test('none of which left a trace', async () => {
    expect(await SurveyResponseModel.findById(asking).lean()).toMatchObject({ state: 'asked', answers: [], late: [] });
  });
});

test('the same tap, sent twice at once and again later, answers once', async () => {
  const { friend, asking } = await asked(short);
  const tap = { answerId: 'one-tap-of-this-friend' };
  const both = await Promise.all([answer(friend, asking, 'ces', 6, tap), answer(friend, asking, 'ces', 6, tap)]);
  expect(both.map(({ body }) => body.page.state)).toEqual(['finished', 'finished']);
  const again = await answer(friend, asking, 'ces', 6, tap);
  expect(again.body).toMatchObject({ outcome: 'repeated', page: { state: 'finished' } });
  expect(await SurveyResponseModel.findById(asking).lean()).toMatchObject({ answers: [{ value: 6 }], replaced: [] });
  await allHeard({ friendId: friend._id });
  expect(await announced(friend, 'survey.answered')).toHaveLength(1);
});

test('of two phones at once one answer counts, and the other is kept as replaced', async () => {
  const { friend, asking } = await asked(short);
  const both = await Promise.all([answer(friend, asking, 'ces', 6), answer(friend, asking, 'ces', 2)]);
  expect(new Set(both.map(({ body }) => body.outcome))).toEqual(new Set(['changed', 'taken']));
  const { answers = [], replaced = [] } = (await SurveyResponseModel.findById(asking).lean()) ?? {};
  expect([answers, replaced].map((kept) => kept.length)).toEqual([1, 1]);
  expect(new Set([...answers, ...replaced].map(({ value }) => value))).toEqual(new Set([2, 6]));
});

test('an answer is changed in time, also after the end, and then no more: the first stays, the late one is kept apart', async () => {
  const { friend, asking } = await asked(short);
  await answer(friend, asking, 'ces', 6);
  expect((await answer(friend, asking, 'ces', 2)).body).toMatchObject({
    outcome: 'changed',
    page: { words: { text: 'We are sorry.' }, answered: [{ value: 2, mayChange: true }] },
  });
  const long = new Date(Date.now() - 3600_000);
  await SurveyResponseModel.updateOne({ _id: asking }, { $set: { 'replaced.0.at': long } });
  expect((await answer(friend, asking, 'ces', 7)).body).toMatchObject({
    outcome: 'late',
    page: { state: 'finished', answered: [{ value: 2, mayChange: false }] },
  });
  expect(await SurveyResponseModel.findById(asking).lean()).toMatchObject({ score: 2, late: [{ value: 7 }] });
});

test('after its end an asking says that it is over, and an answer of a page that was open is kept and not counted', async () => {
  const { friend, id, asking } = await asked(short);
  await SurveyResponseModel.updateOne({ _id: asking }, { $set: { expiresAt: new Date(Date.now() - 1_000) } });
  expect((await read(friend, asking)).body).toEqual({ state: 'over' });
  expect((await answer(friend, asking, 'ces', 1)).body).toEqual({ outcome: 'late', page: { state: 'over' } });
  expect((await product.api('GET', `/api/v1/questionnaires/${id}/results`)).body).toMatchObject({
    askings: { answered: 0, withLateAnswers: 1 },
    questions: [{ values: {} }],
  });
});

test('once enough have answered, who has not begun is told so, and who has may end', async () => {
  const questions = ['first', 'second'].map((key) => ({ key, type: 'yesNo', texts: { en: `The ${key}?` } }));
  const id = await save({ questions, main: null, lowScoreMax: null, answersMax: 1 });
  const friends = [await aFriend(product), await aFriend(product), await aFriend(product)] as const;
  await ask(id, friends);
  const askings = await eventually(async () => {
    const found = await Promise.all(friends.map((friend) => findAsking(id, friend)));
    expect(found.map((one) => one?.state)).toEqual(['asked', 'asked', 'asked']);
    return found.map((one) => one?._id ?? '');
  });
  const [one, begun, late] = friends;
  const [ofOne = '', ofBegun = '', ofLate = ''] = askings;
  await answer(begun, ofBegun, 'first', 'yes');
  for (const question of ['first', 'second']) await answer(one, ofOne, question, 'no');
  expect((await read(late, ofLate)).body).toEqual({ state: 'full' });
  expect((await answer(late, ofLate, 'first', 'yes')).body).toEqual({ outcome: 'refused', page: { state: 'full' } });
  expect((await answer(begun, ofBegun, 'second', 'yes')).body.page.state).toBe('finished');
  expect((await findAsking(id, late))?.answers).toEqual([]);
});

test('an anonymous answer is counted once, cannot be read back, and stands apart from whoever gave it', async () => {
  const questions = [
    { key: 'mood', type: 'score5', texts: { en: 'How is the team?' } },
    { key: 'stay', type: 'yesNo', texts: { en: 'Will you stay?' } },
  ];
  const { friend, id, asking } = await asked({ questions, main: null, lowScoreMax: null, isAnonymous: true });
  const tap = { answerId: 'tap-of-somebody' };
  await Promise.all([answer(friend, asking, 'mood', 2, tap), answer(friend, asking, 'mood', 2, tap)]);
  expect((await answer(friend, asking, 'mood', 5)).body).toMatchObject({
    outcome: 'repeated',
    page: { state: 'open', isAnonymous: true, answered: [], question: { key: 'stay' } },
  });
  expect((await answer(friend, asking, 'stay', 'no')).body).toMatchObject({
    page: { state: 'finished', answered: [] },
  });
  expect(await AnonymousAnswerModel.find({ surveyId: id }, { _id: 0, question: 1, value: 1 }).lean()).toEqual([
    { question: 'mood', value: 2 },
    { question: 'stay', value: 'no' },
  ]);
  const stored = JSON.stringify(await SurveyResponseModel.findById(asking).lean());
  expect(JSON.parse(stored)).toMatchObject({ state: 'answered', done: ['mood', 'stay'], answers: [], score: null });
  expect(stored).not.toContain('tap-of-somebody');
  expect(product.logLines.some((line) => line.includes('tap-of-somebody'))).toBe(false);
});

test('a text in the chat is no answer to a question on the page', async () => {
  const questions = [{ key: 'words', type: 'text', texts: { en: 'What should we know?' } }];
  const { friend, asking } = await asked({ questions, main: null, lowScoreMax: null });
  await product.control.sendText({ channelId: CHANNEL_ID, userId: friend.lineUserId, text: 'hello' });
  await eventually(async () => {
    const { body } = await product.api('GET', `/api/v1/friends/${friend._id}/activities`);
    const texts = body.activities.map(({ content }: { content: { text?: string } | null }) => content?.text);
    expect(texts).toContain('hello');
  });
  expect(await SurveyResponseModel.findById(asking).lean()).toMatchObject({ state: 'asked', answers: [] });
});

test('who was to be asked when the channel lost its page is left out, and the results say so', async () => {
  const [friend, id] = [await aFriend(product), await save()];
  await ask(id, [friend], { day: '2031-05-10', time: '12:00' });
  const asking = await eventually(
    async () => (await findAsking(id, friend))?._id ?? Promise.reject(new Error('No asking.')),
  );
  await ChannelModel.updateOne({ _id: CHANNEL_ID }, { $set: { liffId: null } });
  await askSurvey(contextAt(product, new Date('2031-05-11T00:00:00Z')).ctx, asking);
  await ChannelModel.updateOne({ _id: CHANNEL_ID }, { $set: { liffId: LIFF_ID } });
  expect(await findAsking(id, friend)).toMatchObject({ state: 'skipped', reason: 'noPage' });
  const { askings } = (await product.api('GET', `/api/v1/questionnaires/${id}/results`)).body;
  expect(askings).toMatchObject({ asked: 0, skippedWithoutPage: 1 });
});

test('a questionnaire that was saved before there was a page asks in the chat', async () => {
  const [friend, id] = [await aFriend(product), await save({ ...short, asks: { where: 'inChat' } })];
  await QuestionnaireModel.collection.updateOne({ definitionId: id }, { $unset: { 'definition.asks': 1 } });
  expect((await product.api('GET', `/api/v1/questionnaires/${id}`)).body.questionnaire.asks).toEqual({
    where: 'inChat',
  });
  await ask(id, [friend]);
  await eventually(async () => {
    const last = (await seenBy(product, friend.lineUserId)).at(-1);
    expect(last?.message).toMatchObject({ type: 'text', text: 'How easy was it?' });
  });
});

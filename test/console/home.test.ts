import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { ActivityModel } from '../../src/activity/activity.model.js';
import { CampaignModel } from '../../src/campaigns/campaign.model.js';
import { FeedbackModel } from '../../src/feedback/feedback.model.js';
import type { FriendDocument } from '../../src/friends/index.js';
import { ConversationModel } from '../../src/inbox/conversation.model.js';
import { reportFlows } from '../../src/lifecycle/report-flows.js';
import { raiseNotice } from '../../src/notices/index.js';
import { NoticeModel } from '../../src/notices/notice.model.js';
import { addDays, localDayOf } from '../../src/shared/local-day.js';
import { SurveyResponseModel } from '../../src/surveys/survey.model.js';
import { browserPath, openBrowser } from '../support/browser.js';
import { CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { barriersOf, buildConsole, signInTo, takePictures, type ConsolePage } from '../support/console-page.js';
import { eventually } from '../support/eventually.js';
import { aFriend, asText } from '../support/factories.js';
import { aPerson } from '../support/staff.js';
import { aQuestionnaire } from '../surveys/a-questionnaire.js';

const inBrowser = browserPath === null ? describe.skip : describe;
const HOSTILE = '<img src=x onerror="window.hurt=1">';
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

let product: TestApp;
let buyer: FriendDocument;
let leaver: FriendDocument;
const now = new Date();
const today = localDayOf(now, 'Asia/Taipei');
const days = { from: addDays(today, -29), until: today };
const get = async (path: string) => (await product.api('GET', `/api/v1${path}`)).body;
const flowsAt = (at: Date) => reportFlows({ clock: { now: () => at } }, CHANNEL_ID, days);

beforeAll(async () => {
  product = await buildConsole();
  [buyer, leaver] = await Promise.all([aFriend(product), aFriend(product)]);
  const order = { externalId: '1', totalMinor: 100, currency: 'TWD' };
  await product.api('POST', `/api/v1/friends/${buyer._id}/orders`, order);
  await product.control.block({ channelId: CHANNEL_ID, userId: leaver.lineUserId });
  await eventually(async () => {
    const kinds = (await ActivityModel.find({}, { kind: 1 }).lean()).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'stage.changed')).toHaveLength(3);
    expect(kinds).toContain('friend.unfollowed');
  });
});
afterAll(() => product.close());

describe('what Home asks for', () => {
  test('moves, gains and losses count by the day, are counted anew while the day may still change, and stay afterwards', async () => {
    const { body } = await product.api('GET', `/api/v1/lifecycle/flows?from=${days.from}&until=${days.until}`);
    expect(body.moves).toEqual([
      { from: null, to: 'acquire', count: 2 },
      { from: 'acquire', to: 'retain', count: 1 },
    ]);
    expect(body.days).toHaveLength(30);
    expect(body.days.at(-1)).toEqual({ day: today, gained: 2, returned: 0, lost: 1 });
    expect(body.stages).toContainEqual({ stage: 'retain', medianDays: expect.closeTo(0, 1) });
    expect(body.stages).toContainEqual({ stage: 'grow', medianDays: null });

    const follow = { channelId: CHANNEL_ID, friendId: leaver._id, groupId: null, content: null, unsentAt: null };
    const back = (_id: string) =>
      ActivityModel.collection.insertOne({
        ...follow,
        _id: _id as never,
        kind: 'friend.followed',
        at: now,
        data: { isUnblocked: true },
      });
    await back('again-1');
    const lastOf = async (at: Date) => (await flowsAt(at)).days.find(({ day }) => day === today);
    expect(await lastOf(new Date(now.getTime() + 2 * MINUTE_MS))).toMatchObject({ gained: 2, returned: 1, lost: 1 });
    const settled = new Date(now.getTime() + 5 * DAY_MS);
    expect(await lastOf(settled)).toMatchObject({ returned: 1 });
    await back('again-2');
    expect(await lastOf(new Date(settled.getTime() + 2 * MINUTE_MS))).toMatchObject({ returned: 1 });
  });

  test('a period that is too long, or ends before it begins, is refused', async () => {
    for (const until of [addDays(today, 92), addDays(today, -1)])
      expect(await product.api('GET', `/api/v1/lifecycle/flows?from=${today}&until=${until}`)).toMatchObject({
        status: 400,
        body: { error: { message: expect.stringContaining('within 92 days') } },
      });
  });

  test('who waits for an answer and for how long, and to whom a promise was broken', async () => {
    expect(await get('/inbox/waiting')).toMatchObject({ waiting: { count: 0 }, longest: null });
    await product.control.sendText({ channelId: CHANNEL_ID, userId: buyer.lineUserId, text: 'Hello?' });
    const conversation = await eventually(async () => {
      const found = await ConversationModel.findOneAndUpdate(
        { friendId: buyer._id, state: 'open', waitingSince: { $type: 'date' } },
        { $set: { dueAt: new Date(now.getTime() - MINUTE_MS) } },
      ).lean();
      expect(found).not.toBeNull();
      return found;
    });
    expect(await get('/inbox/waiting')).toEqual({
      waiting: { count: 1, isCut: false },
      breached: { count: 1, isCut: false },
      longest: { conversationId: conversation?._id, since: conversation?.waitingSince?.toISOString() },
    });
  });

  test('which campaigns go out, wait or stopped, and why; one that failed long ago is no news', async () => {
    const audience = { everyone: true };
    const sendAt = new Date(now.getTime() + DAY_MS);
    for (const name of ['waits', HOSTILE, 'failed', 'long ago'])
      await product.api('POST', '/api/v1/campaigns', { name, audience, content: asText('Hello'), sendAt });
    const put = (name: string, set: object) => CampaignModel.updateOne({ name }, { $set: set });
    await put(HOSTILE, { state: 'paused', stateReason: 'monthlyLimit' });
    await put('failed', { state: 'failed', stateReason: 'auth' });
    await put('long ago', { state: 'failed', sendAt: new Date(now.getTime() - 40 * DAY_MS) });
    expect(await get('/campaigns/states')).toMatchObject({
      sending: 0,
      review: 0,
      scheduled: 1,
      stopped: 2,
      stoppedOnes: [
        { name: 'failed', state: 'failed', stateReason: 'auth' },
        { name: HOSTILE, state: 'paused', stateReason: 'monthlyLimit' },
      ],
    });
  });

  test('a notice that is done can be taken back; twice is once', async () => {
    const kind = 'feedback.open';
    await raiseNotice(product.app.ctx, {
      _id: 'notice-1',
      channelId: CHANNEL_ID,
      friendId: buyer._id,
      kind,
      data: { text: HOSTILE },
    });
    await product.api('POST', '/api/v1/notices/done', { id: 'notice-1' });
    expect((await get('/notices?open=true')).notices).toEqual([]);
    for (let time = 1; time <= 2; time += 1)
      expect(await product.api('POST', '/api/v1/notices/undone', { id: 'notice-1' })).toMatchObject({
        status: 200,
        body: { id: 'notice-1', doneAt: null },
      });
    expect((await get('/notices?open=true')).notices).toMatchObject([{ id: 'notice-1' }]);
    expect((await product.api('POST', '/api/v1/notices/undone', { id: 'none' })).status).toBe(404);
  });

  test('how satisfied those are who were asked in the period, and how much feedback is open', async () => {
    const { body } = await product.api('POST', '/api/v1/questionnaires', { questionnaire: aQuestionnaire() });
    const asking = (number: number, score: number | null, askAt: Date) => ({
      _id: `asking-${number}`,
      channelId: CHANNEL_ID,
      surveyId: body.id,
      version: 1,
      friendId: buyer._id,
      state: score === null ? 'expired' : 'answered',
      score,
      askAt,
      createdAt: askAt,
    });
    await SurveyResponseModel.collection.insertMany([
      asking(1, 10, now),
      asking(2, 9, now),
      asking(3, 3, now),
      asking(4, null, now),
      asking(5, 0, new Date(now.getTime() - 40 * DAY_MS)),
    ] as never[]);
    const { nps, csat } = await get(`/surveys/satisfaction?from=${days.from}&until=${days.until}`);
    expect(nps).toMatchObject({ asked: 4, answered: 3, nps: expect.closeTo(33.3, 1) });
    expect(csat).toEqual({ asked: 0, answered: 0, satisfied: null });

    const feedback = { friendId: leaver._id, text: 'Too slow', category: 'service', dueAt: now.toISOString() };
    await product.api('POST', '/api/v1/feedback', feedback);
    expect(await get('/feedback/counts')).toEqual({ open: 1, overdue: 1 });
    await FeedbackModel.updateMany({}, { $set: { state: 'fixed' } });
    expect(await get('/feedback/counts')).toEqual({ open: 0, overdue: 0 });
    await NoticeModel.deleteMany({ _id: { $ne: 'notice-1' } });
  });
});

/** What the role of who looks may do from now on. */
const allow = (...permissions: string[]) =>
  product.api('PUT', '/api/v1/roles/lead', { name: 'Lead', permissions, visibility: 'all' });

inBrowser('Home in the console', () => {
  let browser: Browser;
  let shown: ConsolePage;
  const card = (name: string | RegExp) => shown.page.getByRole('region', { name });
  beforeAll(async () => {
    await allow('*:*');
    const [person, opened] = await Promise.all([aPerson(product, 'lead'), openBrowser()]);
    browser = opened;
    shown = await signInTo(browser, product, { email: person.email });
  });
  afterAll(() => browser.close());

  test('says what needs somebody now, and leads to what is behind figures', async () => {
    await card('Waiting for you').getByText('1 conversation').waitFor();
    await card('Campaigns').getByText(`Paused: ${HOSTILE}`).waitFor();
    expect(await card('Campaigns').innerText()).toContain('LINE’s quota of the month is used up');
    const sayings: [RegExp, RegExp][] = [
      [/^Messages this month/, /\d of \d|without a limit/],
      [/^Satisfaction/, /75% answered \(3 of 4\)/],
      [/^Friends gained/, /2 new · \d back · 1 blocked/],
    ];
    for (const [name, said] of sayings) await card(name).getByText(said).waitFor();

    const lifecycle = card(/^Lifecycle/);
    await lifecycle.locator('svg[data-chart=flows]').getByText('1 → retain').waitFor();
    expect(await lifecycle.getByRole('table').innerText()).toMatch(/acquire\s+retain\s+1/);
    expect(await lifecycle.getByRole('link', { name: 'retain 1' }).getAttribute('href')).toBe('/friends?stage=retain');
    await card('Waiting for you')
      .getByRole('link', { name: /^The longest/ })
      .click();
    await shown.page.getByRole('log').getByText('Hello?').waitFor();
    await shown.page.goBack();
  });

  test('takes a notice as done, and takes that back, by keyboard', async () => {
    const notice = card('To look at').getByRole('listitem');
    expect(await notice.innerText()).toContain(`A friend is unhappy: ${HOSTILE}`);
    const press = (name: RegExp) => notice.getByRole('button', { name }).press('Enter');
    const doneAt = async () => (await NoticeModel.findById('notice-1').lean())?.doneAt;
    await press(/^Done/);
    await eventually(async () => expect(await doneAt()).not.toBeNull());
    await press(/^Undo/);
    await notice.getByRole('button', { name: /^Done/ }).waitFor();
    await eventually(async () => expect(await doneAt()).toBeNull());
  });

  test('keeps nobody out, and runs nothing that names or texts hold', async () => {
    expect(await barriersOf(shown.page)).toEqual([]);
    await takePictures(shown.page, 'home');
    expect(await shown.page.evaluate('window.hurt')).toBeUndefined();
    expect(shown.complaints).toEqual([]);
  });

  test('shows each what they may read, and leads who may read none of it to the inbox', async () => {
    await allow('channels:read', 'lifecycle:read', 'feedback:read');
    await shown.page.goto(product.url);
    await card(/^Lifecycle/).waitFor();
    const regions = await shown.page.getByRole('region').all();
    const names = await Promise.all(regions.map((one) => one.getAttribute('aria-label')));
    expect(names.map((name) => name?.replace(/ · .*/, ''))).toEqual([
      'Lifecycle',
      'Friends gained and lost',
      'Satisfaction',
    ]);
    await allow('channels:read');
    await shown.page.goto(product.url);
    await shown.page.waitForURL('**/inbox');
  });
});

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CampaignModel } from '../../src/campaigns/campaign.model.js';
import { FriendModel, type FriendDocument } from '../../src/friends/friend.model.js';
import { SegmentModel, SegmentTransitionModel } from '../../src/segments/segment.model.js';
import { SurveyResponseModel } from '../../src/surveys/survey.model.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { aFriend, asText } from '../support/factories.js';

const DAY_MS = 24 * 3_600_000;
let product: TestApp;
let surveyId: string;
let campaignId: string;
let friend: FriendDocument;

beforeAll(async () => {
  product = await buildApp();
  friend = await aFriend(product);
  await product.api('POST', '/api/v1/tags', { tagId: 'keen', name: 'Keen', intensity: {} });
  const survey = await product.api('POST', '/api/v1/surveys', {
    name: 'After service',
    trigger: { activityKind: 'service.visited' },
    delaySeconds: 0,
    templates: { ask: 'service-survey', thanks: 'survey-thanks', sorry: 'survey-sorry' },
  });
  surveyId = survey.body.id;
  const campaign = await product.api('POST', '/api/v1/campaigns', {
    name: 'Spring',
    audience: { everyone: true },
    content: { ...asText('spring'), contentType: 'service' }, // a promotion is not sent while a complaint is open
    sendAt: new Date(Date.now() + DAY_MS),
  });
  campaignId = campaign.body.id;
});
afterAll(() => product.close());

const at = (path: string) => `/api/v1/friends/${friend._id}${path}`;
const call = async (method: string, path: string, body?: object) => {
  const answer = await product.api(method, path, body);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
};
const write = (changes: object) => FriendModel.updateOne({ _id: friend._id }, { $set: changes });

async function visit(externalId: string): Promise<void> {
  await call('POST', at('/activities'), { kind: 'service.visited', externalId });
}

async function answer(externalId: string, score: number): Promise<void> {
  await visit(externalId);
  const response = await eventually(async () => {
    const asked = await SurveyResponseModel.findOne({ friendId: friend._id, state: 'asked' }).lean();
    if (!asked) throw new Error('not asked yet');
    return asked;
  });
  const data = `survey=${response._id}&score=${score}`;
  await product.control.postback({ channelId: CHANNEL_ID, userId: friend.lineUserId, data });
}

const block = () => product.control.block({ channelId: CHANNEL_ID, userId: friend.lineUserId });
const unblock = () => product.control.follow({ channelId: CHANNEL_ID, userId: friend.lineUserId });
const order = (externalId: string) => call('POST', at('/orders'), { externalId, totalMinor: 100, currency: 'TWD' });
const refund = (externalId: string) =>
  call('POST', at(`/orders/${externalId}/refunds`), { externalId: `back-${externalId}`, amountMinor: 100 });

/** A promotion reaches who has no complaint open. */
async function promote(): Promise<void> {
  const { body } = await product.api('GET', '/api/v1/feedback?state=open');
  for (const { id } of body.feedback) await call('POST', `/api/v1/feedback/${id}/move`, { to: 'dismissed' });
  await call('PUT', at('/consent/promotion'), { state: 'granted', source: 'form' });
  const content = { template: 'retain-checkup' };
  await call('POST', '/api/v1/campaigns', {
    name: 'Check-up',
    audience: { everyone: true },
    content,
    sendAt: new Date(),
  });
}

type Step = () => Promise<unknown>;

/** What brings the friend in, and what takes them out again; null for what cannot be undone. */
const FACTS: [string, () => object, Step, Step | null][] = [
  [
    'consent',
    () => ({ consent: 'promotion' }),
    () => call('PUT', at('/consent/promotion'), { state: 'granted', source: 'form' }),
    () => call('PUT', at('/consent/promotion'), { state: 'denied', source: 'form' }),
  ],
  [
    'blacklist',
    () => ({ blacklisted: true }),
    () => call('PUT', at('/blacklist'), { reason: 'asked' }),
    () => call('DELETE', at('/blacklist')),
  ],
  ['standing', () => ({ standing: 'blocked' }), block, unblock],
  ['orders', () => ({ orders: { count: { gte: 1 } } }), () => order('o1'), () => refund('o1')],
  ['last order', () => ({ orders: { last: { lessThan: '1d' } } }), () => order('o2'), () => refund('o2')],
  ['activity', () => ({ event: 'service.visited', count: { eq: 1 } }), () => visit('v1'), () => visit('v2')],
  ['survey', () => ({ survey: surveyId, score: { lte: 2 } }), () => answer('v3', 1), () => answer('v4', 5)],
  [
    'activity status',
    () => ({ activityStatus: ['atRisk'] }),
    () => write({ lastActiveAt: new Date(Date.now() - 40 * DAY_MS), stageCheckAt: new Date() }),
    () => product.control.sendText({ channelId: CHANNEL_ID, userId: friend.lineUserId, text: 'back' }),
  ],
  [
    'health',
    () => ({ health: { lte: 30 } }),
    () => write({ lastActiveAt: new Date(Date.now() - 80 * DAY_MS), surveys: [], stageCheckAt: new Date() }),
    () => answer('v5', 5),
  ],
  [
    'campaign',
    () => ({ campaign: campaignId, did: 'accepted' }),
    () => CampaignModel.updateOne({ _id: campaignId }, { $set: { wakeAt: new Date() } }),
    null,
  ],
  [
    'number of campaigns',
    () => ({ campaigns: { count: { gte: 1 }, within: '1d', of: 'promotion' } }),
    () => promote(),
    async () => {
      const { campaigns } = (await FriendModel.findById(friend._id).lean()) ?? { campaigns: [] };
      const long = new Date(Date.now() - DAY_MS);
      await write({ campaigns: campaigns.map((one) => ({ ...one, acceptedAt: long })), segmentsCheckAt: new Date() });
    },
  ],
];

const isMember = async (segmentId: string) =>
  (await FriendModel.findById(friend._id).lean())?.segments.some(({ id }) => id === segmentId) ?? false;
const changesIn = async (segmentId: string) =>
  (await SegmentTransitionModel.find({ friendId: friend._id, segmentId }).sort({ at: 1 }).lean()).map(
    ({ change, cause }) => `${change} ${cause}`,
  );

test.each(FACTS)(
  '%s: who meets it comes in, and who does not any more goes out, told once each',
  async (name, rule, enter, leave) => {
    const { status, body } = await product.api('POST', '/api/v1/segments', { name, rule: rule() });
    expect({ status, body }).toMatchObject({ status: 201, body: { change: { entering: 0, leaving: 0 } } });
    await eventually(async () =>
      expect(await SegmentModel.findById(body.id).lean()).toMatchObject({ fillingBy: null }),
    );
    await enter();
    await eventually(async () => expect(await isMember(body.id)).toBe(true));
    await eventually(async () => expect(await changesIn(body.id)).toEqual(['entered changed']));
    if (!leave) return;
    await leave();
    await eventually(async () => expect(await isMember(body.id)).toBe(false));
    await eventually(async () => expect(await changesIn(body.id)).toEqual(['entered changed', 'left changed']));
  },
);

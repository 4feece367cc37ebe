import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Model } from 'mongoose';
import { ActivityModel, MediaModel } from '../../src/activity/activity.model.js';
import { ApiKeyModel } from '../../src/access/api-key.model.js';
import { AutoResponseModel } from '../../src/autoresponses/auto-response.model.js';
import { CampaignModel } from '../../src/campaigns/campaign.model.js';
import { DeliveryBatchModel, DeliveryModel } from '../../src/deliveries/delivery.model.js';
import { FriendModel } from '../../src/friends/friend.model.js';
import { AnnouncementModel } from '../../src/infra/announcements/announcement.model.js';
import { StagePolicyModel } from '../../src/lifecycle/stage-policy.model.js';
import { NoticeModel } from '../../src/notices/notice.model.js';
import { OrderModel } from '../../src/sales/order.model.js';
import { SurveyResponseModel } from '../../src/surveys/survey.model.js';
import { TagLedgerModel, TagRuleModel } from '../../src/tags/tag.model.js';
import { WebhookEventModel } from '../../src/webhook/webhook-event.model.js';
import { buildApp, CHANNEL_ID as channelId, type TestApp } from '../support/build-app.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp({ roles: ['server'] });
});
afterAll(() => product.close());

const now = new Date();
type Query = [name: string, model: Pick<Model<never>, 'collection'>, filter: object, sort?: Record<string, 1 | -1>];

/** Every query that runs per event, per request or every few seconds: none may read a whole collection. */
const QUERIES = [
  ['a friend by LINE user id', FriendModel, { channelId, lineUserId: { $in: ['a', 'b'] } }],
  ['friends of a stage', FriendModel, { channelId, $and: [{ 'stage.name': { $in: ['retain'] } }] }, { _id: 1 }],
  ['friends whose profile is due', FriendModel, { profileDueAt: { $lte: now } }, { profileDueAt: 1 }],
  ['friends whose stage is due', FriendModel, { stageCheckAt: { $lte: now } }, { stageCheckAt: 1 }],
  ['friends whose menu is to be chosen', FriendModel, { menuCheckAt: { $lte: now } }, { menuCheckAt: 1 }],
  ['friends whose menu is owed', FriendModel, { 'menu.owedAt': { $lte: now } }, { 'menu.owedAt': 1 }],
  ['friends with an outbox', FriendModel, { outboxAt: { $lt: now } }, { outboxAt: 1 }],
  ['pending events of a lane', WebhookEventModel, { lane: 3, state: 'pending', dueAt: { $lte: now } }, { at: 1 }],
  ['what happened with a friend', ActivityModel, { friendId: 'a' }, { at: -1 }],
  ['a message by its id', ActivityModel, { channelId, messageId: '1' }],
  ['a message that was unsent', ActivityModel, { channelId, kind: 'message.unsent', 'data.messageId': '1' }],
  ['owed media', MediaModel, { state: 'owed', dueAt: { $lte: now } }, { dueAt: 1 }],
  ['owed announcements', AnnouncementModel, { state: 'owed', publishedAt: { $lt: now } }, { publishedAt: 1 }],
  ['the ledger of a tag', TagLedgerModel, { friendId: 'a', tagId: { $in: ['x'] } }, { at: 1 }],
  ['tagging rules', TagRuleModel, { channelId }, { createdAt: 1 }],
  ['auto-responses', AutoResponseModel, { channelId }, { priority: -1, createdAt: 1 }],
  ['the newest policy', StagePolicyModel, { channelId }, { version: -1 }],
  ['an API key', ApiKeyModel, { fingerprint: 'x', revokedAt: null }],
  ['planned deliveries of a campaign', DeliveryModel, { 'sender.id': 'c', state: 'planned', dueAt: null }, { _id: 1 }],
  ['deliveries that are due', DeliveryModel, { state: 'planned', dueAt: { $lte: now } }, { dueAt: 1 }],
  ['deliveries left in flight', DeliveryModel, { state: 'inFlight', takeOverAt: { $lte: now } }],
  ['deliveries of a batch', DeliveryModel, { batchId: 'b' }, { _id: 1 }],
  ['deliveries of a friend', DeliveryModel, { friendId: 'a' }, { plannedAt: -1 }],
  ['batches left open', DeliveryBatchModel, { state: { $in: ['claiming', 'inFlight'] }, takeOverAt: { $lte: now } }],
  [
    'campaigns to look at',
    CampaignModel,
    { state: { $in: ['scheduled', 'sending'] }, sendAt: { $lte: now } },
    { sendAt: 1 },
  ],
  ['orders of a friend', OrderModel, { friendId: 'a' }, { orderedAt: 1 }],
  ['uncounted orders', OrderModel, { countedAt: null, recordedAt: { $lt: now } }],
  ['surveys to ask', SurveyResponseModel, { state: 'scheduled', askAt: { $lte: now } }, { askAt: 1 }],
  ['notices', NoticeModel, { channelId }, { raisedAt: -1 }],
] as unknown as Query[];

describe('no hot query reads a whole collection', () => {
  // Only the embedded store explains in MongoDB's words; which index an engine may use follows from the same declarations.
  const isExplained = process.env['TEST_STORE'] === 'embedded';

  test.each(QUERIES)('%s', async (_name, model, filter, sort = {}) => {
    const found = model.collection.find(filter).sort(sort).limit(10);
    expect(await found.clone().toArray()).toEqual([]);
    if (!isExplained) return;
    const plan = JSON.stringify(await found.explain('queryPlanner'));
    expect(plan).toMatch(/IXSCAN|IDHACK/);
    expect(plan).not.toContain('COLLSCAN');
  });
});

/** MongoDB uses a partial index only for a query that plainly implies its filter; comparing with $type does not. */
test('partial indexes are declared by equality alone', async () => {
  const { models } = (await import('mongoose')).default;
  for (const model of Object.values(models)) {
    for (const [, options] of model.schema.indexes()) {
      const filter = options.partialFilterExpression ?? {};
      expect(Object.values(filter).every((value) => value === null || typeof value !== 'object')).toBe(true);
    }
  }
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Model } from 'mongoose';
import { ActivityModel, MediaModel } from '../../src/activity/activity.model.js';
import { ApiKeyModel } from '../../src/access/api-key.model.js';
import { AuditEntryModel } from '../../src/access/audit-entry.model.js';
import { SessionModel } from '../../src/access/session.model.js';
import { StaffLinkModel } from '../../src/access/staff-link.model.js';
import { StaffModel } from '../../src/access/staff.model.js';
import { AgentModel } from '../../src/assignment/agent.model.js';
import { AssignmentModel } from '../../src/assignment/assignment.model.js';
import { AutoResponseModel } from '../../src/autoresponses/auto-response.model.js';
import { AggregationUnitModel } from '../../src/campaigns/aggregation-unit.model.js';
import { CampaignModel } from '../../src/campaigns/campaign.model.js';
import { DeliveryBatchModel, DeliveryModel } from '../../src/deliveries/delivery.model.js';
import { WideSendModel } from '../../src/deliveries/wide-send.model.js';
import { FriendModel } from '../../src/friends/friend.model.js';
import { FeedbackDigestModel } from '../../src/feedback/digest.model.js';
import { FeedbackModel } from '../../src/feedback/feedback.model.js';
import { OperationErrorModel, OperationModel } from '../../src/operations/operation.model.js';
import { OwnershipCodeModel } from '../../src/membership/ownership-code.model.js';
import { NoteModel } from '../../src/friends/note.model.js';
import { MergeModel } from '../../src/friends/merge.model.js';
import { ErasureModel } from '../../src/friends/erasure.model.js';
import { AnnouncementModel } from '../../src/infra/announcements/announcement.model.js';
import { ConversationModel, EntryModel } from '../../src/inbox/conversation.model.js';
import { DraftModel } from '../../src/inbox/draft.model.js';
import { GoneConversationModel } from '../../src/inbox/gone-conversation.model.js';
import { MemberModel } from '../../src/inbox/member.model.js';
import { ScheduledMessageModel } from '../../src/inbox/scheduled-message.model.js';
import { TextModel } from '../../src/inbox/text.model.js';
import { CalendarModel, ServicePolicyModel } from '../../src/hours/definition.model.js';
import { PresenceModel } from '../../src/live/presence.model.js';
import { HealthPointModel } from '../../src/lifecycle/health-point.model.js';
import { LifecycleDayModel } from '../../src/lifecycle/lifecycle-day.model.js';
import { LifecycleSettingsModel } from '../../src/lifecycle/settings.model.js';
import { StagePolicyModel } from '../../src/lifecycle/stage-policy.model.js';
import { LinkClickModel, TrackedLinkModel } from '../../src/links/link.model.js';
import { MessageSetModel, MessageSetVersionModel } from '../../src/messages/message-set.model.js';
import { AccountLinkModel } from '../../src/membership/account-link.model.js';
import { ItemModel } from '../../src/membership/item.model.js';
import { OwnershipRequestModel } from '../../src/membership/ownership-request.model.js';
import { PhoneProofModel } from '../../src/membership/phone-proof.model.js';
import { ReferralLinkModel, ReferralModel } from '../../src/referrals/referral.model.js';
import { NoticeModel } from '../../src/notices/notice.model.js';
import { PointAccountModel, PointEntryModel, PointRuleModel } from '../../src/points/point.model.js';
import { DriftPassModel } from '../../src/richmenus/drift-pass.model.js';
import { MenuBatchModel } from '../../src/richmenus/menu-batch.model.js';
import { MenuApplyModel } from '../../src/richmenus/menu-apply.model.js';
import { MenuFiguresModel } from '../../src/richmenus/menu-figures.model.js';
import { MenuLinkDayModel } from '../../src/richmenus/menu-link.model.js';
import { MenuRulesModel, PublishedMenuModel } from '../../src/richmenus/rich-menu.model.js';
import { SegmentModel, SegmentTransitionModel } from '../../src/segments/segment.model.js';
import { OrderModel } from '../../src/sales/order.model.js';
import { OpenPieceModel } from '../../src/reports/open-piece.model.js';
import { ReportDayModel } from '../../src/reports/report-day.model.js';
import { QuestionnaireModel, SurveyResponseModel, SurveyTurnModel } from '../../src/surveys/survey.model.js';
import { FactModel } from '../../src/service/fact.model.js';
import { ServiceRecordModel } from '../../src/service/service-record.model.js';
import { TagLinkModel, TagLinkOpeningModel } from '../../src/tags/tag-link.model.js';
import { TagLedgerModel, TagRuleModel } from '../../src/tags/tag.model.js';
import { TierProgramModel } from '../../src/tiers/tier-program.model.js';
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
  ['the conversation that goes on', ConversationModel, { openFor: 'a' }],
  ['conversations of a state, newest first', ConversationModel, { channelId, state: 'open' }, { lastAt: -1, _id: -1 }],
  [
    'who waits longest',
    ConversationModel,
    { channelId, state: 'open', waitingSince: { $gt: new Date(0) } },
    { waitingSince: 1, _id: 1 },
  ],
  ['conversations of an agent', ConversationModel, { assigneeId: 'a', state: 'open' }, { lastAt: -1, _id: -1 }],
  [
    'conversations of a team that go on',
    ConversationModel,
    { channelId, teamId: 't', state: { $in: ['open', 'pending', 'snoozed'] } },
  ],
  [
    'what is first in a queue',
    AssignmentModel,
    { queue: 'team/t', $or: [{ skills: { $not: { $elemMatch: { $nin: ['a'] } } } }] },
    { priority: -1, since: 1, _id: 1 },
  ],
  ['whether anything waits', AssignmentModel, { queue: { $gt: '' } }],
  [
    'what waits for too long',
    AssignmentModel,
    { $or: [{ queue: 'team/t', queuedAt: { $lte: now }, passed: { $ne: 'team/u' } }] },
  ],
  ['what waits for somebody by name', AssignmentModel, { namedId: { $in: ['a'] }, queue: { $gt: '' } }],
  ['who answered a friend last', AssignmentModel, { friendId: 'a', answeredAt: { $gt: now } }, { answeredAt: -1 }],
  ['who answered a group last', AssignmentModel, { groupId: 'a', answeredAt: { $gt: now } }, { answeredAt: -1 }],
  ['agents who are there', AgentModel, { availability: 'online', seenAt: { $gt: now } }, { lastGivenAt: 1 }],
  ['against whose capacity a conversation counts', AgentModel, { holding: 'a' }],
  ['agents to look at', AgentModel, { checkAt: { $lte: now } }, { checkAt: 1 }],
  ['the latest conversation of a friend', ConversationModel, { friendId: 'a' }, { _id: -1 }],
  ['the latest conversation of a group', ConversationModel, { groupId: 'a' }, { _id: -1 }],
  ['snoozes that are over', ConversationModel, { snoozedUntil: { $lte: now } }, { snoozedUntil: 1 }],
  ['conversations that owe something', ConversationModel, { owedAt: { $lt: now } }, { owedAt: 1 }],
  ['conversations that changed', ConversationModel, { changedAt: { $gt: now } }, { changedAt: 1 }],
  ['the conversation that changed last', ConversationModel, { changedAt: { $gt: now } }, { changedAt: -1 }],
  ['conversations that went', GoneConversationModel, { goneAt: { $gt: now } }, { goneAt: 1 }],
  ['what is known of somebody in groups', MemberModel, { channelId, lineUserId: 'U' }],
  ['drafts in a conversation', DraftModel, { conversationId: 'a' }, { savedAt: -1 }],
  ['drafts about a friend', DraftModel, { friendId: 'a' }],
  ['who has conversations open', PresenceModel, { until: { $gt: now } }, { until: -1 }],
  ['who has a conversation open', PresenceModel, { conversationId: 'a', until: { $gt: now } }, { until: -1 }],
  ['conversations to make findable', ConversationModel, { textsDueAt: { $lte: now } }, { textsDueAt: 1 }],
  [
    'conversations to look at for their service',
    ConversationModel,
    { serviceCheckAt: { $lte: now } },
    { serviceCheckAt: 1 },
  ],
  [
    'conversations that are due',
    ConversationModel,
    { channelId, state: 'open', dueAt: { $gt: new Date(0) } },
    { dueAt: 1, _id: 1 },
  ],
  ['facts of a time', FactModel, { channelId, at: { $gte: now, $lt: now } }, { at: 1, _id: 1 }],
  ['facts of a conversation', FactModel, { conversationId: 'a' }, { at: 1 }],
  ['what was open at the end of a day, before a reading', OpenPieceModel, { dayId: 'a', usedAt: { $lt: now } }],
  ['report days that are over', ReportDayModel, { channelId, timeZone: 'Asia/Taipei', isFinal: true }, { day: -1 }],
  ['facts of a friend', FactModel, { friendId: 'a' }],
  ['service records of a friend', ServiceRecordModel, { friendId: 'a' }],
  ['notes and events of a friend', EntryModel, { friendId: 'a' }, { at: -1, _id: -1 }],
  ['notes and events of a group', EntryModel, { groupId: 'a' }, { at: -1, _id: -1 }],
  ['entries of an operation', EntryModel, { operationId: 'a', _id: { $gt: 'a' } }, { _id: 1 }],
  ['what was said in a group', ActivityModel, { friendId: null, groupId: 'a' }, { at: -1, _id: -1 }],
  ['texts by their pieces', TextModel, { channelId, grams: { $all: ['ab', 'bc'] } }, { at: -1 }],
  ['the text of a message', TextModel, { messageId: 'a' }],
  ['scheduled messages of a conversation', ScheduledMessageModel, { conversationId: 'a' }, { sendAt: 1 }],
  [
    'scheduled messages that are due',
    ScheduledMessageModel,
    { state: 'scheduled', sendAt: { $lte: now } },
    { sendAt: 1 },
  ],
  [
    'scheduled messages that are leaving',
    ScheduledMessageModel,
    { state: 'sending', sendAt: { $lte: now } },
    { sendAt: 1 },
  ],
  ['what wide sends cost', WideSendModel, { channelId, settledAt: { $gte: now, $lt: now } }],
  [
    'wide sends that LINE has not counted yet',
    WideSendModel,
    { channelId, settledAt: null, state: { $in: ['following'] } },
  ],
  ['wide sends to clean up after', WideSendModel, { cleanAt: { $lte: now } }, { cleanAt: 1 }],
  ['recipients of a wide send', DeliveryModel, { 'sender.id': 'a', state: 'planned', dueAt: null }, { _id: 1 }],
  ['campaigns of a state', CampaignModel, { channelId, state: 'review' }],
  ['campaigns with figures to read', CampaignModel, { lineFiguresAt: { $lte: now } }, { lineFiguresAt: 1 }],
  ['the aggregation unit of a campaign', AggregationUnitModel, { channelId, month: '2026-01', name: 'c_1' }],
  ['a friend by LINE user id', FriendModel, { channelId, lineUserId: { $in: ['a', 'b'] } }],
  ['friends of a stage', FriendModel, { channelId, $and: [{ 'stage.name': { $in: ['retain'] } }] }, { _id: 1 }],
  [
    'what moved on some days',
    LifecycleDayModel,
    { channelId, timeZone: 'Asia/Taipei', day: { $gte: '2026-10-30', $lte: '2026-11-28' } },
  ],
  ['since when friends are in a stage', FriendModel, { channelId, 'stage.name': 'retain' }, { 'stage.since': 1 }],
  ['friends whose profile is due', FriendModel, { profileDueAt: { $lte: now } }, { profileDueAt: 1 }],
  ['friends whose stage is due', FriendModel, { stageCheckAt: { $lte: now } }, { stageCheckAt: 1 }],
  ['friends whose menu is to be chosen', FriendModel, { menuCheckAt: { $lte: now } }, { menuCheckAt: 1 }],
  ['friends whose menu is owed', FriendModel, { channelId, 'menu.owedAt': { $lte: now } }, { 'menu.owedAt': 1 }],
  ['menu rules by which nobody has got a menu yet', MenuRulesModel, { unchosenBy: { $gt: '' } }],
  ['batches of LINE to look at', MenuBatchModel, { checkAt: { $lte: now } }],
  ['looks at which menus LINE shows', DriftPassModel, { channelId, isOpen: true }],
  ['the latest looks at which menus LINE shows', DriftPassModel, { channelId }, { startedAt: -1 }],
  ['looks that found a friend', DriftPassModel, { 'friends.friendId': 'a' }],
  [
    'friends who have a menu of LINE',
    FriendModel,
    { channelId, standing: 'following', 'menu.linked.lineRichMenuId': 'richmenu-1' },
    { _id: 1 },
  ],
  [
    'friends who switched to a menu of LINE',
    FriendModel,
    { channelId, standing: 'following', 'menuTab.lineRichMenuId': 'richmenu-1' },
    { _id: 1 },
  ],
  ['the menu of an alias', PublishedMenuModel, { channelId, alias: 'owner-en' }],
  ['menus whose figures are due', PublishedMenuModel, { figuresDueAt: { $lte: now } }, { figuresDueAt: 1 }],
  ['channels whose menus wait', MenuApplyModel, { dueAt: { $lte: now } }, { dueAt: 1 }],
  ['openings of menu links by day', MenuLinkDayModel, { channelId, day: { $gte: '2026-03-01', $lte: '2026-03-31' } }],
  ["LINE's figures of the menus of a channel", MenuFiguresModel, { channelId }],
  ['friends with an outbox', FriendModel, { outboxAt: { $lt: now } }, { outboxAt: 1 }],
  ['policies whose friends are not being moved', StagePolicyModel, { unmovedBy: { $gt: '' } }],
  ['settings whose friends are not being moved', LifecycleSettingsModel, { unmovedBy: { $gt: '' } }],
  ['pending events of a lane', WebhookEventModel, { lane: 3, state: 'pending', dueAt: { $lte: now } }, { at: 1 }],
  ['what happened with a friend', ActivityModel, { friendId: 'a' }, { at: -1 }],
  ['a message by its id', ActivityModel, { channelId, messageId: '1' }],
  ['a message that was unsent', ActivityModel, { channelId, kind: 'message.unsent', 'data.messageId': '1' }],
  ['owed media', MediaModel, { state: 'owed', dueAt: { $lte: now } }, { dueAt: 1 }],
  ['owed announcements', AnnouncementModel, { state: 'owed', publishedAt: { $lt: now } }, { publishedAt: 1 }],
  ['the ledger of a tag', TagLedgerModel, { friendId: 'a', tagId: { $in: ['x'] } }, { at: 1 }],
  ['a ledger page of a tag', TagLedgerModel, { friendId: 'a', tagId: 'x' }, { at: -1, _id: -1 }],
  ['what the ledger knows of a friend', TagLedgerModel, { friendId: 'a' }, { at: -1, _id: -1 }],
  ['applications of a tag', TagLedgerModel, { channelId, tagId: 'x', at: { $gte: now }, op: { $in: ['apply', null] } }],
  ['what a bulk tagging wrote', TagLedgerModel, { channelId, tagId: 'x', at: now, eventId: 'b' }, { _id: 1 }],
  ['friends with a tag', FriendModel, { channelId, 'tags.tagId': 'x' }],
  ['friends whose tags are due', FriendModel, { tagsCheckAt: { $lte: now } }, { tagsCheckAt: 1 }],
  ['message sets by name', MessageSetModel, { channelId }, { name: 1 }],
  ['message sets that speak of a tag', MessageSetModel, { channelId, speaksOf: 'tag/a' }],
  ['versions of a message set', MessageSetVersionModel, { messageSetId: 'a' }, { version: -1 }],
  ['tag links', TagLinkModel, { channelId }, { createdAt: 1 }],
  ['openings of a tag link', TagLinkOpeningModel, { linkId: 'l' }],
  ['links of a sender', TrackedLinkModel, { senderId: 's' }, { createdAt: 1, _id: 1 }],
  ['links of a sender of a channel', TrackedLinkModel, { channelId, senderKind: 'campaign', senderId: 's' }],
  ['who clicked a link', LinkClickModel, { linkId: 'l', friendId: { $gt: 'a' } }, { friendId: 1 }],
  ['who clicked what a sender sent', LinkClickModel, { senderId: 's', friendId: { $gt: 'a' } }, { friendId: 1 }],
  ['which friends clicked', LinkClickModel, { senderId: 's', friendId: { $in: ['a', 'b'] } }],
  ['clicks of a friend', LinkClickModel, { friendId: 'a' }],
  ['activity of a kind', ActivityModel, { channelId, kind: 'a.b', at: { $gte: now } }, { at: -1 }],
  ['tagging rules', TagRuleModel, { channelId }, { createdAt: 1 }],
  ['auto-responses', AutoResponseModel, { channelId }, { priority: -1, createdAt: 1 }],
  ['the newest policy', StagePolicyModel, { channelId }, { version: -1 }],
  ['a session', SessionModel, { fingerprint: 'x' }],
  ['the sessions of a person', SessionModel, { staffId: 's', endsAt: { $gt: now } }, { createdAt: -1 }],
  ['a person by address', StaffModel, { email: 'a@example.com' }],
  ['the owners', StaffModel, { roleKey: 'owner', state: 'active' }],
  ['the people of a team', StaffModel, { teamIds: 't' }],
  ['the links of a person', StaffLinkModel, { staffId: 's' }],
  ['the audit log', AuditEntryModel, {}, { at: -1, _id: -1 }],
  ['the audit log of a person', AuditEntryModel, { by: 'staff/s' }, { at: -1, _id: -1 }],
  ['the audit log of an action', AuditEntryModel, { action: 'sign-in' }, { at: -1, _id: -1 }],
  ['the audit log of a subject', AuditEntryModel, { subjectId: 'x' }, { at: -1, _id: -1 }],
  ['the audit log of refusals', AuditEntryModel, { outcome: 'refused' }, { at: -1, _id: -1 }],
  ['the audit log of a friend', AuditEntryModel, { friendId: 'a' }, { at: -1, _id: -1 }],
  ['entries of the audit log that are old', AuditEntryModel, { at: { $lt: now } }, { at: 1 }],
  ['an API key', ApiKeyModel, { fingerprint: 'x', revokedAt: null }],
  [
    'planned deliveries of a campaign',
    DeliveryModel,
    { 'sender.id': 'c', state: 'planned', dueAt: null, notBefore: { $lte: now } },
    { notBefore: 1, _id: 1 },
  ],
  ['whether a campaign has anything on its way', DeliveryModel, { 'sender.id': 'c', state: 'inFlight' }],
  ['recipients of a campaign', DeliveryModel, { 'sender.id': 'c' }, { _id: 1 }],
  ['what messages cost', DeliveryModel, { channelId, settledAt: { $gte: now, $lt: now }, state: 'accepted' }],
  ['deliveries without a word of LINE', DeliveryModel, { channelId, state: 'unknown' }, { settledAt: -1 }],
  ['orders of a channel in a time', OrderModel, { channelId, orderedAt: { $gte: now, $lt: now } }, { orderedAt: 1 }],
  ['campaigns of a recurring one', CampaignModel, { occurrenceOf: 'c' }, { createdAt: -1 }],
  ['deliveries that are due', DeliveryModel, { state: 'planned', dueAt: { $lte: now } }, { dueAt: 1 }],
  ['deliveries left in flight', DeliveryModel, { state: 'inFlight', takeOverAt: { $lte: now } }],
  ['deliveries of a batch', DeliveryModel, { batchId: 'b' }, { _id: 1 }],
  ['deliveries of a friend', DeliveryModel, { friendId: 'a' }, { plannedAt: -1 }],
  ['batches left open', DeliveryBatchModel, { state: { $in: ['claiming', 'inFlight'] }, takeOverAt: { $lte: now } }],
  [
    'campaigns to look at',
    CampaignModel,
    { state: { $in: ['scheduled', 'sending'] }, wakeAt: { $lte: now } },
    { wakeAt: 1 },
  ],
  ['friends overdue in a stage', FriendModel, { channelId, 'stage.name': 'retain', 'stage.since': { $lte: now } }],
  ['customers by what they spent', FriendModel, { channelId, 'orders.currency': 'TWD' }, { 'orders.totalMinor': 1 }],
  ['customers by their last order', FriendModel, { channelId, 'orders.count': { $gte: 1 } }, { 'orders.lastAt': 1 }],
  ['health of a friend by day', HealthPointModel, { friendId: 'a' }, { at: -1 }],
  ['orders of a friend', OrderModel, { friendId: 'a' }, { orderedAt: 1 }],
  ['uncounted orders', OrderModel, { countedAt: null, recordedAt: { $lt: now } }],
  [
    'surveys to ask',
    SurveyResponseModel,
    { state: 'scheduled', askAt: { $lte: now }, lookAt: { $exists: false } },
    { askAt: 1 },
  ],
  ['askings to look at again', SurveyResponseModel, { lookAt: { $lte: now } }, { lookAt: 1 }],
  ['askings that were left', SurveyResponseModel, { leftAt: { $lte: now } }, { leftAt: 1 }],
  [
    'askings of a friend that wait',
    SurveyResponseModel,
    { friendId: 'a', state: 'scheduled', lookAt: { $exists: true } },
  ],
  ['askings of a day', SurveyResponseModel, { channelId, askAt: { $gte: now, $lt: now } }],
  ['askings that are over', SurveyResponseModel, { state: 'asked', expiresAt: { $lte: now } }, { expiresAt: 1 }],
  ['askings of a friend', SurveyResponseModel, { friendId: 'a', 'answers.eventId': 'b' }, { createdAt: -1 }],
  ['the last time a friend was asked', SurveyTurnModel, { _id: 'a', askedAt: { $lte: now } }],
  ['surveys of a day', QuestionnaireModel, { 'definition.triggers.day': { $in: ['2026-03-01'] } }],
  ['digests that are due', FeedbackDigestModel, { tryAt: { $lte: now } }, { tryAt: 1 }],
  ['feedback of a channel', FeedbackModel, { channelId, state: { $in: ['open'] } }, { openedAt: -1 }],
  ['notices', NoticeModel, { channelId }, { raisedAt: -1, _id: -1 }],
  ['operations with work left', OperationModel, { isOpen: true, dueAt: { $lte: now } }, { dueAt: 1 }],
  ['operations of a channel', OperationModel, { channelId }, { _id: -1 }],
  ['uploaded files that are over', OperationModel, { hasFile: true, fileUntil: { $lte: now } }],
  ['errors of an operation', OperationErrorModel, { operationId: 'o' }, { _id: 1 }],
  ['members of a segment', FriendModel, { channelId, 'segments.id': 's' }, { _id: 1 }],
  ['the sample of previews', FriendModel, { channelId, lot: { $lt: 100 } }],
  ['a random share', FriendModel, { channelId, dice: { $lt: 100 } }],
  ['friends who may enter a segment now', FriendModel, { segmentsCheckAt: { $lte: now } }, { segmentsCheckAt: 1 }],
  ['transitions of a segment', SegmentTransitionModel, { segmentId: 's' }, { at: -1, _id: -1 }],
  ['transitions of a friend', SegmentTransitionModel, { friendId: 'a' }, { at: -1, _id: -1 }],
  ['segments to fill', SegmentModel, { fillingBy: { $gt: '' } }],
  ['segments over ranks', SegmentModel, { rankDueAt: { $lte: now } }],
  ['latest happenings of a kind', ActivityModel, { friendId: 'a', kind: 'a.b' }, { at: -1 }],
  ['campaigns to note on friends', CampaignModel, { isReachNoted: false, state: { $in: ['done', 'cancelled'] } }],
  [
    'what LINE accepted of a campaign',
    DeliveryModel,
    { 'sender.id': 'c', state: 'accepted', _id: { $gt: 'd' } },
    { _id: 1 },
  ],
  ['friends by a piece of their name', FriendModel, { channelId, grams: { $all: ['ab'] }, mergedInto: null }],
  ['merges into a friend', MergeModel, { keepId: { $in: ['a'] } }],
  ['notes of a friend', NoteModel, { friendId: 'a', deletedAt: null }, { at: -1, _id: -1 }],
  ['merges to look at', MergeModel, { dueAt: { $lte: now } }, { dueAt: 1 }],
  ['erasures left half-way', ErasureModel, { state: 'erasing', startedAt: { $lte: now } }, { startedAt: 1 }],
  ['codes that a friend claimed', OwnershipCodeModel, { claimedBy: 'a' }],
  ['items of an owner', ItemModel, { 'owner.friendId': 'a' }, { 'owner.since': -1 }],
  ['items that a friend had', ItemModel, { 'pastOwners.friendId': 'a' }],
  ['items of an account', ItemModel, { channelId, accountId: 'a' }],
  ['items whose owners do not show them yet', ItemModel, { owedAt: { $lt: now } }, { owedAt: 1 }],
  ['items of a channel', ItemModel, { channelId }, { createdAt: -1 }],
  ['ownership requests that wait', OwnershipRequestModel, { channelId, state: 'waiting' }, { requestedAt: -1 }],
  ['ownership requests of a friend', OwnershipRequestModel, { friendId: 'a', state: 'waiting' }],
  ['proofs that a friend began', PhoneProofModel, { friendId: 'a', startedAt: { $gt: now } }],
  ['codes sent for an item', PhoneProofModel, { itemId: 'i', startedAt: { $gt: now } }],
  ['one-time codes to send', PhoneProofModel, { sendOwedAt: { $lt: now } }, { sendOwedAt: 1 }],
  ['account links of a friend', AccountLinkModel, { friendId: 'a' }],
  ['the link of a referrer', ReferralLinkModel, { friendId: 'a' }, { createdAt: 1 }],
  ['whom a friend brought', ReferralModel, { referrerId: 'a', state: 'settled' }],
  ['by whom a friend came', ReferralModel, { refereeId: 'a', state: 'reversing' }],
  ['referrals of a channel', ReferralModel, { channelId }, { openedAt: -1, _id: -1 }],
  ['referrals with a step due', ReferralModel, { dueAt: { $lte: now } }, { dueAt: 1 }],
  ['notices that changed', NoticeModel, { changedAt: { $gt: now } }, { changedAt: 1 }],
  ['the notice that changed last', NoticeModel, { changedAt: { $gt: now } }, { changedAt: -1 }],
  ['notices about a friend', NoticeModel, { friendId: 'a' }, { raisedAt: -1 }],
  ['entries of points since a place', PointEntryModel, { friendId: 'a', seq: { $gt: 5 } }, { seq: 1 }],
  ['a page of entries of points', PointEntryModel, { friendId: 'a' }, { at: -1, _id: -1 }],
  ['open entries of points', PointEntryModel, { isOpen: true, recordedAt: { $lt: now } }, { recordedAt: 1 }],
  ['open entries of a friend', PointEntryModel, { friendId: 'a', isOpen: true, seq: { $lte: 5 } }, { seq: 1 }],
  ['what a rule gave on a day', PointEntryModel, { friendId: 'a', 'source.kind': 'rule', at: { $gte: now } }],
  ['what was taken back of an entry', PointEntryModel, { reverses: 'e' }],
  ['what an order gave', PointEntryModel, { 'source.about': { $in: ['order/a'] }, op: 'earn' }],
  ['friends whose points end', PointAccountModel, { checkAt: { $lte: now } }, { checkAt: 1 }],
  ['rules for points', PointRuleModel, { channelId }, { createdAt: 1 }],
  ['friends whose tier may fall', FriendModel, { tierCheckAt: { $lte: now } }, { tierCheckAt: 1 }],
  ['friends of a tier', FriendModel, { channelId, 'tier.steps': { $elemMatch: { key: { $in: ['gold'] } } } }],
  ['the newest version of a calendar', CalendarModel, { definitionId: 'a' }, { version: -1 }],
  ['the calendars of a channel', CalendarModel, { channelId }, { version: -1 }],
  ['a version of a service policy', ServicePolicyModel, { definitionId: 'a', version: 2 }, { version: -1 }],
  ['the newest tier program', TierProgramModel, { channelId }, { version: -1 }],
  ['tier programs whose friends are not being looked at', TierProgramModel, { unmovedBy: { $gt: '' } }],
  ['failed events of a person', WebhookEventModel, { state: 'failed', 'event.source.userId': 'U' }],
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

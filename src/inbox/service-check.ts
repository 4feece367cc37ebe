import type { Context } from '../context.js';
import type { Filter } from '../infra/mongo/model.js';
import { untilWritten } from '../infra/mongo/model.js';
import { ConversationModel, type Conversation } from './conversation.model.js';
import type { ServiceStanding } from './core/service-standing.js';

/** The conversation as stored, or null. */
export const findConversation = (conversationId: string): Promise<Conversation | null> =>
  ConversationModel.findById(conversationId).lean();

/** Conversations whose service and open hours are to be looked at, the longest due first. */
export async function listDueServiceChecks(ctx: Pick<Context, 'clock'>, limit: number): Promise<string[]> {
  const due = await ConversationModel.find({ serviceCheckAt: { $lte: ctx.clock.now() } }, { _id: 1 })
    .sort({ serviceCheckAt: 1 })
    .limit(limit)
    .lean();
  return due.map(({ _id }) => _id);
}

/** Conversations of a channel that go on, page by page. */
export async function listGoingOn(channelId: string, after: string | null, limit: number): Promise<Conversation[]> {
  const goingOn = { channelId, state: { $in: ['open', 'pending', 'snoozed'] }, _id: { $gt: after ?? '' } };
  return ConversationModel.find(goingOn as Filter<Conversation>)
    .sort({ _id: 1 })
    .limit(limit)
    .lean();
}

/** Has every conversation of a channel that goes on looked at, at a time. */
export async function checkServiceAt(channelId: string, at: Date, conversationIds?: string[]): Promise<void> {
  const goingOn = { channelId, state: { $in: ['open', 'pending', 'snoozed'] } };
  const which = conversationIds ? { ...goingOn, _id: { $in: conversationIds } } : goingOn;
  await untilWritten(() => ConversationModel.collection.updateMany(which as never, { $set: { serviceCheckAt: at } }));
}

/** What looking at a conversation came to. */
export interface ServiceCheck {
  /** How it stands, with the moment at which the nearest promise is over; null without a policy. */
  standing: { serviceLevel: ServiceStanding; dueAt: Date | null } | null;
  /** Up to which revision what happened was looked at. */
  lookedUntil: number;
  /** Of the record that it was measured in. */
  rev: number;
  /** When to look again; null when time alone changes nothing. */
  nextAt: Date | null;
}

/**
 * Shows on the conversation, as it was seen, how it stands. What happened meanwhile stays to be looked at, and an older look
 * never replaces a newer one.
 */
export async function settleServiceCheck(
  seen: Conversation,
  { standing, lookedUntil, rev, nextAt }: ServiceCheck,
): Promise<void> {
  const { _id: conversationId, serviceCheckAt = null } = seen;
  const _id = conversationId as never;
  const shown = showing(seen, standing);
  const looked = seen.happened?.length ? { $pull: { happened: { rev: { $lte: lookedUntil } } } } : {};
  const news = { ...shown, ...looked };
  const settled = {
    filter: { _id, serviceCheckAt: serviceCheckAt as never, rev: seen.rev },
    update: nextAt ? { $set: { serviceCheckAt: nextAt } } : { $unset: { serviceCheckAt: '' as const } },
  };
  await untilWritten(() =>
    ConversationModel.collection.bulkWrite([
      ...(Object.keys(news).length > 0
        ? [{ updateOne: { filter: { _id, $nor: [{ 'serviceLevel.rev': { $gt: rev } }] }, update: news as never } }]
        : []),
      { updateOne: settled },
    ]),
  );
}

function showing({ serviceLevel, dueAt }: Conversation, standing: ServiceCheck['standing']): object {
  const next = { serviceLevel: standing?.serviceLevel, dueAt: standing?.dueAt ?? undefined };
  if (JSON.stringify({ serviceLevel, dueAt }) === JSON.stringify(next)) return {};
  const fields = Object.entries(next);
  const set = Object.fromEntries(fields.filter(([, value]) => value !== undefined));
  const gone = fields.filter(([, value]) => value === undefined).map(([field]) => [field, '']);
  return {
    ...(Object.keys(set).length > 0 ? { $set: set } : {}),
    ...(gone.length > 0 ? { $unset: Object.fromEntries(gone) } : {}),
  };
}

import type { Context } from '../context.js';
import type { Filter } from '../infra/mongo/model.js';
import { untilWritten } from '../infra/mongo/model.js';
import { ConversationModel, TOUCH, type Conversation } from './conversation.model.js';
import type { ServiceStanding } from './core/service-standing.js';
import { signalChanged } from './signal-changed.js';

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
export async function checkServiceAt(channelId: string, at: Date): Promise<void> {
  const goingOn = { channelId, state: { $in: ['open', 'pending', 'snoozed'] } };
  await untilWritten(() => ConversationModel.collection.updateMany(goingOn as never, { $set: { serviceCheckAt: at } }));
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
 * Shows on conversations, as they were seen, how they stand. What happened meanwhile stays to be looked at, and an older look
 * never replaces a newer one.
 */
export async function settleServiceChecks(
  ctx: Pick<Context, 'signal'>,
  all: { seen: Conversation; check: ServiceCheck }[],
): Promise<void> {
  if (all.length === 0) return;
  const looked = all.map((one) => ({ ...one, shown: showing(one.seen, one.check.standing) }));
  const updates = looked.flatMap(updatesFor);
  await untilWritten(() => ConversationModel.collection.bulkWrite(updates as never));
  const changed = looked.filter(({ shown }) => Object.keys(shown).length > 0);
  if (changed.length > 0)
    signalChanged(
      ctx,
      changed.map(({ seen }) => seen._id),
    );
}

function updatesFor({ seen, check, shown }: { seen: Conversation; check: ServiceCheck; shown: object }): object[] {
  const { lookedUntil, rev, nextAt } = check;
  const { _id, serviceCheckAt = null } = seen;
  const looked = seen.happened?.length ? { $pull: { happened: { rev: { $lte: lookedUntil } } } } : {};
  const news = { ...shown, ...looked };
  const isNewer = { _id, $nor: [{ 'serviceLevel.rev': { $gt: rev } }] };
  const isAsSeen = { _id, serviceCheckAt, rev: seen.rev };
  return [
    ...(Object.keys(news).length > 0 ? [{ updateOne: { filter: isNewer, update: news } }] : []),
    {
      updateOne: {
        filter: isAsSeen,
        update: nextAt ? { $set: { serviceCheckAt: nextAt } } : { $unset: { serviceCheckAt: '' } },
      },
    },
  ];
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
    ...TOUCH,
  };
}

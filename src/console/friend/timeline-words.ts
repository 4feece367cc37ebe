import { fieldsOf } from '../line-messages/fields.js';
import type { SegmentRule } from '../../segments/core/rule.js';
import type { TimelineEntry } from './types.js';

/** Kinds of which the timeline speaks in words of their own; any other shows its name. */
export const SPOKEN_KINDS = [
  'activityStatus.changed',
  'checkIn.claimed',
  'consent.changed',
  'conversation.assigned',
  'conversation.handedOver',
  'conversation.noted',
  'conversation.opened',
  'conversation.released',
  'conversation.reopened',
  'conversation.snoozed',
  'conversation.woken',
  'delivery.accepted',
  'delivery.inFlight',
  'delivery.planned',
  'delivery.rejected',
  'delivery.skipped',
  'delivery.unknown',
  'friend.blacklisted',
  'friend.followed',
  'friend.unblacklisted',
  'friend.unfollowed',
  'link.clicked',
  'membership.ended',
  'membership.verified',
  'message.edited',
  'message.received',
  'message.unsent',
  'note.added',
  'notice.raised',
  'order.placed',
  'order.refunded',
  'points.changed',
  'postback.tapped',
  'referral.joined',
  'segment.entered',
  'segment.left',
  'stage.changed',
  'stage.locked',
  'stage.overdue',
  'stage.unlocked',
  'survey.answered',
  'tag.changed',
  'tier.changed',
] as const;
export type SpokenKind = (typeof SPOKEN_KINDS)[number];

/** Outcomes of which the reason is told; of others it is a caution for a crash. */
const HELD_BACK = new Set(['delivery.rejected', 'delivery.skipped', 'delivery.unknown']);

/** What one entry tells, apart from the words for it. */
export interface Told {
  kind: SpokenKind | null;
  /** To be filled in where the words speak of them. */
  values: Record<string, string>;
  /** What sent it, of a delivery. */
  sender: { kind: string; id: string } | null;
  /** What was said or given as the reason, as somebody or something wrote it. */
  said: string | null;
  /** A reason of a delivery, in its code. */
  reason: string | null;
  /** Conditions that held, or did not any more, and so brought it about. */
  because: SegmentRule[];
  /** Who did it: `staff/…`, an API key, a rule; null for what happens by itself. */
  by: string | null;
}

/** Names of what an entry speaks of by its id. */
export interface Names {
  tags: ReadonlyMap<string, string>;
  segments: ReadonlyMap<string, string>;
}

/** Reads an entry of the timeline; what is missing or of another shape is left out. */
export function readEntry({ kind, data }: Pick<TimelineEntry, 'kind' | 'data'>, names: Names): Told {
  const spoken = SPOKEN_KINDS.find((one) => one === kind) ?? null;
  const values: Record<string, string> = {};
  for (const key of ['from', 'to', 'stage', 'model', 'serial', 'score', 'op', 'purpose', 'state'])
    values[key] = textOf(data[key]) ?? '—';
  const [tagId, segmentId] = [textOf(data['tagId']), textOf(data['segmentId'])];
  if (tagId !== null) values['tag'] = names.tags.get(tagId) ?? tagId;
  if (segmentId !== null) values['segment'] = names.segments.get(segmentId) ?? segmentId;
  const level = textOf(fieldsOf(data['levels'])['to']);
  if (level !== null) values['level'] = level;
  if (typeof data['points'] === 'number') values['points'] = (data['points'] > 0 ? '+' : '') + String(data['points']);
  const isDelivery = kind.startsWith('delivery.');
  const isHeldBack = HELD_BACK.has(kind);
  return {
    kind: spoken,
    values,
    sender: senderOf(data['sender']),
    said: isDelivery ? null : saidIn(kind, data),
    reason: isHeldBack ? textOf(data['reason']) : null,
    because: conditionsOf(data['because']),
    by: textOf(data['by']) ?? actorOf(data['actor']),
  };
}

/** What a friend wrote or tapped, or what somebody noted or gave as the reason. */
function saidIn(kind: string, data: Record<string, unknown>): string | null {
  const content = fieldsOf(data['content']);
  return (
    textOf(content['text']) ??
    textOf(data['text']) ??
    textOf(data['note']) ??
    textOf(data['displayText']) ??
    (kind === 'stage.changed' ? null : textOf(data['reason'])) ?? // there it is a word of ours for the way it came about
    textOf(data['externalId'])
  );
}

/** The conditions that something came from, of those that decided it: which held, and no others. */
export const conditionsOf = (because: unknown): SegmentRule[] =>
  (Array.isArray(because) ? because : []).flatMap((one: unknown) => {
    const { condition, truth } = fieldsOf(one);
    return truth === true && typeof condition === 'object' && condition !== null ? [condition as SegmentRule] : [];
  });

function senderOf(given: unknown): Told['sender'] {
  const sender = fieldsOf(given);
  const kind = textOf(sender['kind']);
  return kind === null ? null : { kind, id: textOf(sender['id']) ?? '' };
}

function actorOf(given: unknown): string | null {
  const actor = fieldsOf(given);
  const staffId = textOf(actor['staffId']);
  return staffId === null ? null : `staff/${staffId}`;
}

function textOf(given: unknown): string | null {
  if (typeof given === 'number') return String(given);
  return typeof given === 'string' && given !== '' ? given : null;
}

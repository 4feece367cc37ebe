import type { NewActivity } from '../../activity/index.js';
import type { FriendDocument } from '../../friends/index.js';
import { groupIdOf, type EventSource } from '../../line/webhook-events.js';
import type { Handled, Incoming } from '../handle-event.js';

/** An activity of this event; its id is the event's, so it is recorded once. */
export function activityOf(
  { id, channelId, at, event }: Incoming,
  friend: FriendDocument | null,
  rest: Pick<NewActivity, 'kind'> & Partial<NewActivity>,
): NewActivity {
  const { source } = event;
  return {
    _id: id,
    channelId,
    friendId: friend?._id ?? null,
    groupId: groupIdOf(source) ?? null,
    at,
    ...rest,
    data: { ...rest.data, ...speakerIn(source) },
  };
}

/** Who of a group or room it was; a friend is known by the activity. */
const speakerIn = (source: EventSource | undefined) =>
  source && source.type !== 'user' && source.userId !== undefined ? { lineUserId: source.userId } : {};

/** Records that the event happened; nothing else follows from it yet. */
export function recordOnly(incoming: Incoming, friend: FriendDocument | null, kind: string, part: unknown): Handled {
  const data = part !== null && typeof part === 'object' ? { ...part } : {};
  return {
    friend,
    activities: [activityOf(incoming, friend, { kind, data })],
    activeAt: friend ? incoming.at : null,
    note: null,
  };
}

import type { NewActivity } from '../activity/index.js';
import type { Context } from '../context.js';
import type { FriendDocument } from '../friends/index.js';
import type { Uncounted } from '../inbox/index.js';
import { EVENT_TYPES, type EventType, type WebhookEvent } from '../line/webhook-events.js';
import { assertNever } from '../shared/assert-never.js';
import { handleAccountLink } from './handlers/account-link.js';
import { handleFollow, handleUnfollow } from './handlers/follow.js';
import { handleMessage, handleMessageEdited } from './handlers/message.js';
import { handlePostback } from './handlers/postback.js';
import { recordOnly } from './handlers/record-only.js';
import { handleUnsend } from './handlers/unsend.js';
import { UNKNOWN_TYPE, type StoredEvent } from './webhook-event.model.js';

/** What handling one event came to. */
export interface Handled {
  friend: FriendDocument | null;
  activities: NewActivity[];
  /** What is to be counted on the friend's conversation, together with others. */
  uncounted?: Uncounted | null;
  /** Set when the friend did something. */
  activeAt: Date | null;
  /** Why the event was not acted on; it is then kept whole. */
  note: string | null;
}

/** One event on its way through a handler. */
export interface Incoming {
  id: string;
  channelId: string;
  at: Date;
  event: WebhookEvent;
  /** The free reply, while LINE takes it; none when another channel holds the chat. */
  reply: { token: string; until: Date } | null;
}

const REPLY_USABLE_MS = 50_000; // LINE: within one minute of receiving the webhook

/** Acts on one event. Running it again for the same event changes nothing further. */
export async function handleEvent(ctx: Context, stored: StoredEvent, friend: FriendDocument | null): Promise<Handled> {
  const { event } = stored;
  if (!event) throw new Error(`Event ${stored._id} has lost its content.`);
  const type = EVENT_TYPES.find((known) => known === event.type);
  if (!type) {
    ctx.log.warn({ event: stored._id, type: event.type }, 'event of an unknown type is kept and not acted on');
    return { friend, activities: [], activeAt: null, note: UNKNOWN_TYPE };
  }
  const canReply = event.replyToken !== undefined && event.mode !== 'standby';
  const reply = canReply
    ? { token: event.replyToken ?? '', until: new Date(stored.receivedAt.getTime() + REPLY_USABLE_MS) }
    : null;
  return handleKnown(ctx, type, { id: stored._id, channelId: stored.channelId, at: stored.at, event, reply }, friend);
}

async function handleKnown(
  ctx: Context,
  type: EventType,
  incoming: Incoming,
  friend: FriendDocument | null,
): Promise<Handled> {
  switch (type) {
    case 'message':
      return handleMessage(ctx, incoming, friend);
    case 'messageEdited':
      return handleMessageEdited(ctx, incoming, friend);
    case 'unsend':
      return handleUnsend(ctx, incoming, friend);
    case 'follow':
      return handleFollow(ctx, incoming, friend);
    case 'unfollow':
      return handleUnfollow(ctx, incoming, friend);
    case 'postback':
      return handlePostback(ctx, incoming, friend);
    case 'join':
      return recordOnly(incoming, friend, 'group.joined', {});
    case 'leave':
      return recordOnly(incoming, friend, 'group.left', {});
    case 'memberJoined':
      return recordOnly(incoming, friend, 'member.joined', incoming.event['joined']);
    case 'memberLeft':
      return recordOnly(incoming, friend, 'member.left', incoming.event['left']);
    case 'videoPlayComplete':
      return recordOnly(incoming, friend, 'video.completed', incoming.event['videoPlayComplete']);
    case 'beacon':
      return recordOnly(incoming, friend, 'beacon.seen', incoming.event['beacon']);
    case 'accountLink':
      return handleAccountLink(ctx, incoming, friend);
    case 'membership':
      return recordOnly(incoming, friend, 'lineMembership.changed', incoming.event['membership']);
    case 'delivery':
      return recordOnly(incoming, friend, 'notification.delivered', incoming.event['delivery']);
    case 'module':
      return recordOnly(incoming, friend, 'module.changed', incoming.event['module']);
    case 'activated':
      return recordOnly(incoming, friend, 'chat.activated', incoming.event['chatControl']);
    case 'deactivated':
      return recordOnly(incoming, friend, 'chat.deactivated', {});
    case 'botSuspended':
      return recordOnly(incoming, friend, 'bot.suspended', {});
    case 'botResumed':
      return recordOnly(incoming, friend, 'bot.resumed', {});
    default:
      return assertNever(type);
  }
}

import { unsendMessage } from '../../activity/index.js';
import type { Context } from '../../context.js';
import { changeFriend, type FriendDocument } from '../../friends/index.js';
import { hearUnsent } from '../../inbox/index.js';
import { EventParts, groupIdOf } from '../../line/webhook-events.js';
import type { Handled, Incoming } from '../handle-event.js';
import { activityOf } from './record-only.js';

const REMEMBERED = 20; // an unsend overtakes its message by moments, not by many messages

export async function handleUnsend(ctx: Context, incoming: Incoming, friend: FriendDocument | null): Promise<Handled> {
  const { messageId } = EventParts.unsend.parse(incoming.event).unsend;
  await unsendMessage({ channelId: incoming.channelId, messageId, at: incoming.at });
  const groupId = groupIdOf(incoming.event.source);
  if (friend?.conversation) await hearUnsent(ctx, { conversationId: friend.conversation.id }, messageId);
  else if (groupId !== undefined) await hearUnsent(ctx, { channelId: incoming.channelId, groupId }, messageId);
  const remembering =
    friend &&
    (await changeFriend(ctx, friend, ({ unsentMessageIds }) =>
      unsentMessageIds.includes(messageId)
        ? null
        : { set: { unsentMessageIds: [...unsentMessageIds, messageId].slice(-REMEMBERED) } },
    ));
  const activity = activityOf(incoming, friend, { kind: 'message.unsent', data: { messageId } });
  return { friend: remembering, activities: [activity], activeAt: friend ? incoming.at : null, note: null };
}

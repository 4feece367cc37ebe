import { nameActor } from '../access/index.js';
import type { Context } from '../context.js';
import { insertNew } from '../infra/mongo/model.js';
import { EntryModel, type Conversation } from './conversation.model.js';

/** Puts something that happened between the messages of a chat, under an id of its cause: the same one stands there once. */
export async function addEntry(
  ctx: Pick<Context, 'actor' | 'clock'>,
  { _id: conversationId, channelId, friendId, groupId }: Conversation,
  { cause, name, data }: { cause: string; name: string; data: Record<string, unknown> },
): Promise<void> {
  await insertNew(EntryModel, [
    {
      // What is on record of a friend is found by an id that begins with theirs.
      _id: `${friendId ?? groupId ?? ''}:conversation/${conversationId}:${cause}`,
      channelId,
      conversationId,
      friendId,
      groupId,
      kind: 'event',
      at: ctx.clock.now(),
      by: nameActor(ctx.actor),
      text: null,
      mentions: [],
      editedAt: null,
      name,
      data,
    },
  ]);
}

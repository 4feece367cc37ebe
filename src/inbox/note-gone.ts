import type { Context } from '../context.js';
import { ConversationModel } from './conversation.model.js';
import { GoneConversationModel } from './gone-conversation.model.js';
import { signalChanged } from './signal-changed.js';

/** Notes that the conversations of a friend go, so that consoles drop them; before they are deleted. May run twice. */
export async function noteGone(ctx: Pick<Context, 'clock' | 'signal'>, friendId: string): Promise<void> {
  const going = await ConversationModel.find(
    { friendId },
    { channelId: 1, assigneeId: 1, teamId: 1, participants: 1, formerSights: 1 },
  ).lean();
  if (going.length === 0) return;
  const until = ctx.clock.now();
  await GoneConversationModel.collection.bulkWrite(
    going.map(({ _id, channelId, assigneeId, teamId, participants, formerSights }) => ({
      updateOne: {
        filter: { _id: _id as never },
        update: {
          $set: { channelId, formerSights: [...formerSights, { assigneeId, teamId, participants, until }] },
          $currentDate: { goneAt: true },
        },
        upsert: true,
      },
    })),
  );
  signalChanged(
    ctx,
    going.map(({ _id }) => _id),
  );
}

import type { Context } from '../context.js';
import { untilWritten } from '../infra/mongo/model.js';
import { ConversationModel, TOUCH } from './conversation.model.js';
import { signalChanged } from './signal-changed.js';

/** Consoles show the name and picture of a friend beside the conversation that goes on: these may be others now. */
export async function showProfile(ctx: Pick<Context, 'signal'>, friendId: string): Promise<void> {
  const shown = await untilWritten(() =>
    ConversationModel.collection.findOneAndUpdate({ openFor: friendId }, TOUCH as never, { projection: { _id: 1 } }),
  );
  if (shown) signalChanged(ctx, [String(shown._id)]);
}

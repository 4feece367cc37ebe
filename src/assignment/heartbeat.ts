import type { Context } from '../context.js';
import { untilWritten } from '../infra/mongo/model.js';
import { AgentModel, type Agent } from './agent.model.js';
import { isThere } from './core/agent.js';
import { wakeGiving } from './wake-giving.js';

/**
 * Says that the console of somebody of the staff is open; to be repeated every 20 s or so. One write. Resolves to the agent,
 * or to null for somebody who is none and of whom nothing is kept.
 */
export async function heartbeat(ctx: Pick<Context, 'clock' | 'wake'>, staffId: string): Promise<Agent | null> {
  const seenAt = ctx.clock.now();
  const written = await untilWritten(() =>
    AgentModel.collection.findOneAndUpdate(
      { _id: staffId as never },
      { $set: { seenAt } },
      { returnDocument: 'before' },
    ),
  );
  const before = written as Agent | null;
  if (before?.availability === 'online' && !isThere(before, seenAt)) wakeGiving(ctx);
  return before && { ...before, seenAt };
}

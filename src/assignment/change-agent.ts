import { requireAnswering } from '../access/index.js';
import type { Context } from '../context.js';
import type { Agent } from './agent.model.js';
import { ensureAgent, writeAgent } from './agents.js';
import { wakeGiving } from './wake-giving.js';
import { AgentChange } from './schemas.js';

/** Changes what an agent can do, how much, and whether they take new conversations; what is left out stays. */
export async function changeAgent(
  ctx: Pick<Context, 'clock' | 'wake'>,
  staffId: string,
  given: AgentChange,
): Promise<Agent> {
  const { availability, ...fields } = AgentChange.parse(given);
  await requireAnswering(staffId);
  await ensureAgent(ctx, staffId);
  if (Object.keys(fields).length > 0) await writeAgent({ _id: staffId }, { $set: fields });
  if (availability !== undefined) {
    const now = ctx.clock.now();
    await writeAgent(
      { _id: staffId, availability: { $ne: availability } },
      // Whoever goes offline may have something that is to go back in time.
      { $set: { availability, availabilityAt: now, ...(availability === 'offline' ? { checkAt: now } : {}) } },
    );
  }
  wakeGiving(ctx);
  return ensureAgent(ctx, staffId);
}

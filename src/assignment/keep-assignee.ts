import type { Context } from '../context.js';
import { act, findConversation, type Conversation } from '../inbox/index.js';
import { ensureAgent } from './agents.js';
import { obstaclesNow } from './core/choose-agent.js';
import { queueOf } from './core/queue.js';
import { reasonOf, type Because } from './core/reason.js';
import { getPolicy } from './policies.js';
import { weigh } from './weigh.js';
import { holderOf, takeSlotIfFree } from './slots.js';

type Why = Extract<Because, { kind: 'notFree' }>['why'];
const LOSSES_MAX = 20; // others who take room with one agent at the same time are few

/**
 * A friend goes on with a conversation that was resolved: `staffId`, who had it then, has it again while they are online and
 * have room. Else it goes back, where the policy gives conversations away. Whoever took it since keeps it.
 */
export async function keepAssignee(ctx: Context, conversationId: string, staffId: string): Promise<void> {
  const conversation = await findConversation(conversationId);
  if (!conversation || holderOf(conversation) !== staffId) return;
  if ((await getPolicy(ctx, queueOf(conversation))).mode === 'manual') return;
  const why = await takeBackUp(ctx, staffId, conversation);
  if (why === null) return;
  await act(
    ctx,
    conversationId,
    { kind: 'assign', staffId: null },
    {
      because: { ...reasonOf({ kind: 'notFree', staffId, why }) },
      onlyIf: ({ state, assigneeId, waitingSince }) =>
        state === 'open' && assigneeId === staffId && waitingSince !== undefined,
    },
  );
}

/** Takes room with them; resolves to why there is none, or null. */
async function takeBackUp(ctx: Context, staffId: string, conversation: Conversation): Promise<Why | null> {
  const takes = await weigh(ctx, conversation);
  for (let loss = 0; loss < LOSSES_MAX; loss += 1) {
    const agent = await ensureAgent(ctx, staffId);
    if (agent.holding.includes(conversation._id)) return null;
    const [obstacle] = obstaclesNow(agent, takes, ctx.clock.now());
    if (obstacle) return obstacle.kind === 'offline' || obstacle.kind === 'busy' ? obstacle.kind : 'full';
    if (await takeSlotIfFree(ctx, agent, { id: conversation._id, weight: takes })) return null;
  }
  return 'full';
}

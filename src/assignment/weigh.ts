import type { Context } from '../context.js';
import type { Conversation } from '../inbox/index.js';
import { MANUAL } from './core/policy.js';
import { queueOf } from './core/queue.js';
import { weightOf } from './core/weight.js';
import { listPolicies } from './policies.js';

type Weighed = Pick<Conversation, 'channelId' | 'teamId' | 'priority'>;

/** Says of conversations how much of an agent's capacity each takes, by the policies as they are now. */
export async function weighing(ctx: Pick<Context, 'clock'>): Promise<(conversation: Weighed) => number> {
  const policies = new Map((await listPolicies(ctx)).map((policy) => [policy.queue, policy]));
  return (conversation) => weightOf(policies.get(queueOf(conversation)) ?? MANUAL, conversation);
}

/** The same of one conversation. */
export const weigh = async (ctx: Pick<Context, 'clock'>, conversation: Weighed): Promise<number> =>
  (await weighing(ctx))(conversation);

import type { Context } from '../context.js';
import { addEntry, findConversation, type Conversation } from '../inbox/index.js';
import { untilWritten } from '../infra/mongo/model.js';
import { AgentModel, type Agent } from './agent.model.js';
import { ensureAgent, writeAgent } from './agents.js';
import { heldBy } from './core/agent.js';

/** How often an agent who has something is looked at. */
export const CHECK_EVERY_MS = 60_000;
/** More than anybody's capacity: of what was claimed beyond it no account is kept. */
const HOLDING_MAX = 1_000;

/** Against whose capacity a conversation counts: not while it is put off or over. */
export const holderOf = ({ state, assigneeId }: Pick<Conversation, 'state' | 'assigneeId'>): string | null =>
  state === 'open' ? assigneeId : null;

export const nextCheck = ({ clock }: Pick<Context, 'clock'>): Date => new Date(clock.now().getTime() + CHECK_EVERY_MS);

/** Nothing that was decided on has changed since. */
const asSeen = ({ _id, capacity, availability, lastGivenAt, holding, reserved }: Agent) => ({
  _id,
  capacity,
  availability,
  lastGivenAt,
  holding: { $size: holding.length },
  reserved: { $size: reserved.length },
});

/**
 * Takes room with an agent for conversations that are about to be given to them; null when they are not as they were seen.
 * So nobody is given more than their capacity, whoever gives at the same time.
 */
export function reserveSlots(
  ctx: Pick<Context, 'clock'>,
  agent: Agent,
  gifts: { conversationId: string; lastGivenAt: Date }[],
): Promise<Agent | null> {
  const at = ctx.clock.now();
  return writeAgent(asSeen(agent), {
    $push: { reserved: { $each: gifts.map(({ conversationId: id }) => ({ id, at })) } },
    $max: { lastGivenAt: new Date(Math.max(...gifts.map(({ lastGivenAt }) => lastGivenAt.getTime()))) },
    $min: { checkAt: nextCheck(ctx) },
  });
}

/** Of the room that was taken, what was given counts from now on; the rest is free again. */
export const fillSlots = (
  staffId: string,
  { reserved, holding }: { reserved: string[]; holding: string[] },
): Promise<Agent | null> =>
  writeAgent(
    { _id: staffId },
    { $pull: { reserved: { id: { $in: reserved } } }, $addToSet: { holding: { $each: holding } } },
  );

/** Takes room for a conversation that is an agent's already, if they have any; null when not. */
export const takeSlotIfFree = (
  ctx: Pick<Context, 'clock'>,
  agent: Agent,
  conversationId: string,
): Promise<Agent | null> =>
  writeAgent(asSeen(agent), { $addToSet: { holding: conversationId }, $min: { checkAt: nextCheck(ctx) } });

/**
 * Makes the accounts of agents agree with whose a conversation is now: it counts for its holder, beyond their capacity if
 * need be, and for nobody else. Resolves to whether somebody got room.
 */
export async function settleSlots(
  ctx: Pick<Context, 'actor' | 'clock'>,
  conversation: Conversation,
): Promise<{ conversation: Conversation; isFreed: boolean }> {
  let current = conversation;
  let isFreed = false;
  for (;;) {
    const holderId = holderOf(current);
    const isNew = current.rev === 1; // it was nobody else's before
    const freed = !isNew && (await freeOthers(current._id, holderId));
    isFreed ||= freed;
    const isTaken = holderId !== null && (await countFor(ctx, current, holderId));
    if (!freed && !isTaken) return { conversation: current, isFreed };
    // What was written goes by what was read: the conversation may have moved on in between.
    const again = await findConversation(current._id);
    if (!again) return { conversation: current, isFreed: (await freeOthers(current._id, null)) || isFreed };
    if (again.rev === current.rev) return { conversation: again, isFreed };
    current = again;
  }
}

/** Ends that a conversation counts for anybody but its holder; resolves to whether it did. */
export async function freeOthers(conversationId: string, holderId: string | null): Promise<boolean> {
  const freed = await untilWritten(() =>
    AgentModel.collection.updateMany(
      { holding: conversationId, ...(holderId === null ? {} : { _id: { $ne: holderId as never } }) },
      { $pull: { holding: conversationId as never } },
    ),
  );
  return freed.modifiedCount > 0;
}

/** Resolves to whether it did not count for them before. */
async function countFor(
  ctx: Pick<Context, 'actor' | 'clock'>,
  conversation: Conversation,
  holderId: string,
): Promise<boolean> {
  const { _id: id, rev } = conversation;
  const agent = await ensureAgent(ctx, holderId);
  if (agent.reserved.some((one) => one.id === id)) {
    await fillSlots(holderId, { reserved: [id], holding: [id] });
    return true;
  }
  if (agent.holding.includes(id)) return false;
  const counted = await writeAgent(
    { _id: holderId, holding: { $ne: id }, [`holding.${HOLDING_MAX - 1}`]: { $exists: false } },
    { $push: { holding: id }, $min: { checkAt: nextCheck(ctx) } },
  );
  if (!counted) return false;
  const [held, { capacity }] = [heldBy(counted), counted];
  if (held > capacity)
    await addEntry(ctx, conversation, {
      cause: `over/${rev}`,
      name: 'overCapacity',
      data: { staffId: holderId, held, capacity },
    });
  return true;
}

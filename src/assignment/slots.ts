import type { Context } from '../context.js';
import { addEntry, findConversation, type Conversation } from '../inbox/index.js';
import { untilWritten } from '../infra/mongo/model.js';
import { AgentModel, type Agent } from './agent.model.js';
import { ensureAgent, writeAgent } from './agents.js';
import { heldBy, weightHeld } from './core/agent.js';
import { USUAL_WEIGHT } from './core/weight.js';
import { weigh } from './weigh.js';

/** How often an agent who has something is looked at. */
export const CHECK_EVERY_MS = 60_000;
/** More than anybody's capacity: of what was claimed beyond it no account is kept. */
const HOLDING_MAX = 1_000;

/** Against whose capacity a conversation counts: not while it is put off or over. */
export const holderOf = ({ state, assigneeId }: Pick<Conversation, 'state' | 'assigneeId'>): string | null =>
  state === 'open' ? assigneeId : null;

export const nextCheck = ({ clock }: Pick<Context, 'clock'>): Date => new Date(clock.now().getTime() + CHECK_EVERY_MS);

/** Nothing that was decided on has changed since. */
const asSeen = ({ _id, capacity, availability, lastGivenAt, holding, reserved, loadRev }: Agent) => ({
  _id,
  capacity,
  availability,
  lastGivenAt,
  holding: { $size: holding.length },
  reserved: { $size: reserved.length },
  loadRev: loadRev ?? null,
});

const CHANGED = { loadRev: 1 };

/** What is written beside the ids of conversations that are an agent's: how much each takes, unless that is as usual. */
function weightsOf(counted: Counted[]): { $set?: object; $unset?: object } {
  const field = ({ id }: Counted) => `weights.${id}`;
  const heavy = counted.filter(({ weight }) => weight !== USUAL_WEIGHT);
  const usual = counted.filter(({ weight }) => weight === USUAL_WEIGHT);
  return {
    ...(heavy.length > 0 ? { $set: Object.fromEntries(heavy.map((one) => [field(one), one.weight])) } : {}),
    ...(usual.length > 0 ? { $unset: Object.fromEntries(usual.map((one) => [field(one), ''])) } : {}),
  };
}

/** A conversation with how much of a capacity it takes. */
interface Counted {
  id: string;
  weight: number;
}

/**
 * Takes room with an agent for conversations that are about to be given to them; null when they are not as they were seen.
 * So nobody is given more than their capacity, whoever gives at the same time.
 */
export function reserveSlots(
  ctx: Pick<Context, 'clock'>,
  agent: Agent,
  gifts: { conversationId: string; takes: number; lastGivenAt: Date }[],
): Promise<Agent | null> {
  const at = ctx.clock.now();
  const ids = new Set(gifts.map(({ conversationId }) => conversationId));
  return writeAgent(asSeen(agent), {
    // Room that a process took for one of these before it died is taken anew.
    $set: {
      reserved: [
        ...agent.reserved.filter(({ id }) => !ids.has(id)),
        ...gifts.map(({ conversationId: id, takes: weight }) => ({ id, at, weight })),
      ],
    },
    $inc: CHANGED,
    $max: { lastGivenAt: new Date(Math.max(...gifts.map(({ lastGivenAt }) => lastGivenAt.getTime()))) },
    $min: { checkAt: nextCheck(ctx) },
  });
}

/** Of the room that was taken, what was given counts from now on; the rest is free again. */
export const fillSlots = (
  staffId: string,
  { reserved, holding }: { reserved: string[]; holding: Counted[] },
): Promise<Agent | null> =>
  writeAgent(
    { _id: staffId },
    {
      $pull: { reserved: { id: { $in: reserved } } },
      $addToSet: { holding: { $each: holding.map(({ id }) => id) } },
      ...weightsOf(holding),
      $inc: CHANGED,
    },
  );

/** Takes room for a conversation that is an agent's already, if they have any; null when not. */
export const takeSlotIfFree = (ctx: Pick<Context, 'clock'>, agent: Agent, counted: Counted): Promise<Agent | null> =>
  writeAgent(asSeen(agent), {
    $addToSet: { holding: counted.id },
    ...weightsOf([counted]),
    $inc: CHANGED,
    $min: { checkAt: nextCheck(ctx) },
  });

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
    const counted = holderId === null ? 'as before' : await countFor(ctx, current, holderId);
    isFreed ||= counted === 'less';
    if (!freed && counted === 'as before') return { conversation: current, isFreed };
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
      {
        $pull: { holding: conversationId as never },
        $unset: { [`weights.${conversationId}`]: '' },
        $inc: CHANGED,
      },
    ),
  );
  return freed.modifiedCount > 0;
}

/** Resolves to whether it counts for them as it did before, or more, or less. */
async function countFor(
  ctx: Pick<Context, 'actor' | 'clock'>,
  conversation: Conversation,
  holderId: string,
): Promise<'as before' | 'more' | 'less'> {
  const { _id: id } = conversation;
  const [agent, weight] = [await ensureAgent(ctx, holderId), await weigh(ctx, conversation)];
  if (agent.reserved.some((one) => one.id === id)) {
    await fillSlots(holderId, { reserved: [id], holding: [{ id, weight }] });
    return 'more';
  }
  const before = agent.holding.includes(id) ? weightHeld(agent, id) : 0;
  if (before === weight) return 'as before';
  const counted = await writeAgent(
    before > 0
      ? { _id: holderId, holding: id, [`weights.${id}`]: agent.weights?.[id] ?? null }
      : { _id: holderId, holding: { $ne: id }, [`holding.${HOLDING_MAX - 1}`]: { $exists: false } },
    {
      $addToSet: { holding: id },
      ...weightsOf([{ id, weight }]),
      $inc: CHANGED,
      $min: { checkAt: nextCheck(ctx) },
    },
  );
  if (!counted) return 'as before';
  if (weight < before) return 'less';
  await noteOver(ctx, conversation, counted);
  return 'more';
}

/** Says in the thread that somebody has more than their capacity, when they do. */
async function noteOver(
  ctx: Pick<Context, 'actor' | 'clock'>,
  conversation: Conversation,
  counted: Agent,
): Promise<void> {
  const [held, { capacity }] = [heldBy(counted), counted];
  if (held > capacity)
    await addEntry(ctx, conversation, {
      cause: `over/${conversation.rev}`,
      name: 'overCapacity',
      data: { staffId: counted._id, held, capacity },
    });
}

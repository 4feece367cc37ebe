import type { Context } from '../context.js';
import { MESSAGES_MAX } from '../messages/core/limits.js';
import { DeliveryModel, type Delivery } from './delivery.model.js';
import { uncountDeliveries, writeAll, type Ready } from './gate-deliveries.js';
import { MEMBER_OVERDUE_MS, UNSENT } from './outcome.js';

/** A delivery in whose request others leave, and the claim under which they do. */
interface Leader {
  _id: string;
  friendId: string;
  claim: string;
}

const STUCK_MS = 60_000; // whatever keeps one that is due for longer keeps nobody else

/** What one delivery leaves with: those of the same friend that are due too, in the order in which they were planned. */
export async function findDueTogether(delivery: Delivery, now: Date): Promise<Delivery[]> {
  if (delivery.isAlone) return [delivery];
  const due = { $gt: new Date(now.getTime() - STUCK_MS), $lte: now };
  const others = await DeliveryModel.find({
    _id: { $ne: delivery._id },
    friendId: delivery.friendId,
    state: 'planned',
    dueAt: due,
    isAlone: { $ne: true },
  })
    .sort({ plannedAt: 1, _id: 1 })
    .limit(MESSAGES_MAX)
    .lean();
  return [delivery, ...others].toSorted(
    (one, other) => one.plannedAt.getTime() - other.plannedAt.getTime() || (one._id < other._id ? -1 : 1),
  );
}

/** The first one and those after it that fit into one request with it. */
export function fitTogether(ready: Ready[]): Ready[] {
  let bubbles = 0;
  const tooMany = ready.findIndex(({ messages }) => (bubbles += messages.length) > MESSAGES_MAX);
  return tooMany === -1 ? ready : ready.slice(0, tooMany);
}

/** Claims what leaves in the request of another delivery, as far as nobody else has it. */
export async function claimMembers(
  leader: Leader,
  members: Ready[],
  { method, now }: { method: 'reply' | 'push'; now: Date },
): Promise<void> {
  const takeOverAt = new Date(now.getTime() + MEMBER_OVERDUE_MS);
  const joined = {
    state: 'inFlight' as const,
    method,
    joinedTo: leader._id,
    claim: leader.claim,
    firstCallAt: now,
    takeOverAt,
  };
  await writeAll(
    'planned',
    members.map(({ delivery: { _id }, messages, passed }) => ({ id: _id, set: { ...joined, messages, passed } })),
  );
}

/** What leaves in the request of a delivery, in the order in which it was planned. */
export const findMembers = (leader: Leader): Promise<Delivery[]> =>
  DeliveryModel.find(membersOf(leader)).sort({ plannedAt: 1, _id: 1 }).lean();

/** Ends what left in a request as the request did. */
export async function settleMembers(leader: Leader, settled: Partial<Delivery>): Promise<void> {
  const members = { ...membersOf(leader), state: 'inFlight' as const };
  if (settled.state === 'rejected') await uncountDeliveries(await DeliveryModel.find(members, { friendId: 1 }).lean());
  await DeliveryModel.updateMany(members, { $set: settled });
}

/**
 * One that was not settled with the request in which it left ends as that did. It is planned again when it was no part of it,
 * because the process died before that was fixed, and waits while the request is open.
 */
export async function settleMember(ctx: Pick<Context, 'clock'>, member: Delivery, leaderId: string): Promise<void> {
  const leader = await DeliveryModel.findById(leaderId).lean();
  const settled = leader?.claim === member.claim ? settledWith(ctx, leader) : UNSENT;
  await DeliveryModel.updateOne({ _id: member._id, claim: member.claim, state: 'inFlight' }, { $set: settled });
}

function settledWith(ctx: Pick<Context, 'clock'>, leader: Delivery): Partial<Delivery> {
  const { state, reason, lineRequestId, settledAt } = leader;
  if (state !== 'inFlight') return { state, reason, lineRequestId, settledAt };
  return { takeOverAt: new Date(ctx.clock.now().getTime() + MEMBER_OVERDUE_MS) };
}

const membersOf = ({ _id, friendId, claim }: Leader) => ({ friendId, joinedTo: _id, claim });

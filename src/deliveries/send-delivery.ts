import { gatewayOf } from '../channels/index.js';
import type { Context } from '../context.js';
import { findFriendsById } from '../friends/index.js';
import { newId, newRetryKey } from '../infra/ids.js';
import { CALL_OVERDUE_MS } from '../line/limits.js';
import { recallAllowance } from './allowance.js';
import { hasBudget } from './core/sending-policy.js';
import { SEND_DELIVERY } from './deliver.js';
import { DeliveryModel, type Delivery } from './delivery.model.js';
import { gateDeliveries, uncountDeliveries, type Ready } from './gate-deliveries.js';
import {
  callLine,
  firstCallOf,
  isAmbiguous,
  isOverdue,
  isRetryKeyExpired,
  REPEAT_MS,
  UNSENT,
  settledFields,
  type Outcome,
  type SettledOutcome,
} from './outcome.js';
import {
  claimMembers,
  findDueTogether,
  findMembers,
  fitTogether,
  settleMember,
  settleMembers,
} from './join-deliveries.js';
import { settleBatchMember } from './send-batch.js';
import { getSendingPolicy } from './sending-policy.js';
import { tellNotSent } from './tell-not-sent.js';
import { tellUnknown } from './tell-unknown.js';

const STOPPED_REPEAT_MS = 60_000;
const PROFILE_WAIT_MS = 5_000;
const PROFILE_LOOK_MS = 100;

/**
 * Brings one planned delivery to its end: gates, then a free reply while its token is fresh, else a push. What is sent and
 * with which key is stored before the first call, so whoever repeats this after a crash repeats exactly that.
 */
export async function sendDelivery(ctx: Context, deliveryId: string): Promise<void> {
  const delivery = await takeDelivery(ctx, deliveryId);
  if (!delivery) return;
  const outcome = await callOnce(ctx, delivery);
  await settleDelivery(ctx, delivery, outcome);
}

/**
 * The delivery, in flight and ours to call; null when it is settled, not due, or in somebody else's hands. Before a call it
 * is stored that LINE may take it, so that whoever finds it after a crash knows; `mayBeTaken` and `reason` here are what
 * was known before this call.
 */
async function takeDelivery(ctx: Context, deliveryId: string): Promise<Delivery | null> {
  const now = ctx.clock.now();
  const found = await DeliveryModel.findById(deliveryId).lean();
  if (!found) return null;
  // Its wide send settles it, for all whom that reached together.
  if (found.method === 'narrowcast' || found.method === 'broadcast') return null;
  if (found.state === 'inFlight') {
    if (found.takeOverAt !== null && !isOverdue(found.takeOverAt, now)) return null;
    if (found.batchId !== undefined) await settleBatchMember(ctx, found);
    else if (found.joinedTo) await settleMember(ctx, found, found.joinedTo);
    else return takeOver(ctx, found);
    return null;
  }
  if (found.state !== 'planned' || found.dueAt === null || found.dueAt > now) return null;
  const together = await findDueTogether(found, now);
  const [first = found, ...later] = together;
  if (first._id !== deliveryId) {
    ctx.wake(SEND_DELIVERY, [{ deliveryId: first._id }]);
    return null;
  }
  if (await isWaitingForLanguage(together, now)) {
    ctx.wake(SEND_DELIVERY, [{ deliveryId }], { delayMs: PROFILE_LOOK_MS });
    return null;
  }
  const taken = await claimTogether(ctx, found, together, now);
  ctx.wake(
    SEND_DELIVERY,
    later.map(({ _id }) => ({ deliveryId: _id })),
  );
  return taken;
}

/** The first of those that are due together, in flight with as many others as fit into its request. */
async function claimTogether(ctx: Context, found: Delivery, together: Delivery[], now: Date): Promise<Delivery | null> {
  const ready = fitTogether((await gateDeliveries(ctx, found.channelId, together)).ready);
  if (ready[0]?.delivery._id !== found._id) return null;
  const reply = ready.map(({ delivery }) => delivery.reply).find((one) => one !== null && one.until > now) ?? null;
  // What may leave by a reply alone goes with no push of others.
  const fit = reply ? ready : ready.filter(({ delivery }) => !delivery.replyOnly);
  const isOver = reply === null && fit.length > 0 && (await isOverBudget(ctx, found.channelId));
  const mayLeave = isOver ? fit.filter(({ delivery }) => delivery.transactional).map(pastBudget) : fit;
  const [own, ...others] = mayLeave;
  if (own?.delivery._id !== found._id) {
    const reason = found.replyOnly && !reply ? 'replyGone' : 'budget';
    const skipped = { state: 'skipped', reason, settledAt: now } as const;
    await DeliveryModel.updateOne({ _id: found._id, state: 'planned' }, { $set: skipped });
    return null;
  }
  const method = reply ? 'reply' : 'push';
  const claim = others.length > 0 ? newId() : null;
  const leader = claim === null ? null : { ...found, claim };
  if (leader) await claimMembers(leader, others, { method, now });
  const prepared = {
    state: 'inFlight',
    method,
    reply: reply ?? found.reply,
    retryKey: reply ? null : newRetryKey(),
    messages: own.messages,
    passed: own.passed,
    claim,
    firstCallAt: now,
  } as const;
  const inAir = inTheAir(prepared, now);
  const taken = await DeliveryModel.findOneAndUpdate(
    { _id: found._id, state: 'planned' },
    { $set: { ...prepared, ...inAir } },
  ).lean();
  if (!taken && leader) await settleMembers(leader, UNSENT);
  return taken && { ...taken, ...prepared, passed: [...own.passed], takeOverAt: inAir.takeOverAt };
}

const pastBudget = (one: Ready): Ready => ({ ...one, passed: [...one.passed, 'budget'] });

/** A call that somebody began and did not end. */
async function takeOver(ctx: Context, found: Delivery): Promise<Delivery | null> {
  const now = ctx.clock.now();
  const firstCallAt = firstCallOf(found, now);
  const inAir = inTheAir(found, now);
  const taken = await DeliveryModel.updateOne(
    { _id: found._id, state: 'inFlight', takeOverAt: found.takeOverAt },
    { $set: { ...inAir, firstCallAt } },
  );
  return taken.modifiedCount === 1 ? { ...found, firstCallAt, takeOverAt: inAir.takeOverAt } : null;
}

/** What is stored before a call: when it is overdue, and that LINE may take it. */
const inTheAir = ({ method }: Pick<Delivery, 'method'>, now: Date): Partial<Delivery> & { takeOverAt: Date } => ({
  takeOverAt: new Date(now.getTime() + CALL_OVERDUE_MS),
  mayBeTaken: true,
  ...(method === 'reply' ? { reason: 'replyAmbiguous' as const } : {}),
});

/** Without a budget LINE is not asked for its quota either: the send itself tells. */
async function isOverBudget(ctx: Context, channelId: string): Promise<boolean> {
  if (!hasBudget(await getSendingPolicy(ctx, channelId))) return false;
  return (await recallAllowance(ctx, channelId)).budget.left === 0;
}

/** A new friend's profile is on its way, and with it the language of a template: worth a moment, while the reply is fresh. */
async function isWaitingForLanguage(together: Delivery[], now: Date): Promise<boolean> {
  const [waiting] = together.filter(
    ({ content, plannedAt }) => !('messages' in content) && now.getTime() - plannedAt.getTime() <= PROFILE_WAIT_MS,
  );
  if (!waiting) return false;
  const friend = (await findFriendsById([waiting.friendId])).get(waiting.friendId);
  return friend !== undefined && friend.profileFetchedAt === null;
}

async function callOnce(ctx: Context, delivery: Delivery): Promise<Outcome> {
  const gateway = await gatewayOf(ctx, delivery.channelId);
  const members = leads(delivery) ? await findMembers(delivery) : [];
  const messages = [delivery, ...members].flatMap((one) => one.messages ?? []);
  if (delivery.method === 'reply') {
    const token = delivery.reply?.token ?? '';
    return callLine(() => gateway.reply(token, messages));
  }
  if (delivery.mayBeTaken && delivery.firstCallAt && isRetryKeyExpired(delivery.firstCallAt, ctx.clock.now()))
    return { state: 'unknown', reason: 'retryKeyExpired' };
  const { lineUserId, retryKey, aggregationUnit } = delivery;
  return callLine(() => gateway.push(lineUserId, messages, { retryKey: retryKey ?? '', aggregationUnit }));
}

async function settleDelivery(ctx: Context, delivery: Delivery, outcome: Outcome): Promise<void> {
  if (outcome.state === 'accepted') return settle(ctx, delivery, outcome, { _id: delivery._id, state: 'inFlight' });
  if (delivery.method === 'reply') return settleReply(ctx, delivery, outcome);
  if (outcome.state === 'repeat') {
    ctx.log.warn({ err: outcome.error, deliveryId: delivery._id }, 'delivery will be repeated with the same retry key');
    await repeatLater(ctx, delivery, { mayBeTaken: delivery.mayBeTaken || outcome.isOpen });
    return;
  }
  if (outcome.state === 'stopped' && delivery.mayBeTaken) {
    // An earlier call may have been taken: only its own key can tell, once LINE takes calls again.
    await repeatLater(ctx, delivery, {}, STOPPED_REPEAT_MS);
    return;
  }
  if (outcome.state === 'stopped' && delivery.dueAt === null) {
    // Whoever leads it learns of the stop by themselves, and sends it when they go on.
    await DeliveryModel.updateOne(ours(delivery), { $set: UNSENT });
    return;
  }
  if (outcome.state === 'rejected' && outcome.reason === 'invalid' && (await separate(ctx, delivery))) return;
  await settle(ctx, delivery, settledFor(outcome));
}

/** Stores how a delivery ended, and with it what left in its request. */
async function settle(
  ctx: Context,
  delivery: Delivery,
  outcome: SettledOutcome,
  filter: { _id: string; state: 'inFlight'; takeOverAt?: Date | null } = ours(delivery),
): Promise<void> {
  const fields = settledFields(outcome, ctx.clock.now());
  const settled = await DeliveryModel.updateOne(filter, { $set: fields });
  if (settled.matchedCount === 0) return;
  const members = outcome.state === 'rejected' && leads(delivery) ? await findMembers(delivery) : [];
  if (leads(delivery)) await settleMembers(delivery, fields);
  if (outcome.state === 'unknown') await tellUnknown(ctx, delivery);
  if (outcome.state !== 'rejected') return;
  await uncountDeliveries([delivery]);
  const { reason } = outcome;
  await tellNotSent(
    ctx,
    [delivery, ...members].map((one) => ({ delivery: one, reason })),
  );
}

/** LINE refuses a request for any one of its messages: what left together is planned again, each alone. False for what was alone. */
async function separate(ctx: Context, delivery: Delivery): Promise<boolean> {
  if (!leads(delivery)) return false;
  const members = await findMembers(delivery);
  if (members.length === 0) return false;
  const alone = { ...UNSENT, isAlone: true };
  await settleMembers(delivery, alone);
  await DeliveryModel.updateOne(ours(delivery), { $set: alone });
  ctx.wake(
    SEND_DELIVERY,
    [delivery, ...members].map((one) => ({ deliveryId: one._id })),
  );
  return true;
}

/** Whether others may have left in its request. */
const leads = (delivery: Delivery): delivery is Delivery & { claim: string } =>
  delivery.claim !== null && delivery.dueAt !== null;

/** In flight, and not taken up by somebody else meanwhile, whose call may be taken: then only that it is accepted is certain here. */
const ours = ({ _id, takeOverAt }: Delivery) => ({ _id, takeOverAt, state: 'inFlight' as const });

/** What has nobody who leads it ends with what stopped it. */
const settledFor = (outcome: Exclude<Outcome, { state: 'repeat' }>): SettledOutcome =>
  outcome.state === 'stopped' ? { state: 'rejected', reason: outcome.reason } : outcome;

/**
 * A reply that failed for certain falls back to a push. One whose outcome is unclear repeats its own token: were it refused
 * then, it may have been used by the first try, and a push could be a second message; so that ends as unknown.
 */
async function settleReply(
  ctx: Context,
  delivery: Delivery,
  outcome: Exclude<Outcome, { state: 'accepted' }>,
): Promise<void> {
  if (outcome.state === 'repeat') {
    await repeatLater(
      ctx,
      delivery,
      isAmbiguous(outcome.error) || delivery.reason === 'replyAmbiguous' ? {} : { reason: null, mayBeTaken: false },
    );
    return;
  }
  if (outcome.state === 'unknown' || delivery.reason === 'replyAmbiguous')
    return settle(ctx, delivery, { state: 'unknown', reason: 'replyAmbiguous' });
  if (outcome.reason !== 'invalid') return settle(ctx, delivery, { state: 'rejected', reason: outcome.reason });
  const members = leads(delivery) ? await findMembers(delivery) : [];
  if ([delivery, ...members].some(({ replyOnly }) => replyOnly)) {
    if (!(await separate(ctx, delivery))) await settle(ctx, delivery, { state: 'rejected', reason: 'invalid' });
    return;
  }
  const push = { method: 'push', reason: null, retryKey: newRetryKey(), mayBeTaken: false } as const;
  if (leads(delivery)) await settleMembers(delivery, { method: 'push' });
  await repeatLater(ctx, delivery, { ...push, firstCallAt: ctx.clock.now() }, 0);
}

async function repeatLater(
  ctx: Context,
  delivery: Delivery,
  changed: Partial<Delivery>,
  delayMs = REPEAT_MS,
): Promise<void> {
  const takeOverAt = new Date(ctx.clock.now().getTime() + delayMs);
  await DeliveryModel.updateOne(ours(delivery), { $set: { ...changed, takeOverAt } });
  ctx.wake(SEND_DELIVERY, [{ deliveryId: delivery._id }], { delayMs });
}

import { gatewayOf } from '../channels/index.js';
import type { Context } from '../context.js';
import { findFriendsById } from '../friends/index.js';
import { newRetryKey } from '../infra/ids.js';
import { decideDelivery } from './core/gates.js';
import { isPromotion } from './content-type.js';
import { SEND_DELIVERY } from './deliver.js';
import { loadContent } from './load-content.js';
import { renderOrReject } from './render-or-reject.js';
import { DeliveryModel, type Delivery } from './delivery.model.js';
import { callLine, isAmbiguous, isRetryKeyExpired, type Outcome } from './outcome.js';
import { CALL_OVERDUE_MS } from '../line/limits.js';

const REPEAT_MS = 2_000;
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
 * The delivery, in flight and ours to call; null when it is settled, not due, or in somebody else's hands. While a reply is
 * in the air it is stored as ambiguous, so that whoever finds it after a crash knows that it may have been sent; `reason`
 * here is what was known before this call.
 */
async function takeDelivery(ctx: Context, deliveryId: string): Promise<Delivery | null> {
  const now = ctx.clock.now();
  const takeOverAt = new Date(now.getTime() + CALL_OVERDUE_MS);
  const found = await DeliveryModel.findById(deliveryId).lean();
  if (!found) return null;
  if (found.state === 'inFlight' && found.batchId === undefined) {
    const inTheAir = found.method === 'reply' ? { reason: 'replyAmbiguous' as const } : {};
    return DeliveryModel.findOneAndUpdate(
      { _id: deliveryId, state: 'inFlight', takeOverAt: { $lte: now } },
      { $set: { takeOverAt, ...inTheAir } },
    ).lean();
  }
  if (found.state !== 'planned' || found.dueAt === null || found.dueAt > now) return null;
  if (await isWaitingForLanguage(found, now)) {
    ctx.wake(SEND_DELIVERY, [{ deliveryId }], { delayMs: PROFILE_LOOK_MS });
    return null;
  }
  const prepared = await prepare(ctx, found, now);
  if ('state' in prepared) {
    await DeliveryModel.updateOne({ _id: deliveryId, state: 'planned' }, { $set: { ...prepared, settledAt: now } });
    return null;
  }
  const inTheAir = prepared.method === 'reply' ? { reason: 'replyAmbiguous' as const } : {};
  const taken = await DeliveryModel.findOneAndUpdate(
    { _id: deliveryId, state: 'planned' },
    { $set: { ...prepared, ...inTheAir, state: 'inFlight', firstCallAt: now, takeOverAt } },
  ).lean();
  return taken && { ...taken, ...prepared, state: 'inFlight', firstCallAt: now };
}

/** A new friend's profile is on its way, and with it the language of a template: worth a moment, while the reply is fresh. */
async function isWaitingForLanguage({ content, friendId, plannedAt }: Delivery, now: Date): Promise<boolean> {
  if ('messages' in content || now.getTime() - plannedAt.getTime() > PROFILE_WAIT_MS) return false;
  const friend = (await findFriendsById([friendId])).get(friendId);
  return friend !== undefined && friend.profileFetchedAt === null;
}

type Prepared = Pick<Delivery, 'method' | 'retryKey' | 'messages'> | Pick<Delivery, 'state' | 'reason'>;

async function prepare(ctx: Context, delivery: Delivery, now: Date): Promise<Prepared> {
  const friend = (await findFriendsById([delivery.friendId])).get(delivery.friendId);
  const loaded = await loadContent(ctx, delivery.channelId, [delivery.content]);
  const decision = decideDelivery(friend, {
    transactional: delivery.transactional,
    isPromotion: isPromotion(loaded, delivery.content),
    isAnswer: delivery.reply !== null,
  });
  if (decision.skip !== null || !friend) return { state: 'skipped', reason: decision.skip };
  const rendered = renderOrReject(ctx, friend, delivery, loaded);
  if (rendered === null) return { state: 'rejected', reason: 'templateInvalid' };
  const canReply = delivery.reply !== null && delivery.reply.until > now;
  return { method: canReply ? 'reply' : 'push', retryKey: canReply ? null : newRetryKey(), messages: rendered };
}

async function callOnce(ctx: Context, delivery: Delivery): Promise<Outcome> {
  const gateway = await gatewayOf(ctx, delivery.channelId);
  const messages = delivery.messages ?? [];
  if (delivery.method === 'reply') {
    const token = delivery.reply?.token ?? '';
    return callLine(() => gateway.reply(token, messages));
  }
  if (delivery.firstCallAt && isRetryKeyExpired(delivery.firstCallAt, ctx.clock.now()))
    return { state: 'unknown', reason: 'retryKeyExpired' };
  return callLine(() => gateway.push(delivery.lineUserId, messages, { retryKey: delivery.retryKey ?? '' }));
}

async function settleDelivery(ctx: Context, delivery: Delivery, outcome: Outcome): Promise<void> {
  const now = ctx.clock.now();
  const inFlight = { _id: delivery._id, state: 'inFlight' as const };
  if (outcome.state === 'accepted') {
    await DeliveryModel.updateOne(inFlight, {
      $set: { state: 'accepted', lineRequestId: outcome.requestId, settledAt: now },
    });
    return;
  }
  if (delivery.method === 'reply') return settleReply(ctx, delivery, outcome);
  if (outcome.state === 'repeat') {
    ctx.log.warn({ err: outcome.error, deliveryId: delivery._id }, 'delivery will be repeated with the same retry key');
    await repeatLater(ctx, delivery, {});
    return;
  }
  await DeliveryModel.updateOne(inFlight, { $set: { state: outcome.state, reason: outcome.reason, settledAt: now } });
}

/**
 * A reply that failed for certain falls back to a push. One whose outcome is unclear repeats its own token: were it refused
 * then, it may have been used by the first try, and a push could be a second message; so that ends as unknown.
 */
async function settleReply(
  ctx: Context,
  delivery: Delivery,
  outcome: Exclude<Outcome, { state: 'accepted' }>,
): Promise<void> {
  const now = ctx.clock.now();
  const inFlight = { _id: delivery._id, state: 'inFlight' as const };
  if (outcome.state === 'repeat') {
    await repeatLater(
      ctx,
      delivery,
      isAmbiguous(outcome.error) || delivery.reason === 'replyAmbiguous' ? {} : { reason: null },
    );
    return;
  }
  if (outcome.state === 'unknown' || delivery.reason === 'replyAmbiguous') {
    await DeliveryModel.updateOne(inFlight, { $set: { state: 'unknown', reason: 'replyAmbiguous', settledAt: now } });
    return;
  }
  if (outcome.reason !== 'invalid') {
    await DeliveryModel.updateOne(inFlight, { $set: { state: 'rejected', reason: outcome.reason, settledAt: now } });
    return;
  }
  await repeatLater(ctx, delivery, { method: 'push', reason: null, retryKey: newRetryKey(), firstCallAt: now }, 0);
}

async function repeatLater(
  ctx: Context,
  delivery: Delivery,
  changed: Partial<Delivery>,
  delayMs = REPEAT_MS,
): Promise<void> {
  const takeOverAt = new Date(ctx.clock.now().getTime() + delayMs);
  await DeliveryModel.updateOne({ _id: delivery._id, state: 'inFlight' }, { $set: { ...changed, takeOverAt } });
  ctx.wake(SEND_DELIVERY, [{ deliveryId: delivery._id }], { delayMs });
}

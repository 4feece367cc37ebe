import { gatewayOf } from '../channels/index.js';
import type { Context } from '../context.js';
import { LineAuthError, LineError, LineInvalidError, LineNotFoundError } from '../line/errors.js';
import { readAllowance } from './allowance.js';
import { explainNarrowcastFailure } from './core/narrowcast-failure.js';
import { DeliveryModel, type Delivery } from './delivery.model.js';
import { uncountDeliveries } from './gate-deliveries.js';
import { endOfQuietHours, gateBroadcast, gateNarrowcast } from './gate-wide-send.js';
import { awaitAudience, beginAnew, uploadRecipients, type AudienceStep } from './gather-audience.js';
import { getWideSend } from './open-wide-send.js';
import { callLine, isRetryKeyExpired, settledFields, type Outcome, type StopReason } from './outcome.js';
import { WideSendModel, type WideSend } from './wide-send.model.js';

const PAGE = 1_000;
const REPEAT_MS = 5_000;
const STOPPED_REPEAT_MS = 60_000;
const PROGRESS_MS = { min: 2_000, max: 60_000 };
const PROGRESS_KEPT_MS = 14 * 24 * 3_600_000; // LINE forgets it then

/** Where a wide send is after it went as far as it could for now. */
export type WideEnd =
  | { kind: 'settled' }
  /** Nothing to do before so long. */
  | { kind: 'wait'; ms: number }
  /** LINE has taken nothing, and a person must decide how to go on. */
  | { kind: 'held'; reason: StopReason | 'audienceFailed' }
  /** Its sender was stopped, or somebody else goes on with it. */
  | { kind: 'stopped' };

/** What a wide send asks of its sender. */
export interface WideSender {
  /** Asked before each step. */
  shouldStop(): Promise<boolean>;
  /** Right before LINE is called: from now on nothing can take it back. False when the sender was stopped meanwhile. */
  handOver(): Promise<boolean>;
  /** LINE certainly took nothing: it can be stopped again. */
  takeBack(): Promise<void>;
}

/**
 * Brings one broadcast or narrowcast as far as it can go now, from wherever it stands. Each step stores where it got before the
 * next begins, and repeats nothing that LINE would do twice: what is uploaded twice is in an audience once, and the send has one
 * retry key. One process at a time, under its sender's lease.
 */
export async function sendWide(ctx: Context, wideSendId: string, sender: WideSender): Promise<WideEnd> {
  for (;;) {
    const wideSend = await getWideSend(wideSendId);
    if (wideSend.state === 'settled') return { kind: 'settled' };
    if (await sender.shouldStop()) return { kind: 'stopped' };
    const end = await takeStep(ctx, wideSend, sender);
    if (end) return end;
  }
}

/** One step; null when the next one can follow at once. */
async function takeStep(ctx: Context, wideSend: WideSend, sender: WideSender): Promise<WideEnd | null> {
  switch (wideSend.state) {
    case 'gating':
      return gate(ctx, wideSend);
    case 'uploading':
      return gather(ctx, wideSend, uploadRecipients);
    case 'gathering':
      return gather(ctx, wideSend, awaitAudience);
    case 'ready':
      return begin(ctx, wideSend, sender);
    case 'inFlight':
      return call(ctx, wideSend, sender);
    case 'following':
      return follow(ctx, wideSend);
    case 'settling':
      return settle(ctx, wideSend);
    default:
      return { kind: 'stopped' };
  }
}

async function gate(ctx: Context, wideSend: WideSend): Promise<WideEnd | null> {
  const { _id, channelId, gatedThrough, method } = wideSend;
  const quietUntil = gatedThrough === null ? await endOfQuietHours(ctx, wideSend) : null;
  if (quietUntil) return waitUntil(ctx, quietUntil);
  const page = await DeliveryModel.find({
    ...openOf(_id),
    ...(gatedThrough === null ? {} : { _id: { $gt: gatedThrough } }),
  })
    .sort({ _id: 1 })
    .limit(PAGE)
    .lean();
  await (method === 'broadcast' ? gateBroadcast : gateNarrowcast)(ctx, channelId, page);
  const isLast = page.length < PAGE;
  const next = method === 'broadcast' ? ('ready' as const) : ('uploading' as const);
  return go(wideSend, { gatedThrough: page.at(-1)?._id ?? gatedThrough, ...(isLast ? { state: next } : {}) });
}

/** A step on the audience. What LINE cannot do now is tried again later; an audience that it no longer takes is made anew. */
async function gather(
  ctx: Context,
  wideSend: WideSend,
  step: (ctx: Context, wideSend: WideSend) => Promise<AudienceStep>,
): Promise<WideEnd | null> {
  const end = async (): Promise<AudienceStep | WideEnd> => {
    try {
      return await step(ctx, wideSend);
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      if (error instanceof LineAuthError) return { kind: 'held', reason: 'auth' };
      if (error instanceof LineInvalidError) return beginAnew(ctx, wideSend, error.message);
      ctx.log.warn({ err: error, wideSendId: wideSend._id }, 'a step on an audience will be repeated');
      return { kind: 'wait', ms: REPEAT_MS };
    }
  };
  const taken = await end();
  return taken.kind === 'goOn' ? null : taken;
}

/** The last moment before LINE is called. It is sent whole or not at all: with too little left, it is held. */
async function begin(ctx: Context, wideSend: WideSend, sender: WideSender): Promise<WideEnd | null> {
  const { _id, channelId, method } = wideSend;
  const recipients = await DeliveryModel.countDocuments(openOf(_id));
  if (method === 'narrowcast' && recipients === 0) return go(wideSend, { state: 'settling', recipients });
  const quietUntil = await endOfQuietHours(ctx, wideSend);
  if (quietUntil) return waitUntil(ctx, quietUntil);
  const { left, binding } = await readAllowance(ctx, channelId);
  if (left !== null && left < Math.max(recipients, 1)) return { kind: 'held', reason: binding ?? 'monthlyLimit' };
  if (!(await sender.handOver())) return { kind: 'stopped' };
  return go(wideSend, { state: 'inFlight', recipients });
}

async function call(ctx: Context, wideSend: WideSend, sender: WideSender): Promise<WideEnd | null> {
  const now = ctx.clock.now();
  const { _id, firstCallAt, mayBeTaken } = wideSend;
  if (mayBeTaken && firstCallAt && isRetryKeyExpired(firstCallAt, now))
    return go(wideSend, { state: 'settling', outcome: { state: 'unknown', reason: 'retryKeyExpired' } });
  // Stored before the call, so that whoever finds it after a crash knows that LINE may have taken it.
  await go(wideSend, { mayBeTaken: true, firstCallAt: mayBeTaken ? firstCallAt : now });
  const { outcome, refusal } = await callOnce(ctx, wideSend);
  switch (outcome.state) {
    case 'accepted':
      return go(wideSend, {
        requestId: outcome.requestId,
        acceptedAt: ctx.clock.now(),
        ...(wideSend.method === 'broadcast' ? { state: 'settling', outcome } : { state: 'following' }),
      });
    case 'repeat': {
      ctx.log.warn({ err: outcome.error, wideSendId: _id }, 'a wide send will be repeated with the same retry key');
      if (!mayBeTaken && !outcome.isOpen) await release(wideSend, sender);
      return { kind: 'wait', ms: REPEAT_MS };
    }
    case 'stopped':
      // An earlier call may have been taken: only its own key can tell, once LINE takes calls again.
      if (mayBeTaken) return { kind: 'wait', ms: STOPPED_REPEAT_MS };
      await release(wideSend, sender);
      return { kind: 'held', reason: outcome.reason };
    case 'rejected':
    case 'unknown':
      return go(wideSend, { state: 'settling', outcome, failure: refusal });
    default:
      return { kind: 'stopped' };
  }
}

async function callOnce(ctx: Context, wideSend: WideSend): Promise<{ outcome: Outcome; refusal: string | null }> {
  const { channelId, messages, retryKey, method, audience, demographic, recipients } = wideSend;
  const gateway = await gatewayOf(ctx, channelId);
  const target = { audienceId: audience.id ?? 0, demographic, max: Math.max(recipients ?? 1, 1) };
  let refusal: string | null = null;
  const outcome = await callLine(async () => {
    try {
      if (method === 'broadcast') return await gateway.broadcast(messages, { retryKey });
      return await gateway.narrowcast(target, messages, { retryKey });
    } catch (error) {
      if (error instanceof LineInvalidError) refusal = error.message;
      throw error;
    }
  });
  return { outcome, refusal };
}

async function release(wideSend: WideSend, sender: WideSender): Promise<void> {
  await go(wideSend, { state: 'ready', mayBeTaken: false, firstCallAt: null });
  await sender.takeBack();
}

/** Asks how far LINE is with a narrowcast that it took; it says how many got it, never who. */
async function follow(ctx: Context, wideSend: WideSend): Promise<WideEnd | null> {
  const { _id, channelId, requestId, method, firstCallAt, acceptedAt } = wideSend;
  await DeliveryModel.updateMany(openOf(_id), { $set: { state: 'inFlight', method, firstCallAt } });
  const sinceMs = ctx.clock.now().getTime() - (acceptedAt?.getTime() ?? 0);
  const again: WideEnd = { kind: 'wait', ms: Math.min(PROGRESS_MS.max, Math.max(PROGRESS_MS.min, sinceMs / 4)) };
  const gateway = await gatewayOf(ctx, channelId);
  const progress = await gateway.getNarrowcastProgress(requestId ?? '').catch((error: unknown) => {
    if (!(error instanceof LineError)) throw error;
    if (error instanceof LineNotFoundError && sinceMs >= PROGRESS_KEPT_MS) return 'gone' as const;
    ctx.log.warn({ err: error, wideSendId: _id }, 'the progress of a narrowcast could not be read');
    return null;
  });
  if (progress === null) return again;
  if (progress === 'gone')
    return go(wideSend, { state: 'settling', outcome: { state: 'unknown', reason: 'progressGone' } });
  if (progress.phase === 'succeeded')
    return go(wideSend, {
      state: 'settling',
      progress,
      outcome: { state: 'accepted', requestId: requestId ?? '' },
    });
  if (progress.phase === 'failed') {
    const { reason, explanation } = explainNarrowcastFailure(progress.errorCode);
    return go(wideSend, {
      state: 'settling',
      progress,
      failure: explanation,
      outcome: { state: 'rejected', reason },
    });
  }
  await go(wideSend, { progress });
  return again;
}

/** Every delivery ends as the whole did. */
async function settle(ctx: Context, wideSend: WideSend): Promise<WideEnd | null> {
  const { _id, method, outcome, firstCallAt } = wideSend;
  const now = ctx.clock.now();
  if (outcome) {
    const ended: Partial<Delivery> = { ...settledFields(outcome, now), method, firstCallAt };
    if (outcome.state === 'rejected') await rejectAll(_id, ended);
    const left = { ...openOf(_id), state: { $in: ['planned' as const, 'inFlight' as const] } };
    await DeliveryModel.updateMany(left, { $set: ended });
  }
  return go(wideSend, { state: 'settled', settledAt: now, cleanAt: now });
}

/** What reached nobody is taken off the friends' counts for caps before it is rejected, so that a crash does both again. */
async function rejectAll(wideSendId: string, ended: Partial<Delivery>): Promise<void> {
  for (;;) {
    const left = { ...openOf(wideSendId), state: { $in: ['planned' as const, 'inFlight' as const] } };
    const page = await DeliveryModel.find(left, { friendId: 1 }).limit(PAGE).lean();
    if (page.length === 0) return;
    await uncountDeliveries(page);
    await DeliveryModel.updateMany({ _id: { $in: page.map(({ _id }) => _id) } }, { $set: ended });
  }
}

/** What of a wide send has not left; what a test of the same campaign sends leaves by itself. */
const openOf = (wideSendId: string) => ({ 'sender.id': wideSendId, state: 'planned' as const, dueAt: null });

const waitUntil = (ctx: Context, until: Date): WideEnd => ({
  kind: 'wait',
  ms: until.getTime() - ctx.clock.now().getTime(),
});

/** Stores how far it is, while nobody else moved it on. */
async function go({ _id, state }: WideSend, set: Partial<WideSend>): Promise<null> {
  await WideSendModel.updateOne({ _id, state }, { $set: set });
  return null;
}

import { createHash } from 'node:crypto';
import { gatewayOf } from '../channels/index.js';
import type { Context } from '../context.js';
import { findFriendsById } from '../friends/index.js';
import { newId, newRetryKey } from '../infra/ids.js';
import type { LineMessage } from '../line/gateway.js';
import { CALL_OVERDUE_MS, MULTICAST_RECIPIENTS_MAX } from '../line/limits.js';
import { chunk } from '../shared/chunk.js';
import { eachLimited } from '../shared/each-limited.js';
import { groupBy } from '../shared/group-by.js';
import { isPromotion } from './content-type.js';
import { decideDelivery } from './core/gates.js';
import { loadContent } from './load-content.js';
import { DeliveryModel, type Delivery } from './delivery.model.js';
import { callLine, type Outcome } from './outcome.js';
import { renderOrReject } from './render-or-reject.js';
import { sendBatch } from './send-batch.js';

const PUSHES_AT_ONCE = 50;
const PUSH_RUN = 100; // a pause or a crash concerns at most this many
const REPEAT_MS = 2_000;

/**
 * Brings up to a page of planned deliveries of one sender to LINE: gates first, identical content as multicast, the rest as
 * pushes. Resolves to how many planned deliveries it looked at; 0 means that none is left. Ends early, leaving the rest
 * planned, when `shouldStop` says so.
 */
export async function sendPlanned(
  ctx: Context,
  senderId: string,
  {
    pageSize = MULTICAST_RECIPIENTS_MAX,
    shouldStop = async () => false,
  }: { pageSize?: number; shouldStop?: () => Promise<boolean> } = {},
): Promise<number> {
  const page = await DeliveryModel.find({ 'sender.id': senderId, state: 'planned', dueAt: null })
    .sort({ _id: 1 })
    .limit(pageSize)
    .lean();
  const [first] = page;
  if (!first) return 0;
  const ready = await prepareAll(ctx, page, first.channelId);
  const { shared, single } = groupByContent(ready);
  for (const group of shared) {
    if (await shouldStop()) return page.length;
    const messages = group[0]?.messages ?? [];
    await sendBatch(ctx, {
      senderId,
      channelId: first.channelId,
      messages,
      deliveryIds: group.map(({ delivery }) => delivery._id),
    });
  }
  for (const run of chunk(single, PUSH_RUN)) {
    if (await shouldStop()) return page.length;
    await pushAll(ctx, first.channelId, run);
  }
  return page.length;
}

interface Ready {
  delivery: Delivery;
  messages: LineMessage[];
}

/** Settles what may not be sent, each with its reason, and renders the rest. */
async function prepareAll(ctx: Context, page: Delivery[], channelId: string): Promise<Ready[]> {
  const now = ctx.clock.now();
  const friends = await findFriendsById(page.map(({ friendId }) => friendId));
  const loaded = await loadContent(
    ctx,
    channelId,
    page.map(({ content }) => content),
  );
  const ready: Ready[] = [];
  const settled: { id: string; set: Partial<Delivery> }[] = [];
  for (const delivery of page) {
    const friend = friends.get(delivery.friendId);
    const decision = decideDelivery(friend, {
      transactional: delivery.transactional,
      isPromotion: isPromotion(loaded, delivery.content),
      isAnswer: delivery.reply !== null,
    });
    if (decision.skip !== null || !friend) {
      settled.push({ id: delivery._id, set: { state: 'skipped', reason: decision.skip, settledAt: now } });
      continue;
    }
    const messages = renderOrReject(ctx, friend, delivery, loaded);
    if (messages) ready.push({ delivery, messages });
    else settled.push({ id: delivery._id, set: { state: 'rejected', reason: 'templateInvalid', settledAt: now } });
  }
  await writeAll('planned', settled);
  return ready;
}

/** Deliveries with the same messages together, and those whose messages are theirs alone. */
function groupByContent(ready: Ready[]): { shared: Ready[][]; single: Ready[] } {
  const all = [...groupBy(ready, ({ messages }) => hashOf(messages)).values()];
  return { shared: all.filter((group) => group.length > 1), single: all.filter((group) => group.length === 1).flat() };
}

const hashOf = (messages: LineMessage[]) => createHash('sha256').update(JSON.stringify(messages)).digest('base64url');

/** Claims the run with a retry key each, pushes, and writes down how each ended. */
async function pushAll(ctx: Context, channelId: string, run: Ready[]): Promise<void> {
  const now = ctx.clock.now();
  const claim = newId();
  const keys = new Map(run.map(({ delivery }) => [delivery._id, newRetryKey()]));
  const inFlight = {
    state: 'inFlight' as const,
    method: 'push' as const,
    claim,
    firstCallAt: now,
    takeOverAt: new Date(now.getTime() + CALL_OVERDUE_MS),
  };
  await writeAll(
    'planned',
    run.map(({ delivery, messages }) => ({
      id: delivery._id,
      set: { ...inFlight, messages, retryKey: keys.get(delivery._id) ?? null },
    })),
  );
  const ours = await DeliveryModel.find({ _id: { $in: [...keys.keys()] }, claim }).lean();
  const gateway = await gatewayOf(ctx, channelId);
  const outcomes: { id: string; outcome: Outcome }[] = [];
  try {
    await eachLimited(ours, PUSHES_AT_ONCE, async ({ _id, lineUserId, messages, retryKey }) => {
      const outcome = await callLine(() => gateway.push(lineUserId, messages ?? [], { retryKey: retryKey ?? '' }));
      outcomes.push({ id: _id, outcome });
    });
  } finally {
    await writeAll(
      'inFlight',
      outcomes.map(({ id, outcome }) => ({ id, set: settledBy(outcome, ctx.clock.now()) })),
    );
  }
}

/** What one outcome writes on its delivery; an open one may be repeated at once by whoever looks next. */
function settledBy(outcome: Outcome, now: Date): Partial<Delivery> {
  if (outcome.state === 'accepted') return { state: 'accepted', lineRequestId: outcome.requestId, settledAt: now };
  if (outcome.state === 'repeat') return { takeOverAt: new Date(now.getTime() + REPEAT_MS) };
  return { state: outcome.state, reason: outcome.reason, settledAt: now };
}

/** Writes each change on its delivery while that is still in the state it was seen in. */
async function writeAll(state: Delivery['state'], changes: { id: string; set: Partial<Delivery> }[]): Promise<void> {
  if (changes.length === 0) return;
  await DeliveryModel.collection.bulkWrite(
    changes.map(({ id, set }) => ({ updateOne: { filter: { _id: id as never, state }, update: { $set: set } } })),
    { ordered: false },
  );
}

import { createHash } from 'node:crypto';
import { gatewayOf } from '../channels/index.js';
import type { Context } from '../context.js';
import { newId, newRetryKey } from '../infra/ids.js';
import type { LineMessage } from '../line/gateway.js';
import { CALL_OVERDUE_MS, MULTICAST_RECIPIENTS_MAX } from '../line/limits.js';
import { assertNever } from '../shared/assert-never.js';
import { chunk } from '../shared/chunk.js';
import { eachLimited } from '../shared/each-limited.js';
import { groupBy } from '../shared/group-by.js';
import { recallAllowance } from './allowance.js';
import { DeliveryModel, type Delivery } from './delivery.model.js';
import {
  gateDeliveries,
  uncountDeliveries,
  uncountPlanned,
  writeAll,
  type GateOptions,
  type Ready,
} from './gate-deliveries.js';
import { addSent, callLine, NOTHING_SENT, UNSENT, settledFields, type Outcome, type Sent } from './outcome.js';
import { sendBatch } from './send-batch.js';

const PUSHES_AT_ONCE = 50;
const PUSH_RUN = 100; // a pause or a crash concerns at most this many
const REPEAT_MS = 2_000;

interface SendOptions extends GateOptions {
  /** At most this many deliveries are looked at. */
  pageSize?: number;
  /** LINE's aggregation unit, for its own statistics of these sends. */
  aggregationUnit?: string;
  /** Asked before each request or run of pushes; what is left then stays planned. */
  shouldStop?: () => Promise<boolean>;
}

/** What a page of sending came to, and how many planned deliveries were looked at; 0: none is due. */
export type SentPage = Sent & { looked: number };

/**
 * Brings up to a page of planned deliveries of one sender that are due to LINE: gates first, identical content as multicast,
 * the rest as pushes, never more than quota and budget allow.
 */
export async function sendPlanned(
  ctx: Context,
  senderId: string,
  {
    pageSize = MULTICAST_RECIPIENTS_MAX,
    hours,
    links,
    aggregationUnit,
    shouldStop = async () => false,
  }: SendOptions = {},
): Promise<SentPage> {
  const due = { 'sender.id': senderId, state: 'planned' as const, dueAt: null, notBefore: { $lte: ctx.clock.now() } };
  const [first] = await DeliveryModel.find(due, { channelId: 1 }).limit(1).lean();
  if (!first) return { ...NOTHING_SENT, looked: 0 };
  const { channelId } = first;
  const { left, binding } = await recallAllowance(ctx, channelId);
  if (left !== null && left <= 0) return { ...NOTHING_SENT, looked: 0, stop: binding };
  const page = await DeliveryModel.find(due)
    .sort({ notBefore: 1, _id: 1 })
    .limit(Math.min(pageSize, left ?? pageSize))
    .lean();
  const { ready, failed } = await gateDeliveries(ctx, channelId, page, { hours, links });
  const { shared, single } = groupByContent(ready);
  const requests = [
    ...shared.map((group) => () => {
      const messages = group[0]?.messages ?? [];
      const deliveryIds = group.map(({ delivery }) => delivery._id);
      return sendBatch(ctx, { senderId, channelId, messages, deliveryIds, aggregationUnit });
    }),
    ...chunk(single, PUSH_RUN).map((run) => () => pushAll(ctx, channelId, run, aggregationUnit)),
  ];
  let sent: Sent = { ...NOTHING_SENT, failed };
  for (const request of requests) {
    if (sent.stop !== null || (await shouldStop())) {
      // Counted for caps, and not to leave for now.
      await uncountPlanned(ready.map(({ delivery }) => delivery));
      break;
    }
    sent = addSent(sent, await request());
  }
  return { ...sent, looked: page.length };
}

/** Deliveries with the same messages together, and those whose messages are theirs alone. */
function groupByContent(ready: Ready[]): { shared: Ready[][]; single: Ready[] } {
  const all = [...groupBy(ready, ({ messages }) => hashOf(messages)).values()];
  return { shared: all.filter((group) => group.length > 1), single: all.filter((group) => group.length === 1).flat() };
}

const hashOf = (messages: LineMessage[]) => createHash('sha256').update(JSON.stringify(messages)).digest('base64url');

/** Claims the run with a retry key each, pushes, and writes down how each ended. */
async function pushAll(
  ctx: Context,
  channelId: string,
  run: Ready[],
  aggregationUnit: string | undefined,
): Promise<Sent> {
  const now = ctx.clock.now();
  const claim = newId();
  const keys = new Map(run.map(({ delivery }) => [delivery._id, newRetryKey()]));
  const inFlight = {
    state: 'inFlight' as const,
    method: 'push' as const,
    claim,
    firstCallAt: now,
    mayBeTaken: true,
    takeOverAt: new Date(now.getTime() + CALL_OVERDUE_MS),
    ...(aggregationUnit === undefined ? {} : { aggregationUnit }),
  };
  await writeAll(
    'planned',
    run.map(({ delivery, messages, passed }) => ({
      id: delivery._id,
      set: { ...inFlight, messages, passed, retryKey: keys.get(delivery._id) ?? null },
    })),
  );
  const ours = await DeliveryModel.find({ _id: { $in: [...keys.keys()] }, claim }).lean();
  const gateway = await gatewayOf(ctx, channelId);
  const outcomes: { delivery: Delivery; outcome: Outcome }[] = [];
  try {
    await eachLimited(ours, PUSHES_AT_ONCE, async (delivery) => {
      const { lineUserId, messages, retryKey } = delivery;
      const options = { retryKey: retryKey ?? '', aggregationUnit };
      outcomes.push({ delivery, outcome: await callLine(() => gateway.push(lineUserId, messages ?? [], options)) });
    });
  } finally {
    await writeAll(
      'inFlight',
      outcomes.map(({ delivery, outcome }) => ({
        id: delivery._id,
        set: settledBy(outcome, ctx.clock.now()),
        // Whoever took over from a stalled process may bring it: then only that it is accepted is certain here.
        ...(outcome.state === 'accepted' ? {} : { takeOverAt: delivery.takeOverAt }),
      })),
    );
  }
  const rejected = outcomes.filter(({ outcome }) => outcome.state === 'rejected');
  await uncountDeliveries(rejected.map(({ delivery }) => delivery));
  return {
    accepted: outcomes.filter(({ outcome }) => outcome.state === 'accepted').length,
    failed: rejected.length,
    stop: outcomes.flatMap(({ outcome }) => (outcome.state === 'stopped' ? [outcome.reason] : []))[0] ?? null,
  };
}

/** What one outcome writes on its delivery; an open one may be repeated at once by whoever looks next. */
function settledBy(outcome: Outcome, now: Date): Partial<Delivery> {
  switch (outcome.state) {
    case 'repeat':
      return { takeOverAt: new Date(now.getTime() + REPEAT_MS), mayBeTaken: outcome.isOpen };
    case 'stopped':
      return UNSENT;
    case 'accepted':
    case 'rejected':
    case 'unknown':
      return settledFields(outcome, now);
    default:
      return assertNever(outcome);
  }
}

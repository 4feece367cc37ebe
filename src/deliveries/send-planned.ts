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
import { isNear, recallAllowance } from './allowance.js';
import { DeliveryModel, type Delivery } from './delivery.model.js';
import {
  gateDeliveries,
  uncountDeliveries,
  uncountPlanned,
  writeAll,
  type GateOptions,
  type Ready,
} from './gate-deliveries.js';
import {
  addSent,
  callLine,
  NOTHING_SENT,
  REPEAT_MS,
  UNSENT,
  settledFields,
  type Outcome,
  type Sent,
  type StopReason,
} from './outcome.js';
import { sendBatch } from './send-batch.js';

const REQUESTS_AT_ONCE = 3; // while one is at LINE, the store takes down what others are about to do or have done
const PUSHES_AT_ONCE = 25; // of one run
const PUSH_RUN = 100;
const PREPARED_MS_MAX = 2_000; // gates looked at longer ago are looked at again

/** What the next page of a sender may be. */
interface PageOptions extends GateOptions {
  /** At most this many deliveries are looked at. */
  size?: number;
  /** LINE's aggregation unit, for its own statistics of these sends. */
  aggregationUnit?: string;
}

/** What sending asks of whoever leads it. */
interface Lead {
  /** Before each page; null: nothing more for now. */
  nextPage(): Promise<PageOptions | null>;
  /** After each page, with what it came to; false: go on no further. */
  note(sent: Sent): Promise<boolean>;
  /** Once aborted, no request begins: what is not under way stays planned. */
  stop: AbortSignal;
}

/** Planned deliveries that were looked at: those that may leave, and when that was found. */
interface Page {
  channelId: string;
  ids: string[];
  ready: Ready[];
  failed: number;
  aggregationUnit: string | undefined;
  preparedAt: number;
}

/** What comes next: a page, or none, because nothing is due, its sender said so, or LINE or our budget takes nothing more. */
interface Next {
  page: Page | null;
  stop: StopReason | null;
}

/**
 * Brings all planned deliveries of one sender that are due to LINE, page by page: gates first, identical content as multicast,
 * the rest as pushes, never more than quota and budget allow. While a page is at LINE the next one is prepared. Resolves to
 * why LINE or our budget takes nothing more, if that is how it ended.
 */
export async function sendPlanned(
  ctx: Context,
  senderId: string,
  { nextPage = async () => ({}), note = async () => true, stop = new AbortController().signal }: Partial<Lead> = {},
): Promise<StopReason | null> {
  const prepare = async (underWay: Page | null): Promise<Next> => {
    const options = stop.aborted ? null : await nextPage();
    return options ? preparePage(ctx, senderId, options, underWay) : { page: null, stop: null };
  };
  let next = await prepare(null);
  while (next.page) {
    const [sent, ahead] = await bothEnded(sendPage(ctx, senderId, next.page, stop), prepare(next.page));
    const goesOn = (await note(sent)) && sent.stop === null && !stop.aborted;
    const isOfUse = goesOn && ahead.page !== null && performance.now() - ahead.page.preparedAt < PREPARED_MS_MAX;
    if (ahead.page && !isOfUse) await putBack(ahead.page);
    if (!goesOn) return sent.stop;
    next = isOfUse ? ahead : await prepare(null);
  }
  return next.stop;
}

async function preparePage(
  ctx: Context,
  senderId: string,
  { size = MULTICAST_RECIPIENTS_MAX, hours, links, aggregationUnit }: PageOptions,
  underWay: Page | null,
): Promise<Next> {
  const due = { 'sender.id': senderId, state: 'planned' as const, dueAt: null, notBefore: { $lte: ctx.clock.now() } };
  const found = await DeliveryModel.find(underWay ? { ...due, _id: { $nin: underWay.ids } } : due)
    .sort({ notBefore: 1, _id: 1 })
    .limit(size)
    .lean();
  const channelId = found[0]?.channelId;
  if (channelId === undefined) return { page: null, stop: null };
  const { left, binding } = await recallAllowance(ctx, channelId);
  // What is under way counts only once it has ended.
  if (underWay && isNear(left)) return { page: null, stop: null };
  if (left !== null && left <= 0) return { page: null, stop: binding };
  const looked = found.slice(0, left ?? size);
  const { ready, failed } = await gateDeliveries(ctx, channelId, looked, { hours, links });
  const ids = looked.map(({ _id }) => _id);
  return { page: { channelId, ids, ready, failed, aggregationUnit, preparedAt: performance.now() }, stop: null };
}

async function sendPage(
  ctx: Context,
  senderId: string,
  { channelId, ready, failed, aggregationUnit }: Page,
  stop: AbortSignal,
): Promise<Sent> {
  const { shared, single } = groupByContent(ready);
  const requests = [
    ...shared.map((group) => () => {
      const messages = group[0]?.messages ?? [];
      const deliveryIds = group.map(({ delivery }) => delivery._id);
      return sendBatch(ctx, { senderId, channelId, messages, deliveryIds, aggregationUnit });
    }),
    ...chunk(single, PUSH_RUN).map((run) => () => pushAll(ctx, channelId, run, aggregationUnit, stop)),
  ];
  let sent: Sent = { ...NOTHING_SENT, failed };
  await eachLimited(requests, REQUESTS_AT_ONCE, async (request) => {
    if (sent.stop !== null || stop.aborted) return;
    const one = await request();
    sent = addSent(sent, one);
  });
  if (sent.stop !== null || stop.aborted) await putBack({ ready });
  return sent;
}

/** What was counted for caps and does not leave for now is counted no more. */
const putBack = ({ ready }: Pick<Page, 'ready'>): Promise<void> =>
  uncountPlanned(ready.map(({ delivery }) => delivery));

/** Both results, or the first failure once both have ended. */
async function bothEnded<One, Other>(one: Promise<One>, other: Promise<Other>): Promise<[One, Other]> {
  await Promise.allSettled([one, other]);
  return Promise.all([one, other]);
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
  stop: AbortSignal,
): Promise<Sent> {
  const ours = await claimPushes(ctx, run, aggregationUnit);
  const gateway = await gatewayOf(ctx, channelId);
  const called = new Set<string>();
  const outcomes: { delivery: Delivery; outcome: Outcome }[] = [];
  let reason: StopReason | null = null;
  try {
    await eachLimited(ours, PUSHES_AT_ONCE, async (delivery) => {
      if (reason !== null || stop.aborted) return;
      called.add(delivery._id);
      const { lineUserId, messages, retryKey } = delivery;
      const options = { retryKey: retryKey ?? '', aggregationUnit };
      const outcome = await callLine(() => gateway.push(lineUserId, messages ?? [], options));
      if (outcome.state === 'stopped') reason = outcome.reason;
      outcomes.push({ delivery, outcome });
    });
  } finally {
    const kept = ours.filter(({ _id }) => !called.has(_id)).map((delivery) => ({ delivery, set: UNSENT }));
    const ended = outcomes.map(({ delivery, outcome }) => ({ delivery, set: settledBy(outcome, ctx.clock.now()) }));
    await writeAll(
      'inFlight',
      [...kept, ...ended].map(({ delivery: { _id, takeOverAt }, set }) => ({
        id: _id,
        set,
        // Whoever took over from a stalled process may bring it: then only that it is accepted is certain here.
        ...(set.state === 'accepted' ? {} : { takeOverAt }),
      })),
    );
  }
  const rejected = outcomes.filter(({ outcome }) => outcome.state === 'rejected');
  await uncountDeliveries(rejected.map(({ delivery }) => delivery));
  return {
    accepted: outcomes.filter(({ outcome }) => outcome.state === 'accepted').length,
    failed: rejected.length,
    stop: reason,
  };
}

/** Those of a run that nobody else has claimed, as they are stored now. */
async function claimPushes(ctx: Context, run: Ready[], aggregationUnit: string | undefined): Promise<Delivery[]> {
  const now = ctx.clock.now();
  const inFlight = {
    state: 'inFlight' as const,
    method: 'push' as const,
    claim: newId(),
    firstCallAt: now,
    mayBeTaken: true,
    takeOverAt: new Date(now.getTime() + CALL_OVERDUE_MS),
    ...(aggregationUnit === undefined ? {} : { aggregationUnit }),
  };
  const claimed = run.map(({ delivery, messages, passed }): Delivery => {
    return { ...delivery, ...inFlight, messages, passed, retryKey: newRetryKey() };
  });
  const count = await writeAll(
    'planned',
    claimed.map(({ _id, messages, passed, retryKey }) => ({
      id: _id,
      set: { ...inFlight, messages, passed, retryKey },
    })),
  );
  if (count === claimed.length) return claimed;
  const ids = claimed.map(({ _id }) => _id);
  return DeliveryModel.find({ _id: { $in: ids }, claim: inFlight.claim }).lean();
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

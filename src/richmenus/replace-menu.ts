import { createHash } from 'node:crypto';
import { gatewayOf } from '../channels/index.js';
import type { Context } from '../context.js';
import {
  countMenusToReplace,
  deferMenusToReplace,
  noteMenusReplaced,
  oweMenusToReplace,
  type MenuHolder,
} from '../friends/index.js';
import { insertNew } from '../infra/mongo/model.js';
import { withLease } from '../infra/mongo/lease.js';
import { LineError, LineInvalidError, LineNotFoundError, LineRateLimitError } from '../line/errors.js';
import { backoffMs } from '../shared/backoff.js';
import { groupBy } from '../shared/group-by.js';
import { keyOf } from './core/plan-links.js';
import { wakeLinking } from './wake-linking.js';
import { MenuBatchModel, type MenuBatch } from './menu-batch.model.js';
import type { PublishedMenu } from './rich-menu.model.js';

export const FOLLOW_BATCH = 'richmenus.follow-batch';

/** Friends with the old version of a menu from whom on LINE relinks them by itself: ten calls are as good. */
export const BATCH_FRIENDS_MIN = 5_000;
const SEEN_MIN = 500; // of them, among those who are owed a menu, before all are counted
const LEASE_MS = 30_000;
const CALLS_MAX = 3; // LINE takes three an hour
const FIRST_CHECK_MS = 2_000;
const CHECK_MS_MAX = 60_000; // LINE answers 100 questions an hour
const GIVEN_UP_MS = 6 * 3_600_000; // those who are still owed then are linked like anybody else

/**
 * Lets LINE relink by itself when very many of these friends have an old version of the menu that is owed to them. They wait
 * for it; when LINE does not take it, they are linked like anybody else. True when what is owed is to be read anew.
 */
export async function startReplacing(
  ctx: Context,
  channelId: string,
  owed: MenuHolder[],
  published: ReadonlyMap<string, PublishedMenu>,
  friendsMin = BATCH_FRIENDS_MIN,
): Promise<boolean> {
  const present = new Set([...published.values()].map(({ lineRichMenuId }) => lineRichMenuId));
  let hasBegun = false;
  for (const [pair, friends] of groupBy(owed, ({ menu }) => pairOf(menu, published))) {
    // A menu that is still on offer is somebody else's right one: only an old version is replaced as a whole.
    const to = pair === null ? undefined : published.get(keyOf(friends[0]?.menu.desired ?? null));
    const from = friends[0]?.menu.linked?.lineRichMenuId;
    if (!to || from === undefined || present.has(from) || friends.length < Math.min(SEEN_MIN, friendsMin)) continue;
    const menu = { channelId, from, name: to.name, language: to.language };
    const count = await countMenusToReplace(menu);
    if (count < friendsMin) continue;
    const batch = aBatch(ctx.clock.now(), { ...menu, to: to.lineRichMenuId, friends: count });
    if ((await insertNew(MenuBatchModel, [batch])) === 0) continue;
    await followBatch(ctx, batch._id);
    hasBegun = true;
  }
  return hasBegun;
}

function pairOf({ desired, linked }: MenuHolder['menu'], published: ReadonlyMap<string, PublishedMenu>): string | null {
  const to = published.get(keyOf(desired))?.lineRichMenuId;
  return to && linked && linked.lineRichMenuId !== to ? `${linked.lineRichMenuId}/${to}` : null;
}

type Pair = Pick<MenuBatch, 'channelId' | 'name' | 'language' | 'from' | 'to' | 'friends'>;

const aBatch = (now: Date, pair: Pair): MenuBatch => ({
  _id: `${pair.channelId}/${pair.from}/${pair.to}`,
  ...pair,
  state: 'calling',
  requestId: null,
  calls: 0,
  checkAt: now,
  startedAt: now,
  finishedAt: null,
});

/** Brings a batch one step on: asks LINE for it, or how far it is. Whoever takes over repeats a step, which is harmless. */
export async function followBatch(ctx: Context, batchId: string): Promise<void> {
  await withLease(ctx.clock, `richmenus/batch/${batchId}`, LEASE_MS, async () => {
    const batch = await MenuBatchModel.findById(batchId).lean();
    if (!batch?.checkAt || batch.checkAt > ctx.clock.now()) return;
    await (batch.state === 'calling' ? callLine(ctx, batch) : askLine(ctx, batch));
  });
}

async function callLine(ctx: Context, batch: MenuBatch): Promise<void> {
  const { _id, channelId, from, to } = batch;
  const now = ctx.clock.now();
  // From now on LINE may relink them; they are owed nothing else by us until it is known that it did not.
  await deferMenusToReplace(batch, new Date(batch.startedAt.getTime() + GIVEN_UP_MS));
  try {
    const gateway = await gatewayOf(ctx, channelId);
    const requestId = await gateway.replaceRichMenu({ from, to }, resumeKeyOf(_id));
    const checkAt = new Date(now.getTime() + FIRST_CHECK_MS);
    await MenuBatchModel.updateOne(
      { _id, state: 'calling' },
      { $set: { state: 'ongoing', requestId, checkAt }, $inc: { calls: 1 } },
    );
  } catch (err) {
    if (!(err instanceof LineError)) throw err;
    const isRefused = err instanceof LineInvalidError || err instanceof LineNotFoundError;
    ctx.log.warn({ err, batch: _id }, 'rich menus of many friends could not be replaced by one call');
    // None is left this hour, or LINE will never take it: single calls do the same.
    if (isRefused || err instanceof LineRateLimitError || batch.calls + 1 >= CALLS_MAX) return giveUp(ctx, batch);
    const checkAt = new Date(now.getTime() + backoffMs(batch.calls + 1, FIRST_CHECK_MS, CHECK_MS_MAX));
    await MenuBatchModel.updateOne({ _id, state: 'calling' }, { $set: { checkAt }, $inc: { calls: 1 } });
  }
}

async function askLine(ctx: Context, batch: MenuBatch): Promise<void> {
  const { _id, channelId, requestId, calls } = batch;
  const now = ctx.clock.now();
  try {
    const phase = await (await gatewayOf(ctx, channelId)).getMenuBatchPhase(requestId ?? '');
    if (phase === 'succeeded') return await finish(ctx, batch);
    if (phase === 'failed' && calls >= CALLS_MAX) return await giveUp(ctx, batch);
    if (phase === 'failed') {
      await MenuBatchModel.updateOne({ _id, state: 'ongoing' }, { $set: { state: 'calling', checkAt: now } });
      return;
    }
  } catch (err) {
    if (!(err instanceof LineError)) throw err;
    ctx.log.warn({ err, batch: _id }, 'LINE did not say how far it is with replacing rich menus');
    if (err instanceof LineNotFoundError || now.getTime() > batch.startedAt.getTime() + GIVEN_UP_MS)
      return giveUp(ctx, batch);
  }
  const age = now.getTime() - batch.startedAt.getTime();
  const checkAt = new Date(now.getTime() + Math.min(CHECK_MS_MAX, Math.max(FIRST_CHECK_MS, age / 2)));
  await MenuBatchModel.updateOne({ _id, state: 'ongoing' }, { $set: { checkAt } });
}

async function finish(ctx: Context, batch: MenuBatch): Promise<void> {
  const at = ctx.clock.now();
  const replaced = await noteMenusReplaced(batch, at);
  await MenuBatchModel.updateOne(
    { _id: batch._id },
    { $set: { state: 'done', finishedAt: at }, $unset: { checkAt: '' } },
  );
  ctx.log.info({ batch: batch._id, replaced }, 'rich menus of many friends replaced');
}

async function giveUp(ctx: Context, batch: MenuBatch): Promise<void> {
  const at = ctx.clock.now();
  await oweMenusToReplace(batch, at);
  await MenuBatchModel.updateOne(
    { _id: batch._id },
    { $set: { state: 'givenUp', finishedAt: at }, $unset: { checkAt: '' } },
  );
  wakeLinking(ctx, batch.channelId);
}

/** Of letters and digits, as LINE wants it; the same for the same batch. */
const resumeKeyOf = (batchId: string) => createHash('sha256').update(batchId).digest('hex');

const SWEEP_MAX = 100;

/** Wakes every batch that is to be looked at. */
export async function sweepBatches(ctx: Pick<Context, 'clock' | 'wake'>): Promise<void> {
  const due = await MenuBatchModel.find({ checkAt: { $lte: ctx.clock.now() } }, { _id: 1 })
    .limit(SWEEP_MAX)
    .lean();
  ctx.wake(
    FOLLOW_BATCH,
    due.map(({ _id }) => ({ batchId: _id })),
  );
}

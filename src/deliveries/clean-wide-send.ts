import type { Context } from '../context.js';
import { LineError } from '../line/errors.js';
import { DeliveryModel } from './delivery.model.js';
import { uncountDeliveries } from './gate-deliveries.js';
import { deleteAudiences } from './gather-audience.js';
import { WideSendModel, type WideSendState } from './wide-send.model.js';

export const CLEAN_WIDE_SEND = 'deliveries.clean-wide-send';

const LATER_MS = 60_000;
const PAGE = 1_000;
const SWEEP_MAX = 50;
const BEFORE_THE_CALL: WideSendState[] = ['gating', 'uploading', 'gathering', 'ready'];

/** Ends what a sender had prepared and will not send; nothing, once LINE was called. */
export async function abandonWideSend(ctx: Pick<Context, 'clock'>, senderId: string): Promise<void> {
  await WideSendModel.updateOne(
    { _id: senderId, state: { $in: BEFORE_THE_CALL } },
    { $set: { state: 'abandoned', cleanAt: ctx.clock.now() } },
  );
}

/** Deletes the audiences of a wide send that is over, and takes what never left off the friends' counts for caps. */
export async function cleanWideSend(ctx: Context, wideSendId: string): Promise<void> {
  const wideSend = await WideSendModel.findOne({ _id: wideSendId, cleanAt: { $lte: ctx.clock.now() } }).lean();
  if (!wideSend) return;
  const { cleanAt, state } = wideSend;
  if (state === 'abandoned') await uncountCancelled(wideSendId);
  const isClean = await deleteAudiences(ctx, wideSend).then(
    () => true,
    (error: unknown) => {
      if (!(error instanceof LineError)) throw error;
      ctx.log.warn({ err: error, wideSendId }, 'an audience will be deleted later');
      return false;
    },
  );
  const next = isClean ? null : new Date(ctx.clock.now().getTime() + LATER_MS);
  await WideSendModel.updateOne({ _id: wideSendId, cleanAt }, { $set: { cleanAt: next } });
}

async function uncountCancelled(senderId: string): Promise<void> {
  let afterId = '';
  for (;;) {
    const page = await DeliveryModel.find(
      { 'sender.id': senderId, state: 'skipped', reason: 'cancelled', _id: { $gt: afterId } },
      { friendId: 1 },
    )
      .sort({ _id: 1 })
      .limit(PAGE)
      .lean();
    await uncountDeliveries(page);
    afterId = page.at(-1)?._id ?? afterId;
    if (page.length < PAGE) return;
  }
}

/** Wakes the cleaning of wide sends that are over. */
export async function sweepWideSends(ctx: Pick<Context, 'clock' | 'wake'>): Promise<void> {
  const due = await WideSendModel.find({ cleanAt: { $lte: ctx.clock.now() } }, { _id: 1 })
    .sort({ cleanAt: 1 })
    .limit(SWEEP_MAX)
    .lean();
  ctx.wake(
    CLEAN_WIDE_SEND,
    due.map(({ _id }) => ({ wideSendId: _id })),
  );
}

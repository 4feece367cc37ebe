import type { Context } from '../context.js';
import { ConflictError, NotFoundError } from '../errors.js';
import { DeliveryModel, type Delivery } from './delivery.model.js';
import { SEND_DELIVERY } from './deliver.js';
import { UNSENT } from './outcome.js';

/**
 * A person says what became of a delivery of which LINE left no word: it arrived, or it did not and is sent again with a new
 * key. Nothing decides this by itself. ConflictError for one whose outcome is known.
 */
export async function resolveUnknown(
  ctx: Pick<Context, 'clock' | 'wake'>,
  deliveryId: string,
  became: 'arrived' | 'sendAgain',
): Promise<Delivery> {
  const now = ctx.clock.now();
  const resolved = await DeliveryModel.findOneAndUpdate(
    { _id: deliveryId, state: 'unknown' },
    became === 'arrived'
      ? { $set: { state: 'accepted', settledAt: now } }
      : { $set: { ...UNSENT, reply: null, dueAt: now, settledAt: null }, $unset: { batchId: '' } },
    { returnDocument: 'after' },
  ).lean();
  if (resolved) {
    if (became === 'sendAgain') ctx.wake(SEND_DELIVERY, [{ deliveryId }]);
    return resolved;
  }
  const found = await DeliveryModel.findById(deliveryId, { state: 1 }).lean();
  if (!found) throw new NotFoundError('delivery', deliveryId);
  throw new ConflictError(`Delivery ${deliveryId} is ${found.state}; only an unknown one can be resolved.`);
}

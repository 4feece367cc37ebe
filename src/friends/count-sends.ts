import { SENDS_KEPT, findReachedLimit, type SendLimit, type SendLimits, type Sends } from './core/sends.js';
import { FriendModel } from './friend.model.js';

/** A send to count on its friend, if the limits leave room for it. */
export interface CountedSend {
  friendId: string;
  deliveryId: string;
  isPromotion: boolean;
  limits: SendLimits;
}

/**
 * Counts sends on their friends before they leave. Of several senders at once, no more are counted than the limits allow; a
 * delivery that is counted already stays so. Resolves to the limit that keeps a delivery back, by delivery id.
 */
export async function countSends(now: Date, sends: CountedSend[]): Promise<Map<string, keyof Sends>> {
  if (sends.length === 0) return new Map();
  await FriendModel.collection.bulkWrite(
    sends.map(({ friendId, deliveryId, isPromotion, limits }) => ({
      updateOne: {
        filter: {
          _id: friendId as never,
          $and: [
            { 'sent.all.id': { $ne: deliveryId } },
            ...limits.all.map((limit) => hasRoom('all', limit, now)),
            ...limits.promotions.map((limit) => hasRoom('promotions', limit, now)),
          ],
        },
        update: {
          $push: {
            'sent.all': newest(deliveryId, now),
            ...(isPromotion ? { 'sent.promotions': newest(deliveryId, now) } : {}),
          },
        },
      },
    })) as never,
    { ordered: false },
  );
  const friendIds = sends.map(({ friendId }) => friendId);
  const counted = await FriendModel.find({ _id: { $in: friendIds } }, { sent: 1 }).lean();
  const sentTo = new Map(counted.map(({ _id, sent }) => [_id, sent]));
  const kept = sends.flatMap(({ friendId, deliveryId, limits }): [string, keyof Sends][] => {
    const sent = sentTo.get(friendId);
    if (sent?.all?.some(({ id }) => id === deliveryId)) return [];
    return [[deliveryId, findReachedLimit(sent, limits, deliveryId, now) ?? 'all']];
  });
  return new Map(kept);
}

/** Takes back the counting of sends that reached nobody. */
export async function uncountSends(sends: { friendId: string; deliveryId: string }[]): Promise<void> {
  if (sends.length === 0) return;
  await FriendModel.collection.bulkWrite(
    sends.map(({ friendId, deliveryId }) => ({
      updateOne: {
        filter: { _id: friendId as never, 'sent.all.id': deliveryId },
        update: { $pull: { 'sent.all': { id: deliveryId }, 'sent.promotions': { id: deliveryId } } },
      },
    })) as never,
    { ordered: false },
  );
}

/** Newest first: there is room when the send that would be one too many is long enough ago. */
const hasRoom = (list: keyof Sends, { count, withinMs }: SendLimit, now: Date) =>
  count === 0
    ? { _id: null }
    : {
        $or: [
          { [`sent.${list}.${count - 1}.at`]: { $exists: false } },
          { [`sent.${list}.${count - 1}.at`]: { $lte: new Date(now.getTime() - withinMs) } },
        ],
      };

const newest = (id: string, at: Date) => ({ $each: [{ id, at }], $position: 0, $slice: SENDS_KEPT });

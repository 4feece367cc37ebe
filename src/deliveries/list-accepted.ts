import { DeliveryModel } from './delivery.model.js';

/** A page of what LINE accepted of one sender, in order of ids, after `afterId`. */
export async function listAccepted(
  senderId: string,
  { afterId, limit }: { afterId: string | null; limit: number },
): Promise<{ id: string; friendId: string; acceptedAt: Date }[]> {
  const found = await DeliveryModel.find(
    { 'sender.id': senderId, state: 'accepted', ...(afterId === null ? {} : { _id: { $gt: afterId } }) },
    { friendId: 1, settledAt: 1 },
  )
    .sort({ _id: 1 })
    .limit(limit)
    .lean();
  return found.flatMap(({ _id, friendId, settledAt }) =>
    settledAt ? [{ id: _id, friendId, acceptedAt: settledAt }] : [],
  );
}

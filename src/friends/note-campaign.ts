import { CAMPAIGNS_KEPT } from './core/friend.js';
import { FriendModel } from './friend.model.js';

/**
 * Notes on friends that a campaign reached them, once each; `lookAgainAt` when a segment or stage speaks of it. Who clicked
 * before that gets the exact time.
 */
export async function noteCampaign(
  { campaignId, isPromotion }: { campaignId: string; isPromotion: boolean },
  reached: { friendId: string; acceptedAt: Date }[],
  lookAgainAt: Date | null,
): Promise<void> {
  if (reached.length === 0) return;
  await FriendModel.collection.bulkWrite(
    reached.flatMap(({ friendId, acceptedAt }) => [
      {
        updateOne: {
          filter: { _id: friendId, campaigns: { $elemMatch: { id: campaignId, acceptedAt: { $lt: acceptedAt } } } },
          update: { $set: { 'campaigns.$.acceptedAt': acceptedAt, 'campaigns.$.isPromotion': isPromotion } },
        },
      },
      {
        updateOne: {
          filter: { _id: friendId as never, 'campaigns.id': { $ne: campaignId } },
          update: {
            $push: {
              campaigns: {
                $each: [{ id: campaignId, acceptedAt, clickedAt: null, isPromotion }],
                $position: 0,
                $slice: CAMPAIGNS_KEPT,
              },
            },
            ...(lookAgainAt ? { $set: { segmentsCheckAt: lookAgainAt }, $inc: { rev: 1 } } : {}),
          },
        },
      },
    ]) as never,
    { ordered: false },
  );
}

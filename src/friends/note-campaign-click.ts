import { CAMPAIGNS_KEPT } from './core/friend.js';
import { FriendModel } from './friend.model.js';

/**
 * Notes on a friend when they first tapped a link of a campaign. That may come before it was noted that the campaign reached
 * them: then it did as of `sentAt`, a moment before it was sent, until the exact one is noted. The caller sees to it that
 * segments are looked at again.
 */
export async function noteCampaignClick(
  campaignId: string,
  friendId: string,
  { clickedAt, sentAt }: { clickedAt: Date; sentAt: Date },
): Promise<void> {
  const _id = friendId as never;
  const reached = { id: campaignId, acceptedAt: sentAt, clickedAt };
  await FriendModel.collection.bulkWrite([
    {
      updateOne: {
        filter: { _id, 'campaigns.id': { $ne: campaignId } },
        update: {
          $push: { campaigns: { $each: [reached], $sort: { acceptedAt: -1 }, $slice: CAMPAIGNS_KEPT } },
          $inc: { rev: 1 },
        },
      },
    },
    {
      updateOne: {
        filter: { _id, campaigns: { $elemMatch: { id: campaignId, clickedAt: null } } },
        update: { $set: { 'campaigns.$.clickedAt': clickedAt }, $inc: { rev: 1 } },
      },
    },
  ] as never);
}

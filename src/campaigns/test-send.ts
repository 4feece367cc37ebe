import type { Context } from '../context.js';
import { deliver } from '../deliveries/index.js';
import { getFriendBehind } from '../friends/index.js';
import { newId } from '../infra/ids.js';
import { InvalidInputError } from '../errors.js';
import { getCampaign } from './move-campaign.js';

/** Sends what a campaign says to a few friends, now, each arm of a split test: as it would reach them, billed as usual. */
export async function testSend(
  ctx: Context,
  campaignId: string,
  friendIds: string[],
): Promise<{ deliveryId: string; friendId: string; arm: string | null }[]> {
  const campaign = await getCampaign(campaignId);
  const friends = await Promise.all(friendIds.map(getFriendBehind));
  const stranger = friends.find(({ channelId }) => channelId !== campaign.channelId);
  if (stranger)
    throw new InvalidInputError(
      'invalid_input',
      `Friend ${stranger._id} is of channel ${stranger.channelId}; the campaign is of ${campaign.channelId}.`,
    );
  const arms = campaign.test?.arms ?? [{ key: null, content: campaign.content }];
  const sends = friends.flatMap((friend) =>
    arms.map(({ key: arm, content }) => ({ id: `campaignTest:${newId()}`, friend, arm, content })),
  );
  // Not the campaign's own id: what is tried counts in no report, and no cancelling reaches it.
  for (const { id, friend, content } of sends)
    await deliver(ctx, {
      id,
      friend,
      content,
      sender: { kind: 'campaignTest', id: `${campaignId}/test` },
      transactional: true,
    });
  return sends.map(({ id, friend, arm }) => ({ deliveryId: id, friendId: friend._id, arm }));
}

import { getChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import { zoneOf } from '../friends/core/time-zone.js';
import { getSendingPolicy, planDeliveries, type Recipient } from '../deliveries/index.js';
import { countFriends, listFriendIds } from '../friends/index.js';
import { assertNever } from '../shared/assert-never.js';
import { segmentFilter } from '../segments/index.js';
import { CampaignModel, type Campaign } from './campaign.model.js';
import { assign, HOLDOUT_ARM } from './core/assignment.js';
import { audienceRule } from './core/audience.js';
import { localTimeIn } from '../shared/local-day.js';
import { isPromotion } from './check-campaign.js';

const FREEZE_PAGE = 1_000;

/** Plans a delivery for each friend who meets the rule now; false when stopped before the end. */
export async function freezeAudience(
  ctx: Context,
  campaign: Campaign,
  shouldStop: () => Promise<boolean>,
): Promise<boolean> {
  const { _id, channelId } = campaign;
  const filter = await segmentFilter(ctx, channelId, audienceRule(campaign));
  if (campaign.expectedSize === null)
    await CampaignModel.updateOne({ _id }, { $set: { expectedSize: await countFriends(filter) } });
  const recipientOf = await chooseContent(ctx, campaign);
  let through = campaign.frozenThrough;
  let size = campaign.audienceSize;
  for (;;) {
    if (await shouldStop()) return false;
    const friends = await listFriendIds(filter, { afterId: through ?? undefined, limit: FREEZE_PAGE });
    await planDeliveries(ctx, {
      channelId,
      sender: { kind: 'campaign', id: _id },
      recipients: friends.map(recipientOf),
    });
    size += friends.length;
    const next = friends.at(-1)?.friendId ?? through;
    const isLast = friends.length < FREEZE_PAGE;
    const frozen = await CampaignModel.updateOne(
      { _id, frozenThrough: through, frozenAt: null },
      { $set: { frozenThrough: next, audienceSize: size, ...(isLast ? { frozenAt: ctx.clock.now() } : {}) } },
    );
    // A worker that was stalled finds that another went on: its own count is of the past.
    if (frozen.matchedCount === 0) return false;
    through = next;
    if (isLast) return true;
  }
}

/** How a friend of the audience becomes a recipient: what they get, and from when on. */
async function chooseContent(
  ctx: Context,
  campaign: Campaign,
): Promise<(friend: Awaited<ReturnType<typeof listFriendIds>>[number]) => Recipient> {
  const { _id, channelId, test, schedule, holdoutPercent, content } = campaign;
  const { timeZone } = await getChannel(ctx, channelId);
  const policy = await getSendingPolicy(ctx, channelId);
  const accountHoldoutPercent = (await isPromotion(ctx, campaign)) ? policy.holdoutPercent : 0;
  const contents = new Map(test?.arms.map((arm) => [arm.key, arm.content]));
  const now = ctx.clock.now();
  return ({ friendId, lineUserId, attributes }) => {
    const assigned = assign(channelId, _id, friendId, { accountHoldoutPercent, holdoutPercent, test });
    const notBefore = schedule.kind === 'localTime' ? localTimeIn(schedule.at, zoneOf({ attributes }, timeZone)) : now;
    const recipient = { friendId, lineUserId, content, notBefore, isHeldOut: false };
    switch (assigned.kind) {
      case 'holdout':
        return { ...recipient, arm: HOLDOUT_ARM, isHeldOut: true };
      case 'arm':
        return { ...recipient, arm: assigned.key, content: contents.get(assigned.key) ?? content };
      case 'rest':
        return { ...recipient, notBefore: null };
      case 'all':
        return recipient;
      default:
        return assertNever(assigned);
    }
  };
}

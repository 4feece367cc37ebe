import type { z } from 'zod';
import type { Context } from '../context.js';
import { CampaignModel } from './campaign.model.js';
import type { PresentedStates } from './schemas.js';

const COUNTED_MAX = 1_000;
const LISTED_MAX = 10;
const DAY_MS = 24 * 3_600_000;
/** For so long a failed campaign is told of. */
const TOLD_FOR_DAYS = 30;

/**
 * How many campaigns of a channel go out, wait for approval or for their time; and which stopped, the newest first: those that are
 * paused, and those that failed and were meant for the last 30 days. Counts go to 1,000, the list to 10.
 */
export async function countStates(
  { clock }: Pick<Context, 'clock'>,
  channelId: string,
): Promise<z.infer<typeof PresentedStates>> {
  const since = new Date(clock.now().getTime() - TOLD_FOR_DAYS * DAY_MS);
  const stopped = {
    channelId,
    $or: [{ state: 'paused' as const }, { state: 'failed' as const, sendAt: { $gte: since } }],
  };
  const count = (state: 'sending' | 'review' | 'scheduled') =>
    CampaignModel.countDocuments({ channelId, state }, { limit: COUNTED_MAX });
  const [sending, review, scheduled, stoppedCount, found] = await Promise.all([
    count('sending'),
    count('review'),
    count('scheduled'),
    CampaignModel.countDocuments(stopped, { limit: COUNTED_MAX }),
    CampaignModel.find(stopped, { name: 1, state: 1, stateReason: 1, sendAt: 1 })
      .sort({ createdAt: -1 })
      .limit(LISTED_MAX)
      .lean(),
  ]);
  return {
    sending,
    review,
    scheduled,
    stopped: stoppedCount,
    stoppedOnes: found.map(({ _id: id, name, state, stateReason, sendAt }) => ({
      id,
      name,
      state,
      stateReason,
      sendAt,
    })),
  };
}

import type { Context } from '../context.js';
import { renderFor, type Content } from '../deliveries/core/content.js';
import { loadContent } from '../deliveries/index.js';
import { AppError } from '../errors.js';
import { listFriends, type Friend } from '../friends/index.js';
import type { Campaign } from './campaign.model.js';
import { assign } from './core/assignment.js';
import { contentsOf } from './check-campaign.js';

const TRIED_MAX = 500;

/** Friends for whom a campaign's content cannot be made, judged by those of them for whom it was tried. */
export interface Unfillable {
  count: number;
  tried: number;
  isEstimate: boolean;
  /** What is wrong, for one of them; null when it could be made for all. */
  because: string | null;
}

/**
 * Makes a campaign's content for friends under a filter as if it left now, at most 500 of the `total` under it: beyond, the
 * count is an estimate by their share.
 */
export async function countUnfillable(
  ctx: Context,
  campaign: Campaign,
  { filter, total, accountHoldoutPercent }: { filter: object; total: number; accountHoldoutPercent: number },
): Promise<Unfillable> {
  const loaded = await loadContent(ctx, campaign.channelId, contentsOf(campaign));
  const friends = await listFriends(filter, { limit: TRIED_MAX, isOrdered: false });
  const found = friends.flatMap((friend) => {
    const contents = contentsFor(campaign, friend, accountHoldoutPercent);
    const problem = contents.map((content) => problemOf(() => renderFor(friend, content, loaded))).find(Boolean);
    return problem ?? [];
  });
  const share = friends.length === 0 ? 0 : found.length / friends.length;
  const isEstimate = friends.length < total;
  const count = isEstimate ? Math.round(total * share) : found.length;
  return { count, tried: friends.length, isEstimate, because: found[0] ?? null };
}

/** What a friend may get: who waits for the winner of a test, any of its arms. */
function contentsFor(campaign: Campaign, { _id }: Friend, accountHoldoutPercent: number): Content[] {
  const { channelId, holdoutPercent, test } = campaign;
  const assigned = assign(channelId, campaign._id, _id, { accountHoldoutPercent, holdoutPercent, test });
  if (assigned.kind === 'holdout') return [];
  const arms = test?.arms.filter(({ key }) => assigned.kind !== 'arm' || key === assigned.key);
  return arms ? arms.map(({ content }) => content) : [campaign.content];
}

function problemOf(make: () => unknown): string | null {
  try {
    make();
    return null;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.message;
  }
}

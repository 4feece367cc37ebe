import { LOTS, lotOf } from '../../shared/lot.js';
import type { SplitTest } from './campaign.js';

/** The arm of those who get nothing, to compare with. */
export const HOLDOUT_ARM = 'holdout';

/** What a friend gets: nothing, the content of an arm, or what the rest gets once the test has a winner. */
export type Assignment = { kind: 'holdout' } | { kind: 'arm'; key: string } | { kind: 'rest' } | { kind: 'all' };

interface Shares {
  /** Percent of all friends of the channel, the same friends in every campaign. */
  accountHoldoutPercent: number;
  holdoutPercent: number;
  test: (Pick<SplitTest, 'sharePercent'> & { arms: { key: string; weight: number }[] }) | null;
}

/** What a friend gets of a campaign: the same at every time it is asked. */
export function assign(channelId: string, campaignId: string, friendId: string, shares: Shares): Assignment {
  const isWithin = (purpose: string, percent: number) => lotOf(`${purpose}/${friendId}`) < (percent * LOTS) / 100;
  if (isWithin(`holdout/${channelId}`, shares.accountHoldoutPercent)) return { kind: 'holdout' };
  if (isWithin(`holdout/${campaignId}`, shares.holdoutPercent)) return { kind: 'holdout' };
  if (shares.test === null) return { kind: 'all' };
  if (!isWithin(`test/${campaignId}`, shares.test.sharePercent)) return { kind: 'rest' };
  return { kind: 'arm', key: armOf(shares.test.arms, lotOf(`arm/${campaignId}/${friendId}`)) };
}

function armOf(arms: { key: string; weight: number }[], lot: number): string {
  const total = arms.reduce((sum, { weight }) => sum + weight, 0);
  let from = 0;
  for (const { key, weight } of arms) {
    from += (weight * LOTS) / total;
    if (lot < from) return key;
  }
  return arms.at(-1)?.key ?? '';
}

import { WAITING_MS_MAX } from './core/plan-links.js';

/** How many friends LINE was told of lately, by channel and menu: as far as this process has told it. */
const lately = new Map<string, { at: number; friends: number }[]>();

/** Counts the friends of whom LINE was told just now. */
export function countTold(key: string, friends: number, now: Date): void {
  lately.set(key, [...freshOf(key, now), { at: now.getTime(), friends }]);
}

/** Of how many friends LINE was told as lately as a call may wait for others. */
export const recentlyTold = (key: string, now: Date): number =>
  freshOf(key, now).reduce((sum, { friends }) => sum + friends, 0);

function freshOf(key: string, now: Date): { at: number; friends: number }[] {
  return (lately.get(key) ?? []).filter(({ at }) => Math.abs(now.getTime() - at) < WAITING_MS_MAX);
}

import type { FriendMenu } from '../../friends/core/friend.js';

/** How what LINE shows differs from what it was told: nothing, another menu of ours, one that is not ours. */
export const DRIFT_KINDS = ['missing', 'otherMenu', 'foreignMenu'] as const;
export type DriftKind = (typeof DRIFT_KINDS)[number];

/** A menu on LINE, with the aliases to which its areas switch. */
export interface MenuOnLine {
  lineRichMenuId: string;
  alias: string;
  switchesTo: string[];
}

/**
 * How a friend's menu drifted; null when it did not. A tab of the same menu is as right as the menu: whatever its areas
 * switch to, and the areas of those.
 */
export function findDrift(
  linked: NonNullable<FriendMenu['linked']>,
  shown: string | null,
  onLine: readonly MenuOnLine[],
): DriftKind | null {
  if (shown === linked.lineRichMenuId) return null;
  if (shown === null) return 'missing';
  if (!onLine.some(({ lineRichMenuId }) => lineRichMenuId === shown)) return 'foreignMenu';
  return reachableFrom(linked.lineRichMenuId, onLine).has(shown) ? null : 'otherMenu';
}

function reachableFrom(lineRichMenuId: string, onLine: readonly MenuOnLine[]): Set<string> {
  const reached = new Set<string>();
  const open = onLine.filter((menu) => menu.lineRichMenuId === lineRichMenuId);
  for (let menu = open.pop(); menu; menu = open.pop()) {
    if (reached.has(menu.lineRichMenuId)) continue;
    reached.add(menu.lineRichMenuId);
    const { switchesTo } = menu;
    open.push(...onLine.filter(({ alias }) => switchesTo.includes(alias)));
  }
  return reached;
}

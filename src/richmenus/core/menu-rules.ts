import { z } from 'zod';
import type { Friend } from '../../friends/core/friend.js';
import { soonest } from '../../segments/core/duration.js';
import { evaluate } from '../../segments/core/evaluate.js';
import type { Known } from '../../segments/core/known.js';
import { SegmentRule } from '../../segments/core/rule.js';

/** Which menu a friend gets: the first rule that holds, from the top. */
export const MenuRules = z.strictObject({
  rules: z
    .array(
      z.strictObject({ name: z.string().trim().min(1).max(100), when: SegmentRule, menu: z.string().min(1).max(60) }),
    )
    .max(100),
});
export type MenuRules = z.infer<typeof MenuRules>;

/** The rules that a channel starts with, for the menus that are shipped. */
export const DEFAULT_MENU_RULES: MenuRules = {
  rules: [
    { name: 'VIP', when: { stage: ['grow'] }, menu: 'vip' },
    { name: 'Verified owner', when: { verifiedOwner: true }, menu: 'owner' },
    { name: 'Engaged', when: { stage: ['engage', 'retain'] }, menu: 'engaged' },
    { name: 'Everybody else', when: { everyone: true }, menu: 'newcomer' },
  ],
};

/** The menu that the rules give a friend and the rule that gave it; null when none holds. */
export function chooseMenu(
  { rules }: MenuRules,
  friend: Friend,
  now: Date,
  known: Known,
): { menu: string; rule: string } | null {
  const chosen = rules.find(({ when }) => evaluate(when, friend, now, known).truth === true);
  return chosen ? { menu: chosen.menu, rule: chosen.name } : null;
}

/** Earliest instant at which another menu may be the right one by time alone; null when only something that happens can change it. */
export function menuCheckAt({ rules }: MenuRules, friend: Friend, now: Date, known: Known): Date | null {
  return soonest(
    rules.map(({ when }) => evaluate(when, friend, now, known).nextCheckAt),
    now,
  );
}

import type { TagInput } from './tag.js';

/** Tags that work together for one purpose, ready to be added, and what marketers do with them. */
export interface TagRecipe {
  key: string;
  name: string;
  tags: TagInput[];
  use: string;
}

const hours = (n: number) => ({ ttl: { n, unit: 'hour' as const } });
const days = (n: number) => ({ ttl: { n, unit: 'day' as const } });
const halfLife = (n: number) => ({ kind: 'halfLife' as const, days: n });
const LEVELS = [
  { key: 'L1', min: 1 },
  { key: 'L2', min: 3 },
  { key: 'L3', min: 6 },
  { key: 'L4', min: 10 },
];
const DOUBLE_CLICK = { n: 10, unit: 'minute' as const, per: 'source' as const };

export const TAG_RECIPES: TagRecipe[] = [
  {
    key: 'hot-lead',
    name: 'Hot lead hand-over',
    tags: [
      {
        tagId: 'test-drive-interest',
        name: 'Interested in a test drive',
        intensity: { decay: halfLife(14), levels: LEVELS, hysteresis: 0.5, cooldown: DOUBLE_CLICK },
      },
    ],
    use: 'Page click 1, price 3, calculator 5, form 10. Level L3 and applied within 7 days: a task for sales within 2 hours, and no promotions.',
  },
  {
    key: 'promo-fatigue',
    name: 'Promotion fatigue guard',
    tags: [{ tagId: 'promo-pause', name: 'Had a promotion lately', validity: hours(72) }],
    use: 'Tag in bulk whom a promotional campaign reached. Leaving out who has it saves messages and keeps friends from blocking; the condition on the number of campaigns does it without a tag.',
  },
  {
    key: 'abandoned-step',
    name: 'Abandoned step',
    tags: [
      { tagId: 'coupon-viewed', name: 'Viewed the coupon', validity: hours(24) },
      { tagId: 'coupon-used', name: 'Used the coupon' },
    ],
    use: 'Viewed, not used, and the validity ends within 3 hours: one reminder.',
  },
  {
    key: 'early-bird',
    name: 'Early bird',
    tags: [{ tagId: 'early-bird', name: 'Early bird', validity: { ...days(5), dayMode: 'endOfDay' } }],
    use: 'One menu while it is valid, another one from the moment it ends.',
  },
  {
    key: 'interest-routing',
    name: 'Interest routing',
    tags: ['touring', 'city', 'sport'].map((interest) => ({
      tagId: `interest-${interest}`,
      name: `Interest: ${interest}`,
      intensity: { decay: halfLife(30), cooldown: DOUBLE_CLICK },
    })),
    use: 'Put them into one folder: the strongest of the folder decides which variant a friend gets.',
  },
  {
    key: 'nursery',
    name: 'New friend nursery',
    tags: [{ tagId: 'new-friend', name: 'New friend', validity: { ...days(14), onReapply: 'keep' } }],
    use: 'Applied by a follow. Who has it is welcomed, and left out of campaigns.',
  },
  {
    key: 'service-sensitivity',
    name: 'Service sensitivity',
    tags: [{ tagId: 'open-complaint', name: 'Open complaint', validity: days(7), whileBlocked: 'pause' }],
    use: 'Applied while a complaint is open, so that it lasts for 7 days after. No promotions meanwhile.',
  },
  {
    key: 'replenishment',
    name: 'Replenishment',
    tags: [{ tagId: 'bought-consumable', name: 'Bought something that runs out', validity: days(25) }],
    use: 'Its expiry is the moment to ask whether they are running out.',
  },
  {
    key: 'win-back',
    name: 'Win back',
    tags: [{ tagId: 'engagement', name: 'Engagement', intensity: { decay: halfLife(30), cooldown: DOUBLE_CLICK } }],
    use: 'Applied 10 times or more in all, and an intensity below 2 now: an offer, with a part held back to compare.',
  },
  {
    key: 'draws',
    name: 'Gamified draws',
    tags: [{ tagId: 'spare-draws', name: 'Spare draws', intensity: { min: 0, max: 20, dailyCap: 3 } }],
    use: 'Each application is one draw; drawing spends 1, and nobody draws more than they have.',
  },
  {
    key: 'vip',
    name: 'VIP detection',
    tags: [
      {
        tagId: 'purchase-strength',
        name: 'Purchase strength',
        intensity: { decay: halfLife(180), tracksRise: true },
      },
    ],
    use: 'Among the strongest 5 % of its friends: invite them to a workshop.',
  },
  {
    key: 'warranty',
    name: 'Warranty',
    tags: [{ tagId: 'warranty', name: 'Under warranty', validity: { ...days(1_095), onReapply: 'keep' } }],
    use: 'Applied on delivery. Ending within 30 days: offer an extension.',
  },
];

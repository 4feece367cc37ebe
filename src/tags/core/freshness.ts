import { ttlMsOf, type TagBehaviour } from './tag.js';

const FRESH_FROM = 0.66;
const ENDING_BELOW = 0.33;

/** What is left of a validity: its share of the whole, and the word for it. */
export interface Freshness {
  share: number;
  name: 'fresh' | 'cooling' | 'ending';
}

/** How fresh a tag is that is valid until `expiresAt`; null when its definition has no validity any more. */
export function freshnessOf(expiresAt: Date, tag: Pick<TagBehaviour, 'validity'>, now: Date): Freshness | null {
  const ttlMs = ttlMsOf(tag);
  if (ttlMs === null) return null;
  const share = Math.min(1, Math.max(0, (expiresAt.getTime() - now.getTime()) / ttlMs));
  if (share > FRESH_FROM) return { share, name: 'fresh' };
  return { share, name: share < ENDING_BELOW ? 'ending' : 'cooling' };
}

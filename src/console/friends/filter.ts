import type { ActivityStatus } from '../../friends/core/friend.js';
import type { SegmentRule } from '../../segments/core/rule.js';
import type { Friend } from './types.js';

export const STAGES = ['acquire', 'engage', 'retain', 'grow'] as const;
export const STATUSES = ['active', 'atRisk', 'dormant', 'lost', 'returned'] as const satisfies ActivityStatus[];
export const STANDINGS = ['following', 'blocked'] as const;

const KEYS = ['q', 'stage', 'status', 'tag', 'segment', 'standing'] as const;
const VALUE_LENGTH_MAX = 100;

/** Which friends are shown, as it stands in the address: any other page can lead here with its question. */
export type Filter = Partial<Record<(typeof KEYS)[number], string>>;

/** The filter of an address; what an address cannot ask for is left out. */
export function readFilter(search: Record<string, unknown>): Filter {
  const filter: Filter = {};
  for (const key of KEYS) {
    const given = search[key];
    if (typeof given === 'string' && given !== '' && given.length <= VALUE_LENGTH_MAX) filter[key] = given;
  }
  if (!STATUSES.some((status) => status === filter.status)) delete filter.status;
  if (!STANDINGS.some((standing) => standing === filter.standing)) delete filter.standing;
  return filter;
}

/** The filter with one part changed, or taken out. */
export function withPart(filter: Filter, key: keyof Filter, value: string): Filter {
  const { [key]: _former, ...others } = filter;
  return value === '' ? others : { ...others, [key]: value };
}

/** The filter as a segment rule; what is searched for is no part of it. */
export function ruleOf({ stage, status, tag, segment, standing }: Filter): SegmentRule {
  const parts: SegmentRule[] = [
    ...(stage === undefined ? [] : [{ stage: [stage] }]),
    ...(status === undefined ? [] : [{ activityStatus: [status as ActivityStatus] }]),
    ...(tag === undefined ? [] : [{ tag }]),
    ...(segment === undefined ? [] : [{ segment }]),
    ...(standing === undefined ? [] : [{ standing: standing as (typeof STANDINGS)[number] }]),
  ];
  const [first, ...more] = parts;
  if (!first) return { everyone: true };
  return more.length === 0 ? first : { all: parts };
}

/** Whether a friend whom a search found meets the rest of the filter. */
export const meets = (friend: Friend, { stage, status, tag, segment, standing }: Filter): boolean =>
  (stage === undefined || friend.stage?.name === stage) &&
  (status === undefined || friend.activityStatus?.name === status) &&
  (tag === undefined || hasTag(friend, tag)) &&
  (segment === undefined || friend.segments.some(({ id }) => id === segment)) &&
  (standing === undefined || friend.standing === standing);

/** Whether a friend has a tag that has not ended. */
export const hasTag = (friend: Pick<Friend, 'tags'>, wanted: string): boolean =>
  friend.tags.some(({ tagId, isActive }) => isActive && tagId === wanted);

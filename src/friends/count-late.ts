import { TIME_ZONE_ATTRIBUTE } from './core/attribute.js';
import { zoneOf } from './core/time-zone.js';
import { localTimeIn } from '../shared/local-day.js';
import { groupFriends } from './group-friends.js';

/** How many friends a filter finds, and for how many of them clocks have shown a local time such as `2026-12-24T18:00` already. */
export async function countLate(
  filter: object,
  localTime: string,
  { channelZone, now }: { channelZone: string; now: Date },
): Promise<{ late: number; total: number }> {
  const counts = { late: 0, total: 0 };
  for (const { values, count } of await groupFriends(filter, [`attributes.${TIME_ZONE_ATTRIBUTE}`])) {
    const [own] = values;
    const zone = zoneOf({ attributes: typeof own === 'string' ? { [TIME_ZONE_ATTRIBUTE]: own } : {} }, channelZone);
    counts.total += count;
    if (localTimeIn(localTime, zone) <= now) counts.late += count;
  }
  return counts;
}

import { isTimeZone } from '../../shared/local-day.js';
import { TIME_ZONE_ATTRIBUTE } from './attribute.js';
import type { Friend } from './friend.js';

/** The time zone of a friend: their own where it is known, else the channel's. */
export function zoneOf({ attributes }: Pick<Friend, 'attributes'>, channelZone: string): string {
  const own = attributes[TIME_ZONE_ATTRIBUTE];
  return typeof own === 'string' && isTimeZone(own) ? own : channelZone;
}

import type { EventDraft } from '../infra/announcements/event.js';
import type { MembershipDecision } from './core/membership.js';
import { segmentEntered, segmentLeft } from './events.js';
import type { NamedLiveSegment } from './live-segments.js';

/** What a change of memberships announces. */
export function announceMemberships(
  { entered, left }: Pick<MembershipDecision, 'entered' | 'left'>,
  live: NamedLiveSegment[],
  now: Date,
): EventDraft[] {
  const filling = new Set(live.flatMap(({ id, isFilling }) => (isFilling ? [id] : [])));
  const payload = ({ id, version, because }: MembershipDecision['entered'][number]) => ({
    segmentId: id,
    version,
    cause: filling.has(id) ? ('saved' as const) : ('changed' as const),
    because,
  });
  return [
    ...entered.map((change) => segmentEntered.of(payload(change), now)),
    ...left.map((change) => segmentLeft.of(payload(change), now)),
  ];
}

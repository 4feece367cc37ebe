import { z } from 'zod';
import { defineEvent, type EventDraft } from '../infra/announcements/event.js';
import { assertNever } from '../shared/assert-never.js';
import type { PointEntry } from './point.model.js';

const change = z.object({
  entryId: z.string(),
  /** What the balance changed by. */
  points: z.number(),
  reason: z.string(),
});

export const pointsEarned = defineEvent('points.earned', change);
export const pointsSpent = defineEvent('points.spent', change);
/** Points were not used in time; `at` is the instant at which they ended. */
export const pointsExpired = defineEvent('points.expired', change);
/** An entry was taken back, whole or in part. */
export const pointsReversed = defineEvent('points.reversed', change.extend({ reverses: z.string() }));
/** Points will end soon; announced once for each time at which some do. */
export const pointsExpiring = defineEvent('points.expiring', z.object({ points: z.number(), expiresAt: z.date() }));

/** A friend checked in, on this day for them. */
export const checkInClaimed = defineEvent(
  'checkIn.claimed',
  z.object({ day: z.string(), streak: z.number(), points: z.number() }),
);

/** What an entry announces; moving points between two records of one person is told by the merge. */
export function announcementsOf({
  _id: entryId,
  op,
  points,
  reason,
  reverses = '',
  source,
  at,
}: PointEntry): EventDraft[] {
  const payload = { entryId, points, reason };
  switch (op) {
    case 'earn':
      return [
        pointsEarned.of(payload, at),
        ...(source.kind === 'checkIn'
          ? [checkInClaimed.of({ day: source.day, streak: source.streak, points }, at)]
          : []),
      ];
    case 'spend':
      return [pointsSpent.of(payload, at)];
    case 'expire':
      return [pointsExpired.of(payload, at)];
    case 'reverse':
      return [pointsReversed.of({ ...payload, reverses }, at)];
    case 'transfer':
      return [];
    default:
      return assertNever(op);
  }
}

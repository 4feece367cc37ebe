/** A send that counts for caps: its delivery, and when it began. */
export interface Sent {
  id: string;
  at: Date;
}

/** The latest sends to a friend, newest first, each list at most SENDS_KEPT long. */
export interface Sends {
  all: Sent[];
  promotions: Sent[];
}
export const SENDS_KEPT = 100;

/** At most `count` sends in the past `withinMs`. */
export interface SendLimit {
  count: number;
  withinMs: number;
}

/** The limits that hold for one send: over all sends, and over promotions. */
export type SendLimits = Record<keyof Sends, SendLimit[]>;

/** Which list is at its limit, so that a delivery may not be added; one that is counted already is never in its own way. */
export function findReachedLimit(
  sends: Sends | undefined,
  limits: SendLimits,
  deliveryId: string,
  now: Date,
): keyof Sends | null {
  const isReached = (list: keyof Sends) =>
    limits[list].some(({ count, withinMs }) => {
      const others = (sends?.[list] ?? []).filter(({ id }) => id !== deliveryId);
      return others.filter(({ at }) => now.getTime() - at.getTime() < withinMs).length >= count;
    });
  if (isReached('promotions')) return 'promotions';
  return isReached('all') ? 'all' : null;
}

import type { SendLimits } from '../../friends/core/sends.js';
import type { SendingPolicy } from './sending-policy.js';

const DAY_MS = 24 * 3_600_000;

type Policy = Pick<SendingPolicy, 'caps' | 'promotionCaps'>;

/** True when sends of a channel must be counted. */
export const hasCaps = ({ caps, promotionCaps }: Policy): boolean =>
  promotionCaps.length > 0 || Object.values(caps).some((cap) => cap !== null);

/** The limits for a send to a friend in a stage: rolling days, so that two days that touch are no way around them. */
export function limitsFor({ caps, promotionCaps }: Policy, stage: string | null, isPromotion: boolean): SendLimits {
  const all = [
    { count: caps.day, withinMs: DAY_MS },
    { count: caps.week, withinMs: 7 * DAY_MS },
    { count: caps.month, withinMs: 30 * DAY_MS },
  ].flatMap(({ count, withinMs }) => (count === null ? [] : [{ count, withinMs }]));
  const cap = promotionCaps.find((one) => one.stage === stage) ?? promotionCaps.find((one) => one.stage === null);
  return { all, promotions: isPromotion && cap ? [{ count: cap.month, withinMs: 30 * DAY_MS }] : [] };
}

import { isRefused, PROMOTION } from '../../friends/core/consent.js';
import type { Friend } from '../../friends/core/friend.js';
import { zoneOf } from '../../friends/core/time-zone.js';
import type { ContentType } from '../../messages/core/template.js';
import { findReachedLimit, type Sends } from '../../friends/core/sends.js';
import { limitsFor } from './caps.js';
import { endOfHours, otherHours } from './hours.js';
import type { Hours, SendingPolicy } from './sending-policy.js';

/** What keeps a delivery from its friend, and what a transactional one passes. */
export const PASSABLE_REASONS = [
  'optedOut',
  'openComplaint',
  'staffHasChat',
  'quietHours',
  'frequencyCap',
  'promotionCap',
  'budget',
] as const;
export type PassableReason = (typeof PASSABLE_REASONS)[number];

/** Why a delivery was not sent. Every skipped send has one. */
export const SKIP_REASONS = [
  'blocked',
  'blacklisted',
  'noFriend',
  'cancelled',
  'holdout',
  'expired',
  'monthlyLimit',
  'auth',
  'replyGone',
  ...PASSABLE_REASONS,
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

/** What becomes of a delivery that is due: not sent at all, looked at again later, or sent, past what a transactional one may pass. */
export type GateDecision =
  { kind: 'skip'; reason: SkipReason } | { kind: 'wait'; until: Date } | { kind: 'send'; passed: PassableReason[] };

/** A delivery, as the gates see it. */
export interface Gated {
  id: string;
  transactional: boolean;
  contentType: ContentType;
  /** What a friend asked for by doing something just now; it comes at any hour and counts for no cap. */
  isAnswer: boolean;
  /** What staff say in the chat that they hold. */
  isFromStaff?: boolean;
  plannedAt: Date;
  /** Hours in which the sender wants its messages to arrive, in the friend's zone. */
  hours: Hours | null;
}

/** What the gates know beside the friend. */
export interface GateFacts {
  policy: SendingPolicy;
  channelZone: string;
  now: Date;
  hasOpenComplaint: boolean;
}

const WAIT_MAX_MS = 30 * 24 * 3_600_000; // what found no open hour for so long is out of date

type GatedFriend = Pick<
  Friend,
  'standing' | 'consent' | 'blacklisted' | 'mergedInto' | 'conversation' | 'attributes' | 'stage' | 'sent'
>;

/**
 * What becomes of a delivery now. The friend is looked at in the last moment before the send. Caps are looked at here to
 * give the reason; they are kept by counting the send on the friend before it leaves.
 */
export function decideDelivery(friend: GatedFriend | undefined, send: Gated, facts: GateFacts): GateDecision {
  if (!friend || friend.mergedInto !== null) return { kind: 'skip', reason: 'noFriend' };
  if (friend.standing === 'blocked') return { kind: 'skip', reason: 'blocked' };
  if (friend.blacklisted && !send.isAnswer) return { kind: 'skip', reason: 'blacklisted' };

  const isPromotion = send.contentType === 'promotion';
  const held: PassableReason[] = [];
  if (isPromotion && isRefused(friend, PROMOTION)) held.push('optedOut');
  if (isPromotion && facts.hasOpenComplaint) held.push('openComplaint');
  if (friend.conversation?.heldSince && !send.isFromStaff) held.push('staffHasChat');

  const { policy, now } = facts;
  const zone = zoneOf(friend, facts.channelZone);
  const mayDisturb = send.isAnswer || policy.exempt.includes(send.contentType);
  const quietUntil = mayDisturb || !policy.quietHours ? null : endOfHours(policy.quietHours, now, zone);
  const outsideUntil = send.hours && endOfHours(otherHours(send.hours), now, zone);
  const opensAt = latest(quietUntil, outsideUntil);
  const isDropped = quietUntil !== null && policy.quietHours?.then === 'drop';
  const reachedCap = mayDisturb
    ? null
    : findReachedLimit(friend.sent, limitsFor(policy, friend.stage?.name ?? null, isPromotion), send.id, now);

  if (send.transactional) {
    if (quietUntil) held.push('quietHours');
    if (reachedCap) held.push(capReason(reachedCap));
    return { kind: 'send', passed: held };
  }
  if (isDropped) held.push('quietHours');
  const [reason] = held;
  if (reason) return { kind: 'skip', reason };
  if (opensAt && now.getTime() - send.plannedAt.getTime() > WAIT_MAX_MS) return { kind: 'skip', reason: 'expired' };
  if (opensAt) return { kind: 'wait', until: opensAt };
  if (reachedCap) return { kind: 'skip', reason: capReason(reachedCap) };
  return { kind: 'send', passed: [] };
}

/** The reason for a limit on a friend's sends that is reached. */
export const capReason = (reached: keyof Sends) =>
  reached === 'promotions' ? ('promotionCap' as const) : ('frequencyCap' as const);

const latest = (one: Date | null, other: Date | null) => (one && other ? (one > other ? one : other) : (one ?? other));

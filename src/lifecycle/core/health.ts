import type { Friend, Health } from '../../friends/core/friend.js';
import { intensityAt, isActive } from '../../friends/core/friend-tag.js';
import { daysAfter, daysSince, DAY_MS } from './days.js';
import { HEALTH_PARTS, type HealthPart, type LifecycleSettings } from './settings.js';

const INTENSITY_HALF = 5; // tags of together this intensity give half of the points
const ORDERS_HALF = 2; // as many orders give half of the points for how often
const BOUGHT_HALF_DAYS = 180; // half a year without an order halves the points for how lately
const ANSWERS_MAX = 5; // older answers say little about today
const USUAL_SCALE = { from: 1, to: 5 }; // of surveys that name none
const ISSUE_DAYS_MAX = 7; // whoever waits for an answer that long is given up on
const ISSUE_OPEN = 60;
const ISSUE_WAITING = 80;
const SENT_WITHIN_DAYS = 30;
const FADED_DAYS = 100_000; // after so long nothing more fades, with any settings
const RISK_PER_UNANSWERED = 0.15; // each campaign that found no echo takes this share of what is left

/**
 * Health of a friend at `now`: the weighted mean of the parts of which anything is known. A part without data is left out
 * and the weights of the others count for more. Null when nothing is known at all.
 */
export function decideHealth(
  friend: Friend,
  settings: Pick<LifecycleSettings, 'atRiskAfterDays' | 'healthWeights'>,
  now: Date,
): Health | null {
  const parts = HEALTH_PARTS.map((name) => ({
    name,
    score: rounded(PARTS[name](friend, now, settings.atRiskAfterDays)),
    weight: settings.healthWeights[name],
  }));
  const known = parts.flatMap(({ score, weight }) => (score === null || weight === 0 ? [] : [{ score, weight }]));
  if (known.length === 0) return null;
  const total = known.reduce((sum, { weight }) => sum + weight, 0);
  const score = Math.round(known.reduce((sum, part) => sum + part.score * part.weight, 0) / total);
  return { score, parts, at: now };
}

/** Whether two healths differ by what is worth a write: a point of the score, or a part of which something is known now. */
export function isSameHealth(one: Health | null, other: Health | null): boolean {
  if (!one || !other) return one === other;
  return (
    one.score === other.score &&
    one.parts.length === other.parts.length &&
    one.parts.every(
      ({ name, score, weight }, index) =>
        name === other.parts[index]?.name &&
        weight === other.parts[index].weight &&
        (score === null) === (other.parts[index].score === null),
    )
  );
}

/**
 * When health is looked at again although nothing happens: once a day, each friend at their own time of day; never when it
 * stays as it is for good. Time alone only lowers a part or makes it unknown.
 */
export function nextHealthCheckAt(
  friend: Friend,
  health: Health | null,
  settings: Pick<LifecycleSettings, 'atRiskAfterDays' | 'healthWeights'>,
  now: Date,
): Date | null {
  const { createdAt } = friend;
  const inTheEnd = decideHealth(friend, settings, daysAfter(now, FADED_DAYS));
  if (isSameHealth(health, inTheEnd)) return null;
  return daysAfter(createdAt, Math.floor((now.getTime() - createdAt.getTime()) / DAY_MS) + 1);
}

type Part = (friend: Friend, now: Date, atRiskAfterDays: number) => number | null;

/** Points from 0 to 100, or null when nothing is known. */
const PARTS: Record<HealthPart, Part> = {
  /** Halves with every threshold of days without activity. */
  recency: ({ lastActiveAt }, now, atRiskAfterDays) =>
    lastActiveAt === null ? null : 100 * fallen(daysSince(lastActiveAt, now), atRiskAfterDays),

  /** What the active tags say together; more always helps, ever less. */
  intensity: ({ tags }, now) => {
    if (tags.length === 0) return null;
    const sum = tags.filter((tag) => isActive(tag, now)).reduce((total, tag) => total + intensityAt(tag, now), 0);
    return 100 * risen(sum, INTENSITY_HALF);
  },

  /** Half for how lately, half for how often something was bought. */
  purchases: ({ orders }, now) =>
    orders.lastAt === null || orders.count === 0
      ? null
      : 50 * fallen(daysSince(orders.lastAt, now), BOUGHT_HALF_DAYS) + 50 * risen(orders.count, ORDERS_HALF),

  /** Mean of the latest answers to surveys. */
  satisfaction: ({ surveys }) => {
    const answers = surveys.slice(0, ANSWERS_MAX);
    if (answers.length === 0) return null;
    const shares = answers.map(({ score, scale: { from, to } = USUAL_SCALE }) => (score - from) / (to - from));
    return (100 * shares.reduce((sum, share) => sum + share, 0)) / answers.length;
  },

  /** Full without an open issue; an open one costs more the longer it stays open. */
  openIssues: ({ conversation }, now) => {
    if (!conversation) return null;
    if (conversation.state === 'resolved') return 100;
    if (conversation.state !== 'open') return ISSUE_WAITING;
    return ISSUE_OPEN * Math.max(0, 1 - daysSince(conversation.since, now) / ISSUE_DAYS_MAX);
  },

  /** Nothing for who blocked us; else less for every campaign of the last weeks that found no echo. */
  blockRisk: ({ standing, campaigns, lastActiveAt }, now) => {
    if (standing === 'blocked') return 0;
    const since = daysAfter(now, -SENT_WITHIN_DAYS);
    const recent = campaigns.filter(({ acceptedAt }) => acceptedAt > since && acceptedAt <= now);
    if (recent.length === 0) return null;
    const unanswered = recent.filter(
      ({ acceptedAt, clickedAt }) => clickedAt === null && (lastActiveAt === null || lastActiveAt < acceptedAt),
    );
    return 100 * (1 - RISK_PER_UNANSWERED) ** unanswered.length;
  },
};

const fallen = (days: number, halfDays: number) => 2 ** (-days / halfDays);
const risen = (amount: number, half: number) => 1 - 2 ** (-amount / half);
const rounded = (score: number | null) => (score === null ? null : Math.round(Math.min(100, Math.max(0, score))));

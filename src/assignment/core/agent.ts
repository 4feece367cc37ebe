import { z } from 'zod';
import { USUAL_WEIGHT } from './weight.js';

/** What an agent says of themselves: takes new conversations, works on those at hand, does neither. */
export const AVAILABILITIES = ['online', 'busy', 'offline'] as const;
export type Availability = (typeof AVAILABILITIES)[number];

/** A free word for what somebody can do, in lower case; of a language as `lang:ja`. */
export const Skill = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}:._ -]{0,39}$/u, 'must be 1 to 40 letters, digits, spaces or one of : . _ -');
const SKILLS_MAX = 50;
export const Skills = z
  .array(Skill)
  .max(SKILLS_MAX)
  .transform((skills) => [...new Set(skills)].toSorted());

export const CAPACITY_MAX = 200;
export const CAPACITY_DEFAULT = 10;

/** An agent whose console was not heard of for so long counts as offline. */
export const THERE_MS = 60_000;

/** What an agent chose, since when, and when their console was heard of last. */
export interface Presence {
  availability: Availability;
  availabilityAt: Date;
  seenAt: Date | null;
}

/** Whether the console of an agent is open. */
export const isThere = ({ seenAt }: Pick<Presence, 'seenAt'>, now: Date): boolean =>
  seenAt !== null && Math.abs(now.getTime() - seenAt.getTime()) < THERE_MS;

/** What holds of an agent now: what they chose, while their console is open. */
export const availabilityOf = (presence: Presence, now: Date): Availability =>
  isThere(presence, now) ? presence.availability : 'offline';

/** Since when an agent is offline, by choice or because their console is not heard of; null while they are not. */
export function offlineSince(presence: Presence, now: Date): Date | null {
  if (availabilityOf(presence, now) !== 'offline') return null;
  const { availability, availabilityAt, seenAt } = presence;
  const chosen = availability === 'offline' ? availabilityAt.getTime() : Infinity;
  const unheard = seenAt === null ? availabilityAt.getTime() : seenAt.getTime() + THERE_MS;
  return new Date(Math.min(chosen, unheard));
}

/** How much an agent has: conversations that are theirs, and those that are being given to them. */
export interface Load {
  capacity: number;
  holding: string[];
  /** What of these takes more than usual, by conversation. */
  weights?: Record<string, number>;
  reserved: { id: string; at: Date; weight?: number }[];
}

/** How much of a capacity one of the conversations takes that are theirs. */
export const weightHeld = ({ weights }: Pick<Load, 'weights'>, conversationId: string): number =>
  weights?.[conversationId] ?? USUAL_WEIGHT;

/** How much of a capacity is taken. */
export function heldBy(load: Omit<Load, 'capacity'>): number {
  const weights = [
    ...load.holding.map((id) => weightHeld(load, id)),
    ...load.reserved.map(({ weight = USUAL_WEIGHT }) => weight),
  ];
  return weights.reduce((sum, weight) => sum + weight, 0);
}

/** How much of it is left; below 0 for who took more by hand. */
export const roomOf = (load: Load): number => load.capacity - heldBy(load);

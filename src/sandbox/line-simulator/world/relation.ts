import { NON_FRIEND_REACH_MS } from '../limits.js';
import type { Entry } from './chat.js';
import type { Person } from './person.js';

/** What is between one person and one official account. */
export interface Relation {
  person: Person;
  /** The person's ID in this account's provider. */
  userId: string;
  isFriend: boolean;
  isBlocked: boolean;
  /** First time the person added the account; never unset. */
  addedAt?: number | undefined;
  followedAt?: number | undefined;
  blockedAt?: number | undefined;
  /** Last message of the person in the 1:1 chat. */
  lastSpokeAt?: number | undefined;
  /** The rich menu linked to this person. */
  richMenuId?: string | undefined;
  /** Last message that the account marked as read. */
  readMessageId?: string | undefined;
  loadingUntil?: number | undefined;
  entries: Entry[];
}

/** Whether a push comes to the person's eyes. */
export function isPushReached(relation: Relation, now: number): boolean {
  if (relation.isBlocked || relation.person.isDeleted) return false;
  return relation.isFriend || now - (relation.lastSpokeAt ?? -Infinity) <= NON_FRIEND_REACH_MS;
}

/** Whether multicast, narrowcast and broadcast reach the person: friends only. */
export function isFriendReached(relation: Relation): boolean {
  return relation.isFriend && !relation.isBlocked && !relation.person.isDeleted;
}

/** Whether the profile may be read: friends, and others who have spoken, unless they block. */
export function isProfileReadable(relation: Relation): boolean {
  if (relation.isBlocked || relation.person.isDeleted) return false;
  return relation.isFriend || relation.lastSpokeAt !== undefined;
}

/** Adds to a chat and keeps it bounded; trimming in tenths keeps the cost of a send flat. */
export function addEntry(entries: Entry[], entry: Entry, max: number): void {
  entries.push(entry);
  if (entries.length > max * 1.1) entries.splice(0, entries.length - max);
}

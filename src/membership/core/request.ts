import type { OwnerWay } from './item.js';

export const REQUEST_STATES = ['waiting', 'approved', 'refused'] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

/** A friend says that an item is theirs, and staff decide. One per friend and item; asking again opens it again. */
export interface OwnershipRequest {
  /** `friendId/KEY` of the serial. */
  _id: string;
  channelId: string;
  friendId: string;
  serial: string;
  itemId: string;
  note: string;
  /** How the friend tried: by asking, or by a proof of an item that is somebody else's. */
  way: OwnerWay;
  state: RequestState;
  asks: number;
  requestedAt: Date;
  decidedAt: Date | null;
  decidedBy: string | null;
  reason: string | null;
}

/** Requests of one friend that may wait at the same time. */
export const WAITING_MAX = 5;
/** How often a friend may ask for the same item. */
export const ASKS_MAX = 5;

import type { BenchResult } from './result.js';
import type { Services } from './services.js';

/** How large a run is; the defaults take a few minutes in all. */
export interface Sizes {
  /** Friends of the identical campaign. */
  friends: number;
  /** Friends over whom segments are counted and previewed, one size after the other. */
  segmentFriends: number[];
  /** Conversations of the inbox, each of ten messages. */
  conversations: number;
}

/** Measures one thing, or several in the same run. Rejects rather than reporting a figure of a run that lost something. */
export type Figure = (services: Services, sizes: Sizes) => Promise<BenchResult[]>;

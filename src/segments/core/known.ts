import type { Fading, Levels } from '../../friends/core/friend-tag.js';
import type { Condition, SegmentRule } from './rule.js';

/** What segment rules need to know of a tag's definition. */
export interface KnownTag extends Levels {
  name: string;
  /** How its intensity fades; more than one while a change of the definition is being carried through. */
  fadings: Fading[];
  /** How long the tag is valid, in milliseconds; null when it does not expire. */
  ttlMs: number | null;
  tracksRise: boolean;
  folderId: string | null;
}

/** What a channel knows beside the friend: both ways to evaluate a rule get the same, so that they agree. */
export interface Known {
  timeZone: string;
  tags: ReadonlyMap<string, KnownTag>;
  /** Type of each defined attribute, by name. */
  attributes: ReadonlyMap<string, string>;
  /** Decay key that the strongest N % of a tag's friends reach, under `tagId/N`. */
  ranks: ReadonlyMap<string, number>;
  /** Names of segments, by id. */
  segments: ReadonlyMap<string, string>;
  /** Rules of segments of which it is not on record yet who is in them, by id: both ways then go by the rule. */
  unrecorded?: ReadonlyMap<string, SegmentRule>;
}

/** A channel that has defined nothing. */
export const EMPTY_KNOWN: Known = {
  timeZone: 'UTC',
  tags: new Map(),
  attributes: new Map(),
  ranks: new Map(),
  segments: new Map(),
};

const NO_FADING: Fading[] = [{ kind: 'none' }];

/** How a tag fades; one that nobody defined does not. */
export const fadingsOf = ({ tags }: Known, tagId: string): Fading[] => tags.get(tagId)?.fadings ?? NO_FADING;

/** The rule to go by instead of the record. Since when somebody is in a segment is on record alone. */
export const unrecordedRule = (condition: Condition, { unrecorded }: Known): SegmentRule | undefined =>
  'segment' in condition && condition.for === undefined ? unrecorded?.get(condition.segment) : undefined;

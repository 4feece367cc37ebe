import { behaviourOf, type TagBehaviour, type TagInput } from '../../src/tags/core/tag.js';

export const TAG = 'test-drive-intent';

/** A tag of a channel in Taipei, with the defaults of what is left out. */
export const aTagLike = (definition: Partial<TagInput> = {}): TagBehaviour =>
  behaviourOf({ tagId: TAG, name: 'Wants a test ride', ...definition }, 'Asia/Taipei');

type Validity = NonNullable<TagInput['validity']>;
type Intensity = NonNullable<TagInput['intensity']>;

/** A validity of 72 hours. */
export const valid72Hours = (changes: Partial<Validity> = {}): Validity => ({
  ttl: { n: 72, unit: 'hour' },
  ...changes,
});

/** An intensity with a half-life of 14 days and four levels. */
export const fading14Days = (changes: Partial<Intensity> = {}): Intensity => ({
  decay: { kind: 'halfLife', days: 14 },
  levels: [
    { key: 'L1', min: 1 },
    { key: 'L2', min: 3 },
    { key: 'L3', min: 6 },
    { key: 'L4', min: 10 },
  ],
  ...changes,
});

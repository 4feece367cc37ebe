import type { TagBehaviour } from '../../src/tags/core/tag.js';

/** A tag that is valid for 72 hours. */
export const validFor72Hours = (onReapply: 'restart' | 'keep' = 'restart'): TagBehaviour => ({
  validity: { ttl: { n: 72, unit: 'hour' }, onReapply },
});

type Intensity = NonNullable<TagBehaviour['intensity']>;

/** A tag with a half-life of 14 days and four levels. */
export const decaying = (changes: Partial<Intensity> = {}): TagBehaviour => ({
  intensity: {
    max: 999,
    decay: { kind: 'halfLife', days: 14 },
    levels: [
      { key: 'L1', min: 1 },
      { key: 'L2', min: 3 },
      { key: 'L3', min: 6 },
      { key: 'L4', min: 10 },
    ],
    ...changes,
  },
});

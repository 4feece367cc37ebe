import type { ReferenceFinder } from '../edges.js';
import { mentions } from './core/references.js';
import { getLiveSegments } from './live-segments.js';

/** Saved segments whose rules speak of a subject. */
export const references: ReferenceFinder[] = [
  {
    async find(ctx, channelId, subject) {
      const live = await getLiveSegments(ctx, channelId);
      return live.filter(({ rule }) => mentions(rule, subject)).map(({ id, name }) => ({ kind: 'segment', id, name }));
    },
  },
];

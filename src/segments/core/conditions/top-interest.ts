import { z } from 'zod';
import { decayKeyThreshold, isActive, type Fading } from '../../../friends/core/friend-tag.js';
import { durationMs, soonest } from '../duration.js';
import type { Known } from '../known.js';
import { defineCondition, NOBODY } from './condition.js';

const TopInterest = z.strictObject({
  /** Key of a tag folder. */
  topIn: z.string().min(1).max(60),
  is: z.string().min(1).max(60),
});

/** The tag is the strongest active one of its folder. Ties go to the tag whose key sorts first. */
export const topInterestCondition = defineCondition<z.infer<typeof TopInterest>>({
  key: 'topIn',
  schema: TopInterest,
  see({ topIn, is }, friend, now, known) {
    const candidates = tagsInFolder(topIn, known);
    const standing = friend.tags.flatMap((tag) => {
      const fading = candidates.get(tag.tagId);
      return fading && tag.k !== null && isActive(tag, now)
        ? [{ tagId: tag.tagId, score: score(tag.k, fading, now), tag, k: tag.k, fading }]
        : [];
    });
    const best = standing.reduce<(typeof standing)[number] | null>(
      (top, one) =>
        top === null || one.score > top.score || (one.score === top.score && one.tagId < top.tagId) ? one : top,
      null,
    );
    return {
      truth: best?.tagId === is,
      value: best?.tagId ?? null,
      nextCheckAt: soonest(
        standing.flatMap((rival) => [
          rival.tag.activeUntil,
          overtakesAt(
            standing.find((one) => one.tagId === is),
            rival,
            now,
          ),
        ]),
        now,
      ),
    };
  },
  match({ topIn, is }, now, known) {
    const candidates = tagsInFolder(topIn, known);
    const own = candidates.get(is);
    if (!own) return NOBODY;
    const active = { $or: [{ activeUntil: null }, { activeUntil: { $gt: now } }] };
    // No rival is stronger: each other tag of the folder, if active, has a lower score than ours.
    return {
      $and: [
        { tags: { $elemMatch: { tagId: is, k: { $ne: null }, ...active } } },
        {
          $expr: {
            $not: [{ $anyElementTrue: [{ $map: { input: '$tags', as: 'tag', in: beats(candidates, is, own, now) } }] }],
          },
        },
      ],
    };
  },
  refersTo: ({ topIn, is }) => [
    { kind: 'folder', id: topIn },
    { kind: 'tag', id: is },
  ],
  read: ({ topIn, is }, say, known) => say('topInterest', { tag: known.tags.get(is)?.name ?? is, folder: topIn }),
});

/** Tags of a folder whose strength compares by key: those without decay and with a half-life. */
function tagsInFolder(folderId: string, known: Known): Map<string, Fading> {
  const found = new Map<string, Fading>();
  for (const [tagId, tag] of known.tags) {
    const [fading] = tag.fadings;
    if (tag.folderId === folderId && fading && (fading.kind === 'none' || fading.kind === 'halfLife'))
      found.set(tagId, fading);
  }
  return found;
}

/** `log2` of the intensity at `now`. */
const score = (k: number, fading: Fading, now: Date) => k - decayKeyThreshold(1, now, fading);

interface Rival {
  tagId: string;
  k: number;
  fading: Fading;
}

/** When one of two tags that fade at different speeds overtakes the other, to the millisecond; null when none will. */
function overtakesAt(own: Rival | undefined, rival: Rival, now: Date): Date | null {
  if (!own || own.tagId === rival.tagId) return null;
  const perDay = ({ fading }: Rival) => (fading.kind === 'halfLife' ? 1 / fading.days : 0);
  const apart = perDay(own) - perDay(rival);
  if (apart === 0) return null;
  const isAhead = (at: number) =>
    score(own.k, own.fading, new Date(at)) - score(rival.k, rival.fading, new Date(at)) > 0;
  const near = Math.round(((own.k - rival.k) / apart) * durationMs('1d'));
  if (near + 2 <= now.getTime()) return null;
  const from = Math.max(now.getTime(), near - 2);
  const steps = Array.from({ length: 5 }, (_, step) => from + step);
  // Where both are equal the name decides, so the millisecond of equality is one to look at too.
  const at = steps.find((one) => isAhead(one) !== isAhead(from));
  return new Date(at ?? near);
}

/** An expression: whether the tag `$$tag` stands before ours. */
function beats(candidates: Map<string, Fading>, is: string, own: Fading, now: Date): object {
  const ownScore = {
    $subtract: [
      {
        $first: {
          $map: {
            input: { $filter: { input: '$tags', as: 'own', cond: { $eq: ['$$own.tagId', is] } } },
            as: 'own',
            in: '$$own.k',
          },
        },
      },
      decayKeyThreshold(1, now, own),
    ],
  };
  const rivals = [...candidates].filter(([tagId]) => tagId !== is);
  return {
    $or: rivals.map(([tagId, fading]) => ({
      $and: [
        { $eq: ['$$tag.tagId', tagId] },
        { $ne: ['$$tag.k', null] },
        { $or: [{ $eq: ['$$tag.activeUntil', null] }, { $gt: ['$$tag.activeUntil', now] }] },
        { [tagId < is ? '$gte' : '$gt']: [{ $subtract: ['$$tag.k', decayKeyThreshold(1, now, fading)] }, ownScore] },
      ],
    })),
  };
}

import type { Friend } from '../../friends/core/friend.js';
import { decideAssessment, type Criteria } from './assessment.js';

export const SAMPLES_MAX = 10;

/** Who would move from one stage to another. */
export interface PreviewedMove {
  from: string | null;
  to: string;
  /** The stage only has another name. */
  isRename: boolean;
  count: number;
  /** Ids of a few of them. */
  samples: string[];
}

/** What publishing a policy would do to the friends looked at. */
export interface PolicyPreview {
  friends: number;
  staying: number;
  moves: PreviewedMove[];
  /** Friends in each stage, as they are and as they would be. */
  stages: { stage: string; before: number; after: number }[];
}

export const NO_FRIENDS_YET: PolicyPreview = { friends: 0, staying: 0, moves: [], stages: [] };

/** The preview with these friends added, each looked at as the publication would. */
export function previewFriends(
  preview: PolicyPreview,
  friends: Friend[],
  criteria: Criteria,
  now: Date,
): PolicyPreview {
  const moves = new Map(preview.moves.map((move) => [keyOf(move), { ...move, samples: [...move.samples] }]));
  const stages = new Map(preview.stages.map((one) => [one.stage, { ...one }]));
  const countIn = (stage: string, side: 'before' | 'after') => {
    const one = stages.get(stage) ?? { stage, before: 0, after: 0 };
    stages.set(stage, { ...one, [side]: one[side] + 1 });
  };
  let { staying } = preview;
  for (const friend of friends) {
    const assessment = decideAssessment(friend, criteria, now);
    const from = friend.stage?.name ?? null;
    const to = (assessment?.set.stage ?? friend.stage)?.name ?? null;
    if (from !== null) countIn(from, 'before');
    if (to !== null) countIn(to, 'after');
    if (!assessment?.moved) {
      staying += 1;
      continue;
    }
    const { isRename } = assessment.moved;
    const key = keyOf(assessment.moved);
    const move = moves.get(key) ?? { from, to: assessment.moved.to, isRename, count: 0, samples: [] };
    const samples = move.samples.length < SAMPLES_MAX ? [...move.samples, friend._id] : move.samples;
    moves.set(key, { ...move, count: move.count + 1, samples });
  }
  return {
    friends: preview.friends + friends.length,
    staying,
    moves: [...moves.values()].toSorted((one, other) => other.count - one.count),
    stages: [...stages.values()],
  };
}

const keyOf = ({ from, to, isRename }: Pick<PreviewedMove, 'from' | 'to' | 'isRename'>) =>
  `${from ?? ''}/${to}/${String(isRename)}`;

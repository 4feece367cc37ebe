import { z } from 'zod';
import type { Friend } from '../../friends/core/friend.js';
import { evaluate, type Evaluation } from '../../segments/core/evaluate.js';
import { SegmentRule } from '../../segments/core/rule.js';

const Stage = z.strictObject({
  name: z.string().regex(/^[a-z][a-zA-Z]{0,39}$/, 'must be a camelCase word'),
  /** Who comes in. The first stage has none: everybody starts there. */
  enter: SegmentRule.nullable(),
  /** Who leaves, back to the highest earlier stage that they qualify for. */
  exit: SegmentRule.nullable().default(null),
});

/** Stages in order, from the first contact to the best customers. A friend is in exactly one. */
export const StagePolicy = z
  .strictObject({ stages: z.array(Stage).min(1).max(20) })
  .refine(({ stages }) => new Set(stages.map(({ name }) => name)).size === stages.length, 'stage names must differ')
  .refine(
    ({ stages }) => stages.every(({ enter }, index) => (enter === null) === (index === 0)),
    'every stage but the first needs an entry rule',
  );
export type StagePolicy = z.infer<typeof StagePolicy>;

/** The policy that a channel starts with: interest engages, buying retains, buying much grows. */
export const DEFAULT_POLICY: StagePolicy = {
  stages: [
    { name: 'acquire', enter: null, exit: null },
    {
      name: 'engage',
      enter: { any: [{ tag: 'test-drive-intent', intensity: { gte: 2.5 } }, { verifiedOwner: true }] },
      exit: null,
    },
    { name: 'retain', enter: { orders: { count: { gte: 1 } } }, exit: { orders: { count: { lte: 0 } } } },
    { name: 'grow', enter: { orders: { count: { gte: 3 } } }, exit: { orders: { count: { lte: 2 } } } },
  ],
};

export interface StageDecision {
  stage: string;
  /** What the rule that decided saw, for "why is this friend in retain?". */
  because: Evaluation['because'];
  /** Earliest instant at which the decision can change by time alone. */
  nextCheckAt: Date | null;
}

/**
 * The stage that a friend belongs to now: the highest later stage whose entry rule holds; else, when the exit rule of the
 * present stage holds, the highest earlier stage whose entry rule holds; else the present one.
 */
export function decideStage({ stages }: StagePolicy, friend: Friend, now: Date): StageDecision {
  const present = Math.max(
    0,
    stages.findIndex(({ name }) => name === friend.stage?.name),
  );
  const { entries, exits } = evaluateAll(stages, friend, now);
  const decide = (index: number, evaluation: Evaluation | undefined): StageDecision => {
    const stage = nameAt(stages, index);
    return { stage, because: evaluation?.because ?? [], nextCheckAt: nextCheckIn(stages, stage, friend, now) };
  };
  // Whoever would leave again at once does not come in, or they would go back and forth with every event.
  const isOpen = (index: number) => entries[index]?.truth === true && exits[index]?.truth !== true;
  const highest = (from: number, to: number) => {
    for (let index = to; index >= from; index -= 1) if (isOpen(index)) return index;
    return null;
  };
  const later = highest(present + 1, stages.length - 1);
  if (later !== null) return decide(later, entries[later]);
  if (exits[present]?.truth !== true) return decide(present, entries[present]);
  return decide(highest(0, present - 1) ?? 0, exits[present]);
}

function evaluateAll(stages: StagePolicy['stages'], friend: Friend, now: Date) {
  return {
    entries: stages.map(({ enter }) => (enter === null ? EVERYBODY : evaluate(enter, friend, now))),
    exits: stages.map(({ exit }) => (exit === null ? NOBODY : evaluate(exit, friend, now))),
  };
}

/** Looks at the friend as they are once in that stage: a rule may speak of the stage itself. */
function nextCheckIn(stages: StagePolicy['stages'], stage: string, friend: Friend, now: Date): Date | null {
  const settled =
    friend.stage?.name === stage ? friend : { ...friend, stage: { name: stage, since: now, policyVersion: 0 } };
  const { entries, exits } = evaluateAll(stages, settled, now);
  // An exit counts where the friend is, and where they could come in.
  const counting = exits.filter((_exit, index) => stages[index]?.name === stage || entries[index]?.truth === true);
  return soonest([...entries, ...counting]);
}

const EVERYBODY: Evaluation = { truth: true, because: [], nextCheckAt: null };
const NOBODY: Evaluation = { truth: false, because: [], nextCheckAt: null };

function nameAt(stages: StagePolicy['stages'], index: number): string {
  const stage = stages[index];
  if (!stage) throw new Error(`There is no stage ${index}.`);
  return stage.name;
}

function soonest(evaluations: Evaluation[]): Date | null {
  const instants = evaluations.flatMap(({ nextCheckAt }) => (nextCheckAt ? [nextCheckAt.getTime()] : []));
  return instants.length > 0 ? new Date(Math.min(...instants)) : null;
}

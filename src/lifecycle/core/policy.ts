import { z } from 'zod';
import type { Friend } from '../../friends/core/friend.js';
import { evaluate, type Evaluation } from '../../segments/core/evaluate.js';
import type { Known } from '../../segments/core/known.js';
import { soonest } from '../../segments/core/duration.js';
import { SegmentRule } from '../../segments/core/rule.js';
import { Language } from '../../shared/language.js';
import { daysAfter } from './days.js';

const StageName = z.string().regex(/^[a-z][a-zA-Z]{0,39}$/, 'must be a camelCase word');

const Stage = z.strictObject({
  name: StageName,
  /** What people call it, by language. */
  label: z.partialRecord(Language, z.string().trim().min(1).max(60)).optional(),
  /** Who comes in. The first stage has none: everybody starts there. */
  enter: SegmentRule.nullable(),
  /** Who leaves, back to the highest earlier stage that they qualify for. */
  exit: SegmentRule.nullable().default(null),
  /** What this stage is to achieve, in words, and by how much. */
  goal: z
    .strictObject({ metric: z.string().trim().min(1).max(200), target: z.number().min(0).max(1e12).optional() })
    .optional(),
  /** Whoever is in the stage for longer is overdue: they are listed, and announced once. */
  maxAgeDays: z.number().int().min(1).max(3_650).optional(),
  /** Where the overdue go by themselves. */
  onMaxAge: StageName.optional(),
  /** Not every friend is expected to pass through. */
  isOptional: z.boolean().optional(),
  /** What this stage was called in the version before: its friends and their history stay with it. */
  renamedFrom: StageName.optional(),
});

/** Stages in order, from the first contact to the best customers. A friend is in exactly one. */
export const StagePolicy = z
  .strictObject({ stages: z.array(Stage).min(1).max(20) })
  .refine(({ stages }) => new Set(stages.map(({ name }) => name)).size === stages.length, 'stage names must differ')
  .refine(
    ({ stages }) => stages.every(({ enter }, index) => (enter === null) === (index === 0)),
    'every stage but the first needs an entry rule',
  )
  .refine(
    ({ stages }) => stages.every(({ maxAgeDays, onMaxAge }) => onMaxAge === undefined || maxAgeDays !== undefined),
    'onMaxAge needs maxAgeDays',
  )
  .refine(
    ({ stages }) =>
      stages.every(
        ({ name, onMaxAge }) => onMaxAge === undefined || (onMaxAge !== name && hasStage({ stages }, onMaxAge)),
      ),
    'onMaxAge must name another stage of this policy',
  )
  .refine(({ stages }) => {
    const former = stages.flatMap(({ renamedFrom }) => renamedFrom ?? []);
    const isFree = (name: string) => stages.every((stage) => stage.name !== name || stage.renamedFrom !== undefined);
    return new Set(former).size === former.length && former.every(isFree);
  }, 'renamedFrom must name a stage that is no longer there under that name, each one once');
export type StagePolicy = z.infer<typeof StagePolicy>;
export type Stage = StagePolicy['stages'][number];

/** What a stage was called, from which version of the policy on; oldest first. */
export type Lineage = { name: string; from: number }[];

/** A policy with the names that its stages ever had, so that a friend last seen long ago is still found in one. */
export interface NamedPolicy extends StagePolicy {
  lineage?: Record<string, Lineage>;
}

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

/** A condition that counted, with what it saw; of a stage left for its age, that age and since when it ran. */
export type StageCause =
  Evaluation['because'][number] | { condition: { maxAgeDays: number }; truth: true; value: { since: Date } };

export interface StageDecision {
  stage: string;
  /** What the rule that decided saw, for "why is this friend in retain?". */
  because: StageCause[];
  /** Earliest instant at which the decision can change by time alone. */
  nextCheckAt: Date | null;
  /** True when the stage is the one that the friend is in, under a new name. */
  isRename: boolean;
  /** The stage that the friend left for its age: closed to them until its entry rule has once not held. */
  agedOutOf: string | null;
  /** In this stage for longer than its maximum age. */
  isOverdue: boolean;
}

/**
 * The stage that a friend belongs to now: the one that somebody locked; else the highest later stage whose entry rule holds;
 * else, when the exit rule of the present stage holds, the highest earlier stage whose entry rule holds; else, past its
 * maximum age, where the policy sends the overdue; else the present one.
 */
export function decideStage(policy: NamedPolicy, given: Friend, now: Date, known: Known): StageDecision {
  const { stages } = policy;
  const held = given.stage && findStage(policy, given.stage.name, given.stage.policyVersion);
  const isRename = held !== null && held !== given.stage?.name;
  const friend = given.stage && held !== null ? { ...given, stage: { ...given.stage, name: held } } : given;
  const present = Math.max(
    0,
    stages.findIndex(({ name }) => name === held),
  );
  const { entries, exits } = evaluateAll(stages, friend, now, known);
  const closed = closedStage(policy, friend, entries);
  const decide = (index: number, because: StageCause[], agedOutOf = closed): StageDecision => {
    const stage = nameAt(stages, index);
    const isSame = held !== null && index === present;
    const settled = isSame ? friend : { ...friend, stage: { name: stage, since: now, policyVersion: 0, lock: null } };
    return {
      stage,
      because,
      nextCheckAt: nextCheckIn(stages, stage, settled, now, known),
      isRename: isSame && isRename,
      agedOutOf: agedOutOf === stage ? null : agedOutOf,
      isOverdue: isSame && isOverdue(stages[index], friend, now),
    };
  };
  if (held !== null && isLocked(friend, now)) return decide(present, entries[present]?.because ?? []);

  // Whoever would leave again at once does not come in, or they would go back and forth with every event.
  const isOpen = (index: number) =>
    entries[index]?.truth === true && exits[index]?.truth !== true && stages[index]?.name !== closed;
  const highest = (from: number, to: number) => {
    for (let index = to; index >= from; index -= 1) if (isOpen(index)) return index;
    return null;
  };
  const later = highest(present + 1, stages.length - 1);
  if (later !== null) return decide(later, entries[later]?.because ?? []);
  if (exits[present]?.truth === true) return decide(highest(0, present - 1) ?? 0, exits[present].because);

  const { name, maxAgeDays, onMaxAge } = stages[present] ?? {};
  if (onMaxAge === undefined || maxAgeDays === undefined || !isOverdue(stages[present], friend, now))
    return decide(present, entries[present]?.because ?? []);
  const since = friend.stage?.since ?? now;
  const index = stages.findIndex((stage) => stage.name === onMaxAge);
  return decide(index, [{ condition: { maxAgeDays }, truth: true, value: { since } }], name);
}

/** What the entry and exit rule of every stage see now, for "why is this friend not in grow?". */
export function evaluateStages(
  { stages }: Pick<StagePolicy, 'stages'>,
  friend: Friend,
  now: Date,
  known: Known,
): { stage: string; enter: Evaluation | null; exit: Evaluation | null }[] {
  const { entries, exits } = evaluateAll(stages, friend, now, known);
  return stages.map(({ name, enter, exit }, index) => ({
    stage: name,
    enter: enter && (entries[index] ?? null),
    exit: exit && (exits[index] ?? null),
  }));
}

/** The stage of this policy that went by a name in a version; null when it is gone. */
export function findStage(policy: NamedPolicy, name: string, version: number): string | null {
  const nameThen = (stage: string) => policy.lineage?.[stage]?.findLast(({ from }) => from <= version)?.name;
  const found = policy.stages.find((stage) => nameThen(stage.name) === name);
  return found?.name ?? (hasStage(policy, name) ? name : null);
}

/** Every rule of a policy. */
export const rulesOf = ({ stages }: Pick<StagePolicy, 'stages'>): SegmentRule[] =>
  stages.flatMap(({ enter, exit }) => [enter, exit].filter((rule) => rule !== null));

/** Whether somebody set the friend's stage by hand and it stays so now. */
export function isLocked({ stage }: Pick<Friend, 'stage'>, now: Date): boolean {
  const lock = stage?.lock ?? null;
  return lock !== null && (lock.until === null || lock.until > now);
}

const hasStage = ({ stages }: { stages: { name: string }[] }, name: string): boolean =>
  stages.some((stage) => stage.name === name);

function closedStage(policy: NamedPolicy, { stage }: Friend, entries: Evaluation[]): string | null {
  const closed = stage?.agedOutOf ? findStage(policy, stage.agedOutOf, stage.policyVersion) : null;
  const index = policy.stages.findIndex(({ name }) => name === closed);
  return entries[index]?.truth === true ? closed : null;
}

/** When a stage becomes too old for a friend who is in it. */
function overdueAt(stage: Stage | undefined, since: Date): Date | null {
  return stage?.maxAgeDays === undefined ? null : daysAfter(since, stage.maxAgeDays);
}

function isOverdue(stage: Stage | undefined, friend: Friend, now: Date): boolean {
  const at = friend.stage && overdueAt(stage, friend.stage.since);
  return at !== null && at <= now;
}

function evaluateAll(stages: Stage[], friend: Friend, now: Date, known: Known) {
  return {
    entries: stages.map(({ enter }) => (enter === null ? EVERYBODY : evaluate(enter, friend, now, known))),
    exits: stages.map(({ exit }) => (exit === null ? NOBODY : evaluate(exit, friend, now, known))),
  };
}

/** Looks at the friend as they are once in that stage: a rule may speak of the stage itself. */
function nextCheckIn(stages: Stage[], stage: string, settled: Friend, now: Date, known: Known): Date | null {
  const { entries, exits } = evaluateAll(stages, settled, now, known);
  // An exit counts where the friend is, and where they could come in.
  const counting = exits.filter((_exit, index) => stages[index]?.name === stage || entries[index]?.truth === true);
  const aged =
    settled.stage &&
    overdueAt(
      stages.find(({ name }) => name === stage),
      settled.stage.since,
    );
  const instants = [...entries, ...counting].map(({ nextCheckAt }) => nextCheckAt);
  return soonest([...instants, aged, settled.stage?.lock?.until ?? null], now);
}

const EVERYBODY: Evaluation = { truth: true, because: [], nextCheckAt: null };
const NOBODY: Evaluation = { truth: false, because: [], nextCheckAt: null };

function nameAt(stages: Stage[], index: number): string {
  const stage = stages[index];
  if (!stage) throw new Error(`There is no stage ${index}.`);
  return stage.name;
}

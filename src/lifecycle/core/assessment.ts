import type { Friend, Stage } from '../../friends/core/friend.js';
import { soonest } from '../../segments/core/duration.js';
import type { Known } from '../../segments/core/known.js';
import {
  decideMemberships,
  type LiveSegment,
  type MembershipChange,
  type MembershipDecision,
} from '../../segments/core/membership.js';
import { decideActivityStatus } from './activity-status.js';
import { decideHealth, isSameHealth, nextHealthCheckAt } from './health.js';
import { decideStage, isLocked, type NamedPolicy, type StageDecision } from './policy.js';
import { rfmOf, type RfmThresholds } from './rfm.js';
import type { LifecycleSettings } from './settings.js';

/** What a friend is assessed by. */
export interface Criteria {
  policy: NamedPolicy & { version: number };
  settings: LifecycleSettings;
  thresholds: RfmThresholds | null;
  /** In the order of `inOrder`. */
  segments: LiveSegment[];
  known: Known;
}

export interface Assessment {
  set: Partial<Friend>;
  moved: { from: string | null; to: string; because: StageDecision['because']; isRename: boolean } | null;
  becameOverdue: { stage: string; since: Date } | null;
  statusChanged: { from: string | null; to: string; since: Date } | null;
  entered: MembershipChange[];
  left: MembershipChange[];
}

/** Stage and segments may look at each other; what has not come to rest by then would go round for ever. */
const ROUNDS_MAX = 3;

/**
 * Everything that lifecycle knows of a friend at `now`: activity status, health, RFM, segments and stage, the later ones seeing
 * the earlier. Null when nothing is to be written.
 */
export function decideAssessment(friend: Friend, criteria: Criteria, now: Date): Assessment | null {
  if (friend.mergedInto) return leaveAlone(friend, criteria, now);
  const status = decideActivityStatus(friend, criteria.settings, now);
  const health = decideHealth(friend, criteria.settings, now);
  const scored: Friend = {
    ...friend,
    activityStatus: { name: status.name, since: status.since },
    health: isSameHealth(health, friend.health) ? friend.health : health,
    rfm: rfmOf(friend, criteria.thresholds),
  };
  const { settled, memberships, because, nextCheckAt, isRename } = settle(scored, criteria, now);
  const overdue = settled.stage?.isOverdueAnnounced && !friend.stage?.isOverdueAnnounced ? settled.stage : null;
  const set = changed(friend, {
    activityStatus: settled.activityStatus,
    health: settled.health,
    rfm: settled.rfm,
    segments: memberships.segments,
    stage: settled.stage,
    stageCheckAt: soonest(
      [nextCheckAt, status.nextCheckAt, nextHealthCheckAt(friend, health, criteria.settings, now)],
      now,
    ),
    segmentsCheckAt: memberships.nextCheckAt,
  });
  if (Object.keys(set).length === 0) return null;
  const from = friend.stage?.name ?? null;
  const to = settled.stage?.name ?? null;
  return {
    set,
    moved: to === null || to === from ? null : { from, to, because, isRename },
    becameOverdue: overdue && { stage: overdue.name, since: overdue.since },
    statusChanged:
      status.name === friend.activityStatus?.name
        ? null
        : { from: friend.activityStatus?.name ?? null, to: status.name, since: status.since },
    entered: memberships.entered,
    left: memberships.left,
  };
}

/** A record that was merged into another leaves its segments, and nobody looks at it again. */
function leaveAlone(friend: Friend, { segments, known }: Criteria, now: Date): Assessment | null {
  const { left } = decideMemberships(segments, friend, now, known);
  const set = changed(friend, { segments: [], stageCheckAt: null, segmentsCheckAt: null });
  if (Object.keys(set).length === 0) return null;
  return { set, moved: null, becameOverdue: null, statusChanged: null, entered: [], left };
}

interface Settled {
  settled: Friend;
  memberships: MembershipDecision;
  because: StageDecision['because'];
  nextCheckAt: Date | null;
  isRename: boolean;
}

/** Segments, then the stage, and again as long as a new stage may change the segments. */
function settle(scored: Friend, criteria: Criteria, now: Date): Settled {
  const { policy, segments, known } = criteria;
  const rounds: MembershipDecision[] = [];
  let current = scored;
  let because: StageDecision['because'] = [];
  let isRename = false;
  for (;;) {
    const memberships = decideMemberships(segments, current, now, known);
    rounds.push(memberships);
    current = { ...current, segments: memberships.segments };
    const decision = decideStage(policy, current, now, known);
    const stage = stageAfter(current, decision, policy.version, now);
    const isMoved = stage.name !== current.stage?.name;
    if (!isMoved || rounds.length > ROUNDS_MAX) {
      if (!isMoved) current = { ...current, stage };
      return {
        settled: current,
        memberships: netOf(scored, rounds),
        because,
        nextCheckAt: decision.nextCheckAt,
        isRename,
      };
    }
    current = { ...current, stage };
    because = decision.because;
    isRename = decision.isRename;
  }
}

/** The friend's stage after a decision: the same with its marks brought up to date, or the one that they come into. */
function stageAfter(friend: Friend, decision: StageDecision, policyVersion: number, now: Date): Stage {
  const { stage } = friend;
  const agedOutOf = decision.agedOutOf === null ? {} : { agedOutOf: decision.agedOutOf };
  if (stage && (stage.name === decision.stage || decision.isRename)) {
    return {
      name: decision.stage,
      since: stage.since,
      policyVersion: decision.isRename ? policyVersion : stage.policyVersion,
      lock: isLocked(friend, now) ? stage.lock : null,
      ...agedOutOf,
      ...(decision.isOverdue ? { isOverdueAnnounced: true } : {}),
    };
  }
  return { name: decision.stage, since: now, policyVersion, lock: null, ...agedOutOf };
}

/** What was entered and left over all rounds: who went in and out again did neither. */
function netOf(friend: Friend, rounds: MembershipDecision[]): MembershipDecision {
  const last = rounds.at(-1);
  if (!last) throw new Error('Memberships are decided at least once.');
  const before = new Set(friend.segments.map(({ id }) => id));
  const after = new Set(last.segments.map(({ id }) => id));
  const latest = (moves: MembershipChange[]) => [...new Map(moves.map((move) => [move.id, move])).values()];
  return {
    ...last,
    segments: last.segments.map((held) => friend.segments.find(({ id }) => id === held.id) ?? held),
    entered: latest(rounds.flatMap(({ entered }) => entered)).filter(({ id }) => after.has(id) && !before.has(id)),
    left: latest(rounds.flatMap(({ left }) => left)).filter(({ id }) => before.has(id) && !after.has(id)),
  };
}

/** Those of the fields that differ from what is stored. */
function changed(friend: Friend, fields: Partial<Friend>): Partial<Friend> {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(friend[name as keyof Friend] ?? null),
    ),
  );
}

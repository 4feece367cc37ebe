import type { Friend } from '../../friends/core/friend.js';
import { soonest } from './duration.js';
import { evaluate, type Evaluation } from './evaluate.js';
import type { Known } from './known.js';
import { listReferences } from './references.js';
import type { SegmentRule } from './rule.js';

/** A saved segment as it is evaluated on friends. */
export interface LiveSegment {
  id: string;
  rule: SegmentRule;
  version: number;
}

/** One segment entered or left, with what the rule saw. */
export interface MembershipChange {
  id: string;
  version: number;
  because: Evaluation['because'];
}

export interface MembershipDecision {
  segments: Friend['segments'];
  entered: MembershipChange[];
  left: MembershipChange[];
  /** Earliest instant at which a segment may be entered or left by time alone. */
  nextCheckAt: Date | null;
}

/**
 * The segments that a friend is in now. `live` is in the order of `inOrder`, so that a segment of segments sees what the
 * others just became. A record that was merged into another is in none.
 */
export function decideMemberships(live: LiveSegment[], friend: Friend, now: Date, known: Known): MembershipDecision {
  let current = friend;
  const decision: MembershipDecision = { segments: [], entered: [], left: [], nextCheckAt: null };
  for (const { id, rule, version } of live) {
    const { truth, because, nextCheckAt } = evaluate(rule, current, now, known);
    const before = current.segments.find((one) => one.id === id);
    const isIn = truth === true && friend.mergedInto === null;
    if (isIn && !before) decision.entered.push({ id, version, because });
    if (!isIn && before) decision.left.push({ id, version, because });
    if (isIn !== (before !== undefined)) {
      const others = current.segments.filter((one) => one.id !== id);
      current = { ...current, segments: isIn ? [...others, { id, since: now }] : others };
    }
    decision.nextCheckAt = soonest([decision.nextCheckAt, nextCheckAt], now);
  }
  return { ...decision, segments: current.segments };
}

/** A saved segment, and whether it still looks at all friends since its rule was saved. */
interface FillingSegment extends LiveSegment {
  isFilling: boolean;
}

/** Rules of the segments of which it is not on record yet who is in them, by id. `live` is in the order of `inOrder`. */
export function unrecordedRules(live: FillingSegment[]): Map<string, SegmentRule> {
  const unrecorded = new Map<string, SegmentRule>();
  for (const { id, rule, isFilling } of live) {
    const looksAtOne = listReferences(rule).some((one) => one.kind === 'segment' && unrecorded.has(one.id));
    if (isFilling || looksAtOne) unrecorded.set(id, rule);
  }
  return unrecorded;
}

/** Segments with those that they speak of before them. Throws on a circle, naming the way round. */
export function inOrder<Segment extends LiveSegment>(segments: Segment[]): Segment[] {
  const circle = findCircle(segments);
  if (circle) throw new Error(`Segments form a circle: ${circle.join(' → ')}.`);
  const byId = new Map(segments.map((segment) => [segment.id, segment]));
  const ordered = new Set<Segment>();
  const visit = (segment: Segment) => {
    for (const id of segmentsIn(segment.rule)) {
      const inner = byId.get(id);
      if (inner && !ordered.has(inner)) visit(inner);
    }
    ordered.add(segment);
  };
  for (const segment of segments) if (!ordered.has(segment)) visit(segment);
  return [...ordered];
}

/** A way from a segment through others back to itself, by id; null when there is none. */
export function findCircle(segments: Pick<LiveSegment, 'id' | 'rule'>[]): string[] | null {
  const next = new Map(segments.map(({ id, rule }) => [id, segmentsIn(rule)]));
  const cleared = new Set<string>();
  const walk = (id: string, way: string[]): string[] | null => {
    if (way.includes(id)) return [...way.slice(way.indexOf(id)), id];
    if (cleared.has(id)) return null;
    for (const inner of next.get(id) ?? []) {
      const circle = walk(inner, [...way, id]);
      if (circle) return circle;
    }
    cleared.add(id);
    return null;
  };
  for (const { id } of segments) {
    const circle = walk(id, []);
    if (circle) return circle;
  }
  return null;
}

const segmentsIn = (rule: SegmentRule): string[] =>
  listReferences(rule).flatMap(({ kind, id }) => (kind === 'segment' ? [id] : []));

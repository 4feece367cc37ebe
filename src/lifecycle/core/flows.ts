import type { NamedPolicy } from './policy.js';

/** How often friends went from a stage to another; from null: they were in none before. */
export interface Move {
  from: string | null;
  to: string;
  count: number;
}

/** Moves of several days in one, in the stages of the policy as they are called now. What led to a stage that is gone is left out. */
export function sumMoves(policy: NamedPolicy, moves: Move[]): Move[] {
  const sums = new Map<string, Move>();
  for (const { from, to, count } of moves) {
    const target = presentName(policy, to);
    const origin = from === null ? null : presentName(policy, from);
    if (target === null || origin === target) continue;
    const key = `${origin ?? ''}/${target}`;
    sums.set(key, { from: origin, to: target, count: (sums.get(key)?.count ?? 0) + count });
  }
  return [...sums.values()].toSorted((one, other) => other.count - one.count);
}

/** What a stage is called now, by any name that it ever had; null when it is gone. */
function presentName({ stages, lineage = {} }: NamedPolicy, name: string): string | null {
  const isNamed = stages.some((stage) => stage.name === name);
  if (isNamed) return name;
  return stages.find((stage) => lineage[stage.name]?.some((former) => former.name === name))?.name ?? null;
}

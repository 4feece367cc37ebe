import type { Row } from './row.js';

/** A conversation that is not over, and whose it is. */
export interface Open {
  conversationId: string;
  agentId: string | null;
  teamId: string | null;
}

/** How many conversations were open at once. `whose` is `all`, or an agent or team as `loadOf` names them. */
export interface Load {
  whose: string;
  /** Conversations times milliseconds; divided by the time, the average. */
  sumMs: number;
  highest: number;
}

export const ALL = 'all';
export const loadOf = {
  agent: (agentId: string | null): string => `agent/${agentId ?? ''}`,
  team: (teamId: string | null): string => `team/${teamId ?? ''}`,
};

interface Level {
  now: number;
  since: number;
  sumMs: number;
  highest: number;
}

/**
 * How many conversations were open at once, from `from` until `until`: of all, of each agent and of each team. `open` are those
 * that were at the beginning, the result has those at the end.
 */
export function loadBetween(
  rows: readonly Pick<Row, 'kind' | 'conversationId' | 'at' | 'agentId' | 'teamId'>[],
  { from, until, open }: { from: Date; until: Date; open: readonly Open[] },
): { loads: Load[]; open: Open[] } {
  const levels = new Map<string, Level>();
  const going = new Map<string, Open>();
  const change = (one: Open, by: number, at: number) => {
    for (const whose of [ALL, loadOf.agent(one.agentId), loadOf.team(one.teamId)]) {
      const level = levels.get(whose) ?? { now: 0, since: from.getTime(), sumMs: 0, highest: 0 };
      const now = level.now + by;
      const sumMs = level.sumMs + level.now * (at - level.since);
      levels.set(whose, { now, since: at, sumMs, highest: Math.max(level.highest, now) });
    }
  };
  const put = (one: Open, at: number) => {
    going.set(one.conversationId, one);
    change(one, 1, at);
  };
  for (const one of open) put(one, from.getTime());
  for (const { kind, conversationId, at, agentId, teamId } of rows) {
    // Who answered need not be whose it is.
    if (kind === 'firstResponse' || kind === 'nextResponse') continue;
    const before = going.get(conversationId);
    // Of one that is over only its beginning anew says that it goes on.
    if (!before && kind !== 'opened' && kind !== 'reopened' && kind !== 'undone') continue;
    if (before) change(before, -1, at.getTime());
    going.delete(conversationId);
    if (kind !== 'resolved' && kind !== 'merged') put({ conversationId, agentId, teamId }, at.getTime());
  }
  const loads = [...levels].map(([whose, { now, since, sumMs, highest }]) => ({
    whose,
    sumMs: sumMs + now * Math.max(0, until.getTime() - since),
    highest,
  }));
  return { loads, open: [...going.values()] };
}

import type { Flows, Lifecycle } from './types.js';
import type { Flow } from './sankey.js';

/** Steps of activity in which friends go quiet, the nearest first. */
const QUIET = ['atRisk', 'dormant', 'lost'] as const;
type Quiet = (typeof QUIET)[number];

/** Where the bands of those who went quiet end: those who can still be won back easily, and those who are lost. */
export const ENDS = { quiet: ['atRisk', 'dormant'], lost: ['lost'] } as const satisfies Record<string, Quiet[]>;
export type End = keyof typeof ENDS;

export interface StageFigures {
  stage: string;
  label: Record<string, string> | undefined;
  friends: number;
  /** How often somebody came in, from wherever. */
  cameIn: number;
  medianDays: number | null;
}

export interface Board {
  stages: StageFigures[];
  /** What leads on to a later stage, or to one of the ends. */
  onward: Flow[];
  /** Who came to be in each step in the period. */
  quiet: { name: Quiet; friends: number }[];
  /** What led back to an earlier stage. */
  back: Flow[];
  /** Friends who are in each step now, with those who came back. */
  statuses: { name: Quiet | 'returned'; friends: number }[];
}

/** The stages with what moved between them, for the chart and for the words around it. */
export function readBoard({ stages, activityStatus }: Lifecycle, { moves, quiet, stages: stays }: Flows): Board {
  const place = (name: string) => stages.findIndex(({ stage }) => stage === name);
  const between = moves.flatMap(({ from, to, count }) => (from === null ? [] : [{ from, to, count }]));
  return {
    stages: stages.map(({ stage, label, friends }) => ({
      stage,
      label,
      friends,
      cameIn: moves.filter(({ to }) => to === stage).reduce((sum, { count }) => sum + count, 0),
      medianDays: stays.find((one) => one.stage === stage)?.medianDays ?? null,
    })),
    onward: [
      ...between.filter(({ from, to }) => place(from) < place(to)),
      ...stages.flatMap(({ stage }) =>
        Object.entries(ENDS).map(([end, statuses]) => ({
          from: stage,
          to: end,
          count: countOf(quiet, stage, statuses),
        })),
      ),
    ].filter(({ count }) => count > 0),
    quiet: QUIET.map((name) => ({
      name,
      friends: quiet.filter(({ status }) => status === name).reduce((sum, { friends }) => sum + friends, 0),
    })),
    back: between.filter(({ from, to }) => place(from) > place(to)),
    statuses: [...QUIET, 'returned' as const].map((name) => ({
      name,
      friends: activityStatus.find((one) => one.name === name)?.friends ?? 0,
    })),
  };
}

const countOf = (quiet: Flows['quiet'], wanted: string, statuses: readonly string[]): number =>
  quiet
    .filter(({ stage, status }) => stage === wanted && statuses.includes(status))
    .reduce((sum, { friends }) => sum + friends, 0);

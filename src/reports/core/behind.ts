import { TARGETS, type Target } from '../../hours/core/service-policy.js';
import { isKept } from './figures.js';
import type { Row } from './row.js';

/** Figures whose conversations can be listed. */
export const LISTED_FIGURES = [
  'conversations',
  'opened',
  'reopened',
  'resolved',
  'handedOver',
  'answers',
  'firstResponse',
  'nextResponse',
  'resolution',
  ...TARGETS.flatMap((target) => [`${target}.kept` as const, `${target}.breached` as const]),
  'csat.asked',
  'csat.answered',
  'csat.satisfied',
  'csat.unsatisfied',
] as const;
export type ListedFigure = (typeof LISTED_FIGURES)[number];

const SATISFIED_MIN = 4; // as CSAT counts it

/** Whether a figure counts a row. */
export function counts(figure: ListedFigure, row: Row): boolean {
  const { kind, score } = row;
  switch (figure) {
    case 'conversations':
      return true;
    case 'answers':
      return kind === 'firstResponse' || kind === 'nextResponse';
    case 'resolution':
      return kind === 'resolved';
    case 'csat.asked':
      return kind === 'asked';
    case 'csat.answered':
      return kind === 'asked' && score !== null;
    case 'csat.satisfied':
      return kind === 'asked' && score !== null && score >= SATISFIED_MIN;
    case 'csat.unsatisfied':
      return kind === 'asked' && score !== null && score < SATISFIED_MIN;
    case 'opened':
    case 'reopened':
    case 'resolved':
    case 'handedOver':
    case 'firstResponse':
    case 'nextResponse':
      return kind === figure;
    default:
      return isOfPromise(figure, row);
  }
}

function isOfPromise(figure: `${Target}.${'kept' | 'breached'}`, row: Row): boolean {
  const [target, outcome] = figure.split('.');
  if (row.promise?.target !== target) return false;
  return outcome === 'kept' ? isKept(row) : row.kind === 'breached';
}

/** A conversation with what a report counts of it, times in milliseconds. */
export interface Behind {
  conversationId: string;
  /** Of the latest row that counts. */
  at: Date;
  agentId: string | null;
  teamId: string | null;
  labels: readonly string[];
  firstResponseMs: number | null;
  firstResponseBusinessMs: number | null;
  answers: number;
  resolutionMs: number | null;
  resolutionBusinessMs: number | null;
  reopened: number;
  breached: Target[];
  score: number | null;
}

/** The conversations that a figure counts, newest first; of each what all rows in the period and under the filters say. */
export function behind(rows: readonly Row[], figure: ListedFigure): Behind[] {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const those = found.get(row.conversationId);
    if (those) those.push(row);
    else found.set(row.conversationId, [row]);
  }
  return [...found.values()]
    .filter((those) => those.some((row) => counts(figure, row)))
    .map((those) => summarize(those, figure))
    .toSorted(
      (one, other) => other.at.getTime() - one.at.getTime() || (one.conversationId < other.conversationId ? 1 : -1),
    );
}

function summarize(rows: readonly Row[], figure: ListedFigure): Behind {
  const last = (kind: Row['kind']) => rows.findLast((row) => row.kind === kind);
  const [first, end] = [last('firstResponse'), last('resolved')];
  const counted = rows.findLast((row) => counts(figure, row)) ?? rows[0];
  if (!counted) throw new Error('A conversation without rows counts in no figure.');
  const { conversationId, at, agentId, teamId, labels } = counted;
  return {
    conversationId,
    at,
    agentId,
    teamId,
    labels,
    firstResponseMs: first?.clockMs ?? null,
    firstResponseBusinessMs: first?.businessMs ?? null,
    answers: rows.filter((row) => counts('answers', row)).length,
    resolutionMs: end?.clockMs ?? null,
    resolutionBusinessMs: end?.businessMs ?? null,
    reopened: rows.filter(({ kind }) => kind === 'reopened').length,
    breached: TARGETS.filter((target) => rows.some((row) => isOfPromise(`${target}.breached`, row))),
    score: last('asked')?.score ?? null,
  };
}

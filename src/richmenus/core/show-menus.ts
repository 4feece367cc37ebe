import { hasChanges, type MenuPlan, type MenuStep } from './plan.js';

/** Rows as lines, each column as wide as its longest text; empty cells at the end leave no blanks. */
export function showTable(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, column) => Math.max(cell.length, widest[column] ?? 0)),
    [],
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return lines.map((line) => `  ${line}\n`).join('');
}

/** A plan for a person: each step with its reason, what it needs, what stands in its way. */
export function showPlan(plan: MenuPlan): string {
  const shown = plan.steps.filter(({ kind }) => kind !== 'keep');
  const kept = plan.steps.length - shown.length;
  const calls = Object.entries(plan.calls).filter(([, { needed }]) => needed > 0);
  return [
    showSteps(shown),
    hasChanges(plan) ? '' : '  Nothing to do.\n',
    `  ${kept} ${kept === 1 ? 'menu is' : 'menus are'} as wanted.\n`,
    ...calls.map(
      ([call, { needed, left, perHour }]) => `  ${call}: ${needed} needed, ${left} of ${perHour} left in this hour.\n`,
    ),
    ...plan.warnings.map((warning) => `  ! ${warning}\n`),
  ].join('');
}

/** What applying came to, for a person. */
export function showApplied({
  state,
  done,
  left,
  failed,
  waitingUntil,
  waitingFor,
}: {
  state: 'applied' | 'waiting' | 'underWay' | 'outdated';
  done: readonly MenuStep[];
  left: readonly MenuStep[];
  failed: readonly { step: MenuStep; message: string }[];
  waitingUntil: Date | null;
  waitingFor: string | null;
}): string {
  const later = left.filter(({ kind }) => kind !== 'keep');
  const until = waitingUntil === null ? '' : ` until ${waitingUntil.toISOString()}`;
  return [
    showSteps(done),
    later.length > 0 ? `  Left for later:\n${showSteps(later)}` : '',
    ...failed.map(({ step, message }) => `  ! ${step.menu} (${step.language}): ${message}\n`),
    `  ${SAID[state]}\n`,
    waitingFor === null
      ? ''
      : `  Waits for ${WAITS[waitingFor] ?? waitingFor}${until}, then goes on by itself where a worker runs.\n`,
  ].join('');
}

const SAID = {
  applied: 'Applied: LINE has every menu as it is wanted.',
  waiting: 'Applied as far as it goes now.',
  underWay: 'Another process is at it, and looks once more when it is done.',
  outdated: 'A newer version of Lifeline brought its menus here; this one leaves them alone.',
};

const WAITS: Record<string, string> = {
  create: "LINE's limit on making menus",
  delete: "LINE's limit on deleting menus",
  deleteAlias: "LINE's limit on deleting aliases",
  friends: 'friends who still see a menu that is to go',
  retry: 'another try',
};

const showSteps = (steps: readonly MenuStep[]): string =>
  showTable(steps.map((step) => [step.kind, step.menu, step.language, detailOf(step), step.why]));

function detailOf(step: MenuStep): string {
  if ('alias' in step) return step.alias;
  return 'lineRichMenuId' in step ? step.lineRichMenuId : '';
}

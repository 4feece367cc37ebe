import { assertNever } from '../../shared/assert-never.js';
import type { Language } from '../../shared/language.js';
import { hashShown, type NamedMenu } from './line-name.js';

/** A menu in one language. */
export interface MenuRef {
  menu: string;
  language: Language;
}

/** A menu as `richmenus/` has it now. */
export interface WantedMenu extends MenuRef {
  alias: string;
  /** Of what is sent to LINE, with its image. */
  contentHash: string;
  isDefault: boolean;
}

/** A menu as we last brought it to LINE. */
export interface RecordedMenu extends MenuRef {
  contentHash: string;
  lineRichMenuId: string;
  /** Every alias that we gave it and have not deleted. */
  aliases: string[];
  /** Its ids on LINE before this one, until nobody sees them and LINE has deleted them. */
  formerIds: string[];
  /** Whether we made it the default. */
  isDefault: boolean;
}

/** What LINE has; `made` is what a name of ours says. */
export interface LineState {
  menus: { richMenuId: string; made: NamedMenu | null }[];
  aliases: { aliasId: string; richMenuId: string }[];
  defaultId: string | null;
}

export type LimitedCall = 'create' | 'delete' | 'deleteAlias';

export interface PlanInput {
  wanted: readonly WantedMenu[];
  recorded: readonly RecordedMenu[];
  onLine: LineState;
  /** Friends who see a menu on LINE, by its id. */
  linked: ReadonlyMap<string, number>;
  limits: { menus: number; aliases: number; perHour: Record<LimitedCall, number> };
  /** Calls of each kind that are left in this hour. */
  left: Record<LimitedCall, number>;
}

/** One step of bringing LINE to what is wanted, and why. */
export type MenuStep = MenuRef & { why: string } & (
    | { kind: 'create' | 'replace'; adopts: string | null }
    | { kind: 'createAlias' | 'moveAlias'; alias: string }
    | { kind: 'deleteAlias'; alias: string; isOnLine: boolean }
    | { kind: 'setDefault' | 'clearDefault' }
    | { kind: 'remove'; lineRichMenuId: string; isOnLine: boolean }
    | { kind: 'waitForUnlink'; lineRichMenuId: string; linkedCount: number; isReplaced: boolean }
    | { kind: 'keep'; lineRichMenuId: string }
  );

export interface MenuPlan {
  steps: MenuStep[];
  /** What the plan needs of each limited call, and what is left of it in this hour. */
  calls: Record<LimitedCall, { needed: number; left: number; perHour: number }>;
  /** Where LINE's limits stand in the way, in sentences. */
  warnings: string[];
}

/** Whether applying would do something now; waiting for friends is nothing to do. */
export const hasChanges = ({ steps }: Pick<MenuPlan, 'steps'>): boolean =>
  steps.some(({ kind }) => kind !== 'keep' && kind !== 'waitForUnlink');

export const nameOf = ({ menu, language }: MenuRef): string => `${menu}/${language}`;

/**
 * The steps from what LINE has to what is wanted, in the order in which they are safe: new menus first, then aliases and the
 * default, then what nobody needs any more. Menus that were not made by us are in no step.
 */
export function planMenus(input: PlanInput): MenuPlan {
  const { wanted, recorded, onLine } = input;
  const records = new Map(recorded.map((record) => [nameOf(record), record]));
  const made = wanted.map((menu) => planMenu(menu, records.get(nameOf(menu)), onLine));
  const current = new Set(made.flatMap(({ currentId }) => currentId ?? []));
  const wantedAliases = new Set(wanted.map(({ alias }) => alias));
  const deletedAliases = planDeletedAliases(recorded, wantedAliases, onLine);
  const leftovers = planLeftovers(input, { records, current, deletedAliases });

  const steps: MenuStep[] = [
    ...mostSeenFirst(made, records, input.linked),
    ...made.flatMap(({ alias }) => alias ?? []),
    ...planDefault(wanted, records, made, onLine),
    ...deletedAliases,
    ...leftovers,
    ...made.flatMap(({ content }) => (content.kind === 'keep' ? [content] : [])),
  ];
  const needed = countNeeded(steps);
  const isFull = onLine.menus.length + needed.create > input.limits.menus;
  return {
    // With no room for the new ones, what nobody sees makes room first.
    steps: isFull
      ? [...steps.filter(({ kind }) => kind === 'remove'), ...steps.filter(({ kind }) => kind !== 'remove')]
      : steps,
    calls: {
      create: callsOf('create', needed, input),
      delete: callsOf('delete', needed, input),
      deleteAlias: callsOf('deleteAlias', needed, input),
    },
    warnings: [...warnOfHours(needed, input), ...warnOfRoom(steps, needed, input)],
  };
}

/** Should LINE's limit come in between, those wait whom fewer friends see. */
function mostSeenFirst(made: Made[], records: Map<string, RecordedMenu>, linked: PlanInput['linked']): MenuStep[] {
  const seenBy = ({ menu }: Made) => linked.get(records.get(nameOf(menu))?.lineRichMenuId ?? '') ?? 0;
  return made
    .toSorted((one, other) => seenBy(other) - seenBy(one))
    .flatMap(({ content }) => (content.kind === 'keep' ? [] : [content]));
}

interface Made {
  menu: WantedMenu;
  content: MenuStep & { kind: 'create' | 'replace' | 'keep' };
  /** Its id on LINE now, with the wanted content; null before it is made. */
  currentId: string | null;
  alias: MenuStep | null;
}

function planMenu(menu: WantedMenu, record: RecordedMenu | undefined, onLine: LineState): Made {
  const content = planContent(menu, record, onLine);
  const currentId = content.kind === 'keep' ? content.lineRichMenuId : content.adopts;
  return { menu, content, currentId, alias: planAlias(menu, currentId, onLine) };
}

function planContent(menu: WantedMenu, record: RecordedMenu | undefined, { menus }: LineState): Made['content'] {
  const ref = refOf(menu);
  const isOnLine = record !== undefined && menus.some(({ richMenuId }) => richMenuId === record.lineRichMenuId);
  const isSame = record?.contentHash === menu.contentHash;
  if (record && isSame && isOnLine)
    return { ...ref, kind: 'keep', lineRichMenuId: record.lineRichMenuId, why: 'LINE has it as it is wanted' };
  const adopts = menus.find(({ made }) => made && isOf(menu, made))?.richMenuId ?? null;
  const why = whyMade(record, isSame, adopts);
  return { ...ref, kind: record ? 'replace' : 'create', adopts, why };
}

const isOf = (menu: WantedMenu, made: NamedMenu) =>
  made.menu === menu.menu && made.language === menu.language && made.hash === hashShown(menu.contentHash);

function whyMade(record: RecordedMenu | undefined, isSame: boolean, adopts: string | null): string {
  if (adopts !== null) return 'it was made and not finished';
  if (!record) return 'LINE does not have it';
  return isSame ? `LINE no longer has ${record.lineRichMenuId}` : 'its content changed';
}

function planAlias(menu: WantedMenu, currentId: string | null, { aliases }: LineState): MenuStep | null {
  const { alias } = menu;
  const found = aliases.find(({ aliasId }) => aliasId === alias);
  if (!found) return { ...refOf(menu), kind: 'createAlias', alias, why: 'LINE does not have the alias' };
  if (found.richMenuId === currentId) return null;
  return { ...refOf(menu), kind: 'moveAlias', alias, why: `it leads to ${found.richMenuId}` };
}

function planDeletedAliases(
  recorded: readonly RecordedMenu[],
  wanted: ReadonlySet<string>,
  { aliases }: LineState,
): (MenuStep & { kind: 'deleteAlias' })[] {
  return recorded.flatMap((record) =>
    record.aliases
      .filter((alias) => !wanted.has(alias))
      .map((alias) => {
        const isOnLine = aliases.some(({ aliasId }) => aliasId === alias);
        const why = isOnLine ? 'no menu has this alias any more' : 'LINE no longer has this alias';
        return { ...refOf(record), kind: 'deleteAlias' as const, alias, isOnLine, why };
      }),
  );
}

function planDefault(
  wanted: readonly WantedMenu[],
  records: ReadonlyMap<string, RecordedMenu>,
  made: Made[],
  { defaultId }: LineState,
): MenuStep[] {
  const first = made.find(({ menu }) => menu.isDefault);
  if (first) {
    if (first.currentId !== null && first.currentId === defaultId) return [];
    return [{ ...refOf(first.menu), kind: 'setDefault', why: 'whoever has no menu of their own is to see it' }];
  }
  if (defaultId === null) return [];
  const former = [...records.values()].find(
    ({ lineRichMenuId, formerIds }) => lineRichMenuId === defaultId || formerIds.includes(defaultId),
  );
  if (!former) return [];
  if (former.isDefault)
    return [{ ...refOf(former), kind: 'clearDefault', why: 'no menu is to be the default any more' }];
  const isWanted = wanted.some((menu) => nameOf(menu) === nameOf(former));
  const isCurrent = made.some(({ currentId }) => currentId === defaultId);
  if (!isWanted || isCurrent) return [];
  return [{ ...refOf(former), kind: 'setDefault', why: 'somebody made its earlier content the default' }];
}

interface Leftover extends MenuRef {
  lineRichMenuId: string;
  isOnLine: boolean;
  isReplaced: boolean;
}

function planLeftovers(
  { wanted, recorded, onLine, linked }: PlanInput,
  {
    records,
    current,
    deletedAliases,
  }: {
    records: ReadonlyMap<string, RecordedMenu>;
    current: ReadonlySet<string>;
    deletedAliases: readonly { alias: string }[];
  },
): MenuStep[] {
  const wantedAliases = new Set(wanted.map(({ alias }) => alias));
  const goingAliases = new Set([...wantedAliases, ...deletedAliases.map(({ alias }) => alias)]);
  return listLeftovers({ wanted, recorded, onLine }, records, current).map((leftover): MenuStep => {
    const { lineRichMenuId, isOnLine, isReplaced, menu, language } = leftover;
    const linkedCount = linked.get(lineRichMenuId) ?? 0;
    const step = { menu, language, lineRichMenuId };
    const what = isReplaced ? 'its content was replaced' : 'richmenus/ no longer has it';
    const holding = onLine.aliases.find(
      ({ aliasId, richMenuId }) => richMenuId === lineRichMenuId && !goingAliases.has(aliasId),
    );
    const waiting = (why: string): MenuStep => ({ ...step, kind: 'waitForUnlink', linkedCount, isReplaced, why });
    if (linkedCount > 0)
      return waiting(`${what}; ${linkedCount} ${linkedCount === 1 ? 'friend sees' : 'friends see'} it`);
    if (holding) return waiting(`${what}; the alias ${holding.aliasId}, which is not ours, leads to it`);
    return { ...step, kind: 'remove', isOnLine, why: isOnLine ? what : `${what}; LINE no longer has it` };
  });
}

/** Ours on LINE, and in our records, that is not the wanted content of any menu. */
function listLeftovers(
  { wanted, recorded, onLine }: Pick<PlanInput, 'wanted' | 'recorded' | 'onLine'>,
  records: ReadonlyMap<string, RecordedMenu>,
  current: ReadonlySet<string>,
): Leftover[] {
  const isWanted = new Set(wanted.map(nameOf));
  const listed = new Map(onLine.menus.map((one) => [one.richMenuId, one]));
  const found = new Map<string, Leftover>();
  const add = (ref: MenuRef, lineRichMenuId: string) => {
    if (current.has(lineRichMenuId)) return;
    const isOnLine = listed.has(lineRichMenuId);
    found.set(lineRichMenuId, { ...refOf(ref), lineRichMenuId, isOnLine, isReplaced: isWanted.has(nameOf(ref)) });
  };
  for (const { richMenuId, made } of onLine.menus) if (made) add(made, richMenuId);
  for (const record of recorded) {
    for (const id of record.formerIds) add(record, id);
    const { lineRichMenuId } = record;
    // The present id of a menu that is about to be replaced becomes a former one then.
    if (!isWanted.has(nameOf(record)) || listed.has(lineRichMenuId)) add(record, lineRichMenuId);
  }
  return [...found.values()].filter((leftover) => {
    const record = records.get(nameOf(leftover));
    const isBeingReplaced = leftover.isReplaced && record?.lineRichMenuId === leftover.lineRichMenuId;
    return !isBeingReplaced;
  });
}

function countNeeded(steps: readonly MenuStep[]): Record<LimitedCall, number> {
  const count = (call: LimitedCall) => steps.filter((step) => limitedCallOf(step) === call).length;
  return { create: count('create'), delete: count('delete'), deleteAlias: count('deleteAlias') };
}

/** The call that a step needs of which LINE allows only so many in an hour; null when it needs none. */
export function limitedCallOf(step: MenuStep): LimitedCall | null {
  switch (step.kind) {
    case 'create':
    case 'replace':
      return step.adopts === null ? 'create' : null;
    case 'remove':
      return step.isOnLine ? 'delete' : null;
    case 'deleteAlias':
      return step.isOnLine ? 'deleteAlias' : null;
    case 'createAlias':
    case 'moveAlias':
    case 'setDefault':
    case 'clearDefault':
    case 'waitForUnlink':
    case 'keep':
      return null;
    default:
      return assertNever(step);
  }
}

const callsOf = (call: LimitedCall, needed: Record<LimitedCall, number>, { left, limits }: PlanInput) => ({
  needed: needed[call],
  left: left[call],
  perHour: limits.perHour[call],
});

const CALL_WORDS: Record<LimitedCall, string> = {
  create: 'making',
  delete: 'deleting',
  deleteAlias: 'deleting aliases of',
};

function warnOfHours(needed: Record<LimitedCall, number>, { left, limits }: PlanInput): string[] {
  return (Object.keys(CALL_WORDS) as LimitedCall[]).flatMap((call) => {
    const beyond = needed[call] - left[call];
    if (beyond <= 0) return [];
    const hours = Math.ceil(beyond / limits.perHour[call]);
    const longer = `takes about ${hours} ${hours === 1 ? 'hour' : 'hours'} longer`;
    return [
      `${needed[call]} menus need ${CALL_WORDS[call]}, ${left[call]} can go now: the rest ${longer} and goes on by itself.`,
    ];
  });
}

function warnOfRoom(
  steps: readonly MenuStep[],
  needed: Record<LimitedCall, number>,
  { onLine, limits }: PlanInput,
): string[] {
  const menus = onLine.menus.length + needed.create - needed.delete;
  const created = steps.filter(({ kind }) => kind === 'createAlias').length;
  const aliases = onLine.aliases.length + created - needed.deleteAlias;
  return [
    ...(menus > limits.menus ? [`LINE keeps ${limits.menus} rich menus of a channel; there would be ${menus}.`] : []),
    ...(aliases > limits.aliases
      ? [`LINE keeps ${limits.aliases} aliases of a channel; there would be ${aliases}.`]
      : []),
  ];
}

const refOf = ({ menu, language }: MenuRef): MenuRef => ({ menu, language });

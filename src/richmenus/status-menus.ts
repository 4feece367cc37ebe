import type { Context } from '../context.js';
import { hashShown } from './core/line-name.js';
import { nameOf, type MenuStep } from './core/plan.js';
import { MenuApplyModel, type MenuApply } from './menu-apply.model.js';
import { planChannelMenus } from './plan-menus.js';

/** How one menu of `richmenus/` stands on LINE in one language. */
export interface MenuStatus {
  menu: string;
  language: string;
  /** The first letters of the content hash that is wanted. */
  wanted: string;
  lineRichMenuId: string | null;
  isOnLine: boolean;
  /** Whether what LINE has is what is wanted. */
  isCurrent: boolean;
  alias: string;
  isAliasRight: boolean;
  linkedCount: number;
}

/** A menu of ours on LINE that is not wanted any more. */
export interface MenuLeftover {
  menu: string;
  language: string;
  lineRichMenuId: string;
  linkedCount: number;
  why: string;
}

/** How the menus of a channel stand. */
export interface ChannelMenuStatus {
  menus: MenuStatus[];
  leftovers: MenuLeftover[];
  lastApply: Pick<MenuApply, 'startedAt' | 'endedAt' | 'error'> | null;
  waitingUntil: Date | null;
  waitingFor: MenuApply['waitingFor'];
}

/** Compares what is wanted, what we recorded and what LINE has. Changes nothing. */
export async function getMenuStatus(ctx: Context, channelId: string): Promise<ChannelMenuStatus> {
  const [{ wanted, recorded, onLine, linked, plan }, apply] = await Promise.all([
    planChannelMenus(ctx, channelId),
    MenuApplyModel.findById(channelId).lean(),
  ]);
  const records = new Map(recorded.map((record) => [nameOf(record), record]));
  const menus = wanted.map((menu): MenuStatus => {
    const record = records.get(nameOf(menu));
    const isOnLine = onLine.menus.some(({ richMenuId }) => richMenuId === record?.lineRichMenuId);
    const alias = onLine.aliases.find(({ aliasId }) => aliasId === menu.alias);
    return {
      menu: menu.menu,
      language: menu.language,
      wanted: hashShown(menu.contentHash),
      lineRichMenuId: record?.lineRichMenuId ?? null,
      isOnLine,
      isCurrent: isOnLine && record?.contentHash === menu.contentHash,
      alias: menu.alias,
      isAliasRight: isOnLine && alias?.richMenuId === record?.lineRichMenuId,
      linkedCount: linked.get(record?.lineRichMenuId ?? '') ?? 0,
    };
  });
  return {
    menus,
    leftovers: plan.steps.flatMap((step) => leftoverOf(step, linked)),
    lastApply: apply && { startedAt: apply.startedAt, endedAt: apply.endedAt, error: apply.error },
    waitingUntil: apply?.dueAt ?? null,
    waitingFor: apply?.waitingFor ?? null,
  };
}

function leftoverOf(step: MenuStep, linked: ReadonlyMap<string, number>): MenuLeftover[] {
  if (step.kind !== 'remove' && step.kind !== 'waitForUnlink') return [];
  const { menu, language, lineRichMenuId, why } = step;
  return [{ menu, language, lineRichMenuId, linkedCount: linked.get(lineRichMenuId) ?? 0, why }];
}

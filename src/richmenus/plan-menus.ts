import { gatewayOf } from '../channels/index.js';
import type { Context } from '../context.js';
import type { LineGateway } from '../line/gateway.js';
import { RICH_MENU_LIMITS } from '../line/limits.js';
import { eachLimited } from '../shared/each-limited.js';
import { Language } from '../shared/language.js';
import { readLineName } from './core/line-name.js';
import { planMenus, type LimitedCall, type LineState, type MenuPlan, type RecordedMenu } from './core/plan.js';
import { MenuApplyModel, type MenuApply } from './menu-apply.model.js';
import { countViewers } from './menu-viewers.js';
import { PublishedMenuModel } from './rich-menu.model.js';
import { listWantedMenus, type MenuToMake } from './wanted-menus.js';

const SHARE_USED = 0.9; // of LINE's figures; whatever else uses the channel has the rest
const COUNTED_AT_ONCE = 4;
export const LIMIT_WINDOW_MS = 3_600_000; // LINE counts these calls by the hour

type Needs = Pick<Context, 'clock' | 'connectLine' | 'secrets' | 'richMenus' | 'menuLinkBase' | 'baseUrl'>;

/** All that a plan is made from. */
export interface MenuSituation {
  wanted: MenuToMake[];
  recorded: RecordedMenu[];
  onLine: LineState;
  linked: Map<string, number>;
  plan: MenuPlan;
}

/** What would bring the menus of `richmenus/` to a channel now. Changes nothing. */
export async function planChannelMenus(ctx: Needs, channelId: string): Promise<MenuSituation> {
  const gateway = await gatewayOf(ctx, channelId);
  const [wanted, recorded, onLine, apply] = await Promise.all([
    listWantedMenus(ctx, channelId),
    listRecordedMenus(channelId),
    readLineState(ctx, gateway, channelId),
    MenuApplyModel.findById(channelId).lean(),
  ]);
  const linked = await countLinked(channelId, recorded, onLine);
  const plan = planMenus({
    wanted,
    recorded,
    onLine,
    linked,
    limits: { menus: RICH_MENU_LIMITS.menus, aliases: RICH_MENU_LIMITS.aliases, perHour: PER_HOUR },
    left: callsLeft(apply, ctx.clock.now()),
  });
  return { wanted, recorded, onLine, linked, plan };
}

/** How many calls of each kind may be made in an hour. */
export const PER_HOUR: Record<LimitedCall, number> = {
  create: Math.floor(RICH_MENU_LIMITS.perHour.create * SHARE_USED),
  delete: Math.floor(RICH_MENU_LIMITS.perHour.delete * SHARE_USED),
  deleteAlias: Math.floor(RICH_MENU_LIMITS.perHour.deleteAlias * SHARE_USED),
};

/** Those of some calls that LINE still counts. */
export const callsInWindow = (calls: readonly Date[] | undefined, now: Date): Date[] =>
  (calls ?? []).filter((at) => now.getTime() - at.getTime() < LIMIT_WINDOW_MS);

function callsLeft(apply: Pick<MenuApply, 'calls'> | null, now: Date): Record<LimitedCall, number> {
  const left = (call: LimitedCall) => Math.max(0, PER_HOUR[call] - callsInWindow(apply?.calls[call], now).length);
  return { create: left('create'), delete: left('delete'), deleteAlias: left('deleteAlias') };
}

/** The menus that we brought to a channel. */
async function listRecordedMenus(channelId: string): Promise<RecordedMenu[]> {
  const published = await PublishedMenuModel.find({ channelId }).sort({ _id: 1 }).lean();
  return published.flatMap(
    ({ name, language, alias, aliases = [alias], formerIds = [], isDefault = false, ...rest }) => {
      const known = Language.safeParse(language).data;
      if (known === undefined) return [];
      const { contentHash, lineRichMenuId } = rest;
      return [{ menu: name, language: known, contentHash, lineRichMenuId, aliases, formerIds, isDefault }];
    },
  );
}

async function readLineState(
  { secrets }: Pick<Context, 'secrets'>,
  gateway: LineGateway,
  channelId: string,
): Promise<LineState> {
  const [menus, aliases, defaultId] = await Promise.all([
    gateway.listRichMenus(),
    gateway.listRichMenuAliases(),
    gateway.getDefaultRichMenu(),
  ]);
  return {
    menus: menus.map(({ richMenuId, name }) => ({
      richMenuId,
      made: readLineName(channelId, name, secrets.fingerprint),
    })),
    aliases,
    defaultId,
  };
}

async function countLinked(
  channelId: string,
  recorded: RecordedMenu[],
  { menus }: LineState,
): Promise<Map<string, number>> {
  const ids = new Set([
    ...recorded.flatMap(({ lineRichMenuId, formerIds }) => [lineRichMenuId, ...formerIds]),
    ...menus.flatMap(({ richMenuId, made }) => (made ? [richMenuId] : [])),
  ]);
  const linked = new Map<string, number>();
  await eachLimited([...ids], COUNTED_AT_ONCE, async (id) => {
    linked.set(id, await countViewers(channelId, id));
  });
  return linked;
}

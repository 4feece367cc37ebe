import { createHash } from 'node:crypto';
import type { Context } from '../context.js';
import { InvalidInputError } from '../errors.js';
import { hasAnybodyMenu } from '../friends/index.js';
import { newId } from '../infra/ids.js';
import { remembered } from '../infra/remembered.js';
import { startOperation } from '../operations/index.js';
import { checkRule, getKnown } from '../segments/index.js';
import { DEFAULT_MENU_RULES, MenuRules } from './core/menu-rules.js';
import { CHOOSE_MENUS } from './operation-kinds.js';
import { MenuRulesModel } from './rich-menu.model.js';

const FRESH_MS = 1_000;
const menuRules = remembered<MenuRules>(FRESH_MS, async (channelId) => {
  const stored = await MenuRulesModel.findById(channelId).lean();
  return stored ? { rules: stored.rules } : DEFAULT_MENU_RULES;
});

/** The menu rules of a channel, or the default ones. Remembered for a second. */
export const getMenuRules = (ctx: Pick<Context, 'clock'>, channelId: string): Promise<MenuRules> =>
  menuRules.get(ctx.clock, channelId);

/** Lets this process see changed rules at once; others see them within a second. */
export const forgetMenuRules = (channelId: string): void => menuRules.forget(channelId);

/** Throws InvalidInputError naming what the rules newly speak of and the channel does not have; what stands already may stay. */
export async function checkMenuRules(
  ctx: Pick<Context, 'clock' | 'listNames' | 'richMenus'>,
  channelId: string,
  { rules }: MenuRules,
): Promise<void> {
  // A menu that was taken away after rules for it were made, or that is not shipped here, does not keep them from being saved.
  const present = await getMenuRules(ctx, channelId);
  const spokenOf = new Set([...present.rules, ...DEFAULT_MENU_RULES.rules].map(({ menu }) => menu));
  const missing = rules.find(({ menu }) => !ctx.richMenus.has(menu) && !spokenOf.has(menu));
  if (missing) {
    const names = [...ctx.richMenus.keys()].join(', ');
    throw new InvalidInputError(
      'invalid_input',
      `Rule ${missing.name}: there is no rich menu ${missing.menu}; there are ${names}.`,
    );
  }
  const standing = new Set([...present.rules, ...DEFAULT_MENU_RULES.rules].map(({ when }) => JSON.stringify(when)));
  const whens = rules.map(({ when }) => when).filter((when) => !standing.has(JSON.stringify(when)));
  const known = await getKnown(ctx, channelId, whens);
  for (const when of whens) await checkRule(ctx, channelId, when, known);
}

type Needs = Pick<Context, 'actor' | 'clock' | 'listNames' | 'richMenus' | 'wake'>;

/** Replaces the menu rules of a channel and starts to give its friends their menus. */
export async function putMenuRules(
  ctx: Needs,
  channelId: string,
  given: MenuRules,
): Promise<MenuRules & { operationId: string }> {
  const rules = MenuRules.parse(given);
  await checkMenuRules(ctx, channelId, rules);
  const unchosenBy = `${CHOOSE_MENUS}/${channelId}/${newId()}`;
  await MenuRulesModel.updateOne(
    { _id: channelId },
    { $set: { ...rules, updatedAt: ctx.clock.now(), unchosenBy } },
    { upsert: true },
  );
  forgetMenuRules(channelId);
  return { ...rules, operationId: await startChoosing(ctx, channelId, unchosenBy) };
}

async function startChoosing(ctx: Needs, channelId: string, cause: string): Promise<string> {
  const operation = await startOperation(ctx, { cause, channelId, kind: CHOOSE_MENUS, input: {} });
  await MenuRulesModel.updateOne({ _id: channelId, unchosenBy: cause }, { $unset: { unchosenBy: '' } });
  return operation._id;
}

const SWEEP_MAX = 100;

/** Starts to give friends their menus by rules that were stored by a process that died before it did. */
export async function sweepUnchosenMenus(ctx: Needs): Promise<void> {
  const unchosen = await MenuRulesModel.find({ unchosenBy: { $gt: '' } })
    .limit(SWEEP_MAX)
    .lean();
  for (const { _id, unchosenBy } of unchosen) if (unchosenBy) await startChoosing(ctx, _id, unchosenBy);
}

/** Channels whose friends this process knows to have been looked at with the menus and rules that it ships. */
const lookedAt = new Set<string>();

/** Starts to give friends their menus anew, once, where this version ships other menus or first rules than the one before. */
export async function sweepShippedMenus(ctx: Needs, channelIds: string[]): Promise<void> {
  for (const channelId of channelIds.filter((id) => !lookedAt.has(id))) {
    lookedAt.add(channelId);
    const menus = [...ctx.richMenus.values()].map(({ definition: { name, languages } }) => [name, languages]);
    const shipped = createHash('sha256')
      .update(JSON.stringify([menus, DEFAULT_MENU_RULES]))
      .digest('hex');
    // Nobody has a menu in a new channel: whoever comes is looked at anyway.
    if (!(await hasAnybodyMenu(channelId))) continue;
    await startOperation(ctx, {
      cause: `${CHOOSE_MENUS}/${channelId}/${shipped}`,
      channelId,
      kind: CHOOSE_MENUS,
      input: {},
    });
  }
}

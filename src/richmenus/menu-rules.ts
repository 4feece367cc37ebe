import type { Context } from '../context.js';
import { InvalidInputError } from '../errors.js';
import { remembered } from '../infra/remembered.js';
import { checkRule, getKnown } from '../segments/index.js';
import { DEFAULT_MENU_RULES, MenuRules } from './core/menu-rules.js';
import { MenuRulesModel } from './rich-menu.model.js';

const FRESH_MS = 1_000;
const menuRules = remembered<MenuRules>(FRESH_MS, async (channelId) => {
  const stored = await MenuRulesModel.findById(channelId).lean();
  return stored ? { rules: stored.rules } : DEFAULT_MENU_RULES;
});

/** The menu rules of a channel, or the default ones. Remembered for a second. */
export const getMenuRules = (ctx: Pick<Context, 'clock'>, channelId: string): Promise<MenuRules> =>
  menuRules.get(ctx.clock, channelId);

/** Replaces the menu rules of a channel. Friends get their menu as they are next looked at. */
export async function putMenuRules(
  ctx: Pick<Context, 'clock' | 'richMenus'>,
  channelId: string,
  given: MenuRules,
): Promise<MenuRules> {
  const rules = MenuRules.parse(given);
  const missing = rules.rules.find(({ menu }) => !ctx.richMenus.has(menu));
  if (missing) {
    const names = [...ctx.richMenus.keys()].join(', ');
    throw new InvalidInputError(
      'invalid_input',
      `Rule ${missing.name}: there is no rich menu ${missing.menu}; there are ${names}.`,
    );
  }
  const whens = rules.rules.map(({ when }) => when);
  const known = await getKnown(ctx, channelId, whens);
  for (const when of whens) await checkRule(channelId, when, known);
  await MenuRulesModel.updateOne(
    { _id: channelId },
    { $set: { ...rules, updatedAt: ctx.clock.now() } },
    { upsert: true },
  );
  menuRules.forget(channelId);
  return rules;
}

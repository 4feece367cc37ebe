import type { Context } from '../context.js';
import { getFriend, type Friend } from '../friends/index.js';
import { evaluate, type Truth } from '../segments/core/evaluate.js';
import { readRule } from '../segments/core/read-rule.js';
import type { Condition } from '../segments/core/rule.js';
import type { Language } from '../shared/language.js';
import { getMenuCriteria } from './choose-menu.js';
import { wantedMenu } from './core/decide-menu.js';
import { isWithinTime } from './core/menu-rules.js';
import { listPublished } from './published.js';

/** Why a rule does not give its menu to a friend for whom it holds, or gives it. */
type Standing = 'gives' | 'doesNotHold' | 'behindAnother' | 'outsideItsTime' | 'menuMissing';

/** Why LINE does not show the desired menu yet. */
type Waiting = 'blocked' | 'refused' | 'unpublished' | 'owed';

/** One rule as it sees a friend now. */
export interface ExplainedRule {
  name: string;
  menu: string;
  truth: Truth;
  outcome: Standing;
  /** The rule in plain language. */
  reading: string;
  because: { condition: Condition; truth: Truth; value: unknown; reading: string }[];
  nextCheckAt: Date | null;
}

/** A friend's menu: what the rules want, what LINE was told last, and what each rule sees. */
export interface MenuExplanation {
  desired: Friend['menu']['desired'];
  linked: Friend['menu']['linked'];
  /** From when on LINE is owed a call: later than now while an earlier call may still take effect. */
  owedFrom: Date | null;
  /** Null when LINE shows what is desired, as far as it was told. */
  notLinked: { why: Waiting; reason: string | null } | null;
  rules: ExplainedRule[];
  nextCheckAt: Date | null;
}

/** Which rule gives a friend their menu, and why not the others; read in a language. */
export async function explainMenu(
  ctx: Pick<Context, 'clock' | 'connectLine' | 'richMenus' | 'secrets'>,
  friendId: string,
  language: Language,
): Promise<MenuExplanation> {
  const friend = await getFriend(friendId);
  const criteria = await getMenuCriteria(ctx, friend.channelId);
  const { known, menus } = criteria;
  const now = ctx.clock.now();
  const giving = wantedMenu(criteria, friend, now)?.rule ?? null;
  return {
    desired: friend.menu.desired,
    linked: friend.menu.linked,
    owedFrom: friend.menu.owedAt,
    notLinked: await whyNotLinked(friend),
    rules: criteria.rules.rules.map((rule) => {
      const { truth, because, nextCheckAt } = evaluate(rule.when, friend, now, known);
      const outcome = (): Standing => {
        if (rule.name === giving) return 'gives';
        if (!menus.has(rule.menu)) return 'menuMissing';
        if (!isWithinTime(rule, now, known.timeZone)) return 'outsideItsTime';
        return truth === true ? 'behindAnother' : 'doesNotHold';
      };
      return {
        name: rule.name,
        menu: rule.menu,
        truth,
        outcome: outcome(),
        reading: readRule(rule.when, known, language),
        because: because.map((part) => ({ ...part, reading: readRule(part.condition, known, language) })),
        nextCheckAt,
      };
    }),
    nextCheckAt: friend.menuCheckAt,
  };
}

async function whyNotLinked({
  channelId,
  standing,
  menu: { desired, owedAt, problem },
}: Friend): Promise<MenuExplanation['notLinked']> {
  if (standing === 'blocked') return { why: 'blocked', reason: null };
  if (problem) return { why: 'refused', reason: problem.reason };
  if (owedAt === null) return null;
  const isPublished = desired === null || (await listPublished(channelId)).has(`${desired.name}/${desired.language}`);
  return { why: isPublished ? 'owed' : 'unpublished', reason: null };
}

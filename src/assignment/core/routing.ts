import { z } from 'zod';
import { StaffId, TeamId } from '../../access/schemas.js';
import { Label } from '../../inbox/core/macro.js';
import { PRIORITIES } from '../../inbox/core/priority.js';
import { conditionsIn, seeConversation, ViewRule, type Truth, type Viewed } from '../../inbox/core/view.js';
import type { SegmentRule } from '../../segments/core/rule.js';
import { KeywordCondition, matchesKeyword } from '../../tags/core/rules.js';
import { Skills } from './agent.js';

const RULES_MAX = 100;
const KEYWORDS_MAX = 20;
const LANGUAGES_MAX = 20;
const LABELS_MAX = 20;

/** When a routing rule is met: all of it holds. With nothing in it, it always is. */
const When = z.strictObject({
  conversation: ViewRule.optional(),
  /** One of these is in what waits for an answer. */
  said: z.array(KeywordCondition).min(1).max(KEYWORDS_MAX).optional(),
  /** The friend's language is one of these; `zh` is every kind of it. */
  languages: z
    .array(z.string().regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a BCP 47 tag such as ja or zh-TW'))
    .min(1)
    .max(LANGUAGES_MAX)
    .optional(),
});

/** What becomes of a conversation that meets a routing rule. */
const Actions = z
  .strictObject({
    teamId: TeamId.optional(),
    priority: z.enum(PRIORITIES).optional(),
    labels: z.array(Label).min(1).max(LABELS_MAX).optional(),
    /** What whoever is given it needs beside what the team's policy asks. */
    skills: Skills.optional(),
    /** Who is given it first, while they are online and have room. */
    staffId: StaffId.optional(),
  })
  .refine((actions) => Object.keys(actions).length > 0, 'must do something');

export const RoutingRule = z.strictObject({
  name: z.string().trim().min(1).max(100),
  isEnabled: z.boolean().default(true),
  when: When.default({}),
  actions: Actions,
});
export type RoutingRule = z.infer<typeof RoutingRule>;

/** The routing rules of a channel in their order: the first that is met decides alone. */
export const RoutingRules = z
  .array(RoutingRule)
  .max(RULES_MAX)
  .refine((rules) => new Set(rules.map(({ name }) => name)).size === rules.length, 'must have a name each of its own');

/** What routing rules look at. */
export interface Routed {
  viewed: Viewed;
  /** What the friend said that waits for an answer. */
  texts: string[];
  language: string | null;
  seeFriend(rule: SegmentRule): Truth;
  now: Date;
}

/** What was seen of one rule. The first that is met ends the looking. */
export interface RuleSeen {
  name: string;
  outcome: 'met' | 'notMet' | 'disabled' | 'notLookedAt';
  because: { condition: unknown; truth: Truth }[];
}

/** Which rule a conversation meets, and why not those before it. */
export function matchRouting(rules: RoutingRule[], routed: Routed): { met: RoutingRule | null; seen: RuleSeen[] } {
  let met: RoutingRule | null = null;
  const seen = rules.map((rule): RuleSeen => {
    const { name } = rule;
    if (met) return { name, outcome: 'notLookedAt', because: [] };
    if (!rule.isEnabled) return { name, outcome: 'disabled', because: [] };
    const parts = partsOf(rule, routed);
    const isMet = parts.every(({ truth }) => truth === true);
    if (isMet) met = rule;
    return { name, outcome: isMet ? 'met' : 'notMet', because: parts.flatMap(({ because }) => because) };
  });
  return { met, seen };
}

interface Part {
  truth: Truth;
  because: RuleSeen['because'];
}

function partsOf({ when }: RoutingRule, routed: Routed): Part[] {
  const { conversation, said, languages } = when;
  return [
    ...(conversation ? [ofConversation(conversation, routed)] : []),
    ...(said
      ? [
          one(
            { said },
            said.some((keyword) => routed.texts.some((text) => matchesKeyword(keyword, text))),
          ),
        ]
      : []),
    ...(languages ? [one({ languages }, speaks(languages, routed.language))] : []),
  ];
}

const one = (condition: object, truth: Truth): Part => ({ truth, because: [{ condition, truth }] });

function ofConversation(rule: ViewRule, { viewed, seeFriend, now }: Routed): Part {
  const see = (part: ViewRule) => seeConversation(part, viewed, { staffId: null, now }, seeFriend);
  return { truth: see(rule), because: conditionsIn(rule).map((condition) => ({ condition, truth: see(condition) })) };
}

function speaks(languages: string[], language: string | null): Truth {
  if (language === null) return 'unknown';
  const spoken = language.toLowerCase();
  return languages.some((wanted) => spoken === wanted.toLowerCase() || spoken.startsWith(`${wanted.toLowerCase()}-`));
}

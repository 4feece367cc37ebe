import { z } from 'zod';
import { ChannelId } from '../channels/schemas.js';
import { Language } from '../shared/language.js';
import { MenuRules } from './core/menu-rules.js';

export const ChannelQuery = z.strictObject({ channelId: ChannelId.optional() });
export const LanguageQuery = z.strictObject({ language: Language.default('en') });

/** Menu rules with the channel that they are for. */
export const MenuRulesInput = MenuRules.extend({ channelId: ChannelId.optional() });

/** Rules as stored, and the operation that gives the friends their menus by them. */
export const PresentedMenuRules = MenuRules.extend({ operationId: z.string() });

/** What menu rules would do; null while an operation counts very many friends. */
export const PresentedPreview = z.object({
  operationId: z.string().nullable(),
  preview: z
    .object({
      friends: z.number(),
      changing: z.number(),
      menus: z.array(z.object({ menu: z.string().nullable(), friends: z.number(), changing: z.number() })),
      rules: z.array(z.object({ rule: z.string(), friends: z.number(), isSkipped: z.boolean() })),
      samples: z.array(
        z.object({
          friendId: z.string(),
          from: z.string().nullable(),
          to: z.string().nullable(),
          rule: z.string().nullable(),
        }),
      ),
      links: z.array(z.object({ menu: z.string().nullable(), language: z.string().nullable(), friends: z.number() })),
      lineCalls: z.number(),
    })
    .nullable(),
});

const Truth = z.union([z.boolean(), z.literal('unknown')]);
const NamedMenu = { name: z.string(), language: z.string(), at: z.date() };

/** Why a friend has their menu. */
export const PresentedExplanation = z.object({
  desired: z.object({ ...NamedMenu, rule: z.string() }).nullable(),
  linked: z.object({ ...NamedMenu, lineRichMenuId: z.string() }).nullable(),
  /** Later than now while an earlier call may still take effect. */
  owedFrom: z.date().nullable(),
  notLinked: z
    .object({ why: z.enum(['blocked', 'refused', 'unpublished', 'owed']), reason: z.string().nullable() })
    .nullable(),
  rules: z.array(
    z.object({
      name: z.string(),
      menu: z.string(),
      truth: Truth,
      outcome: z.enum(['gives', 'doesNotHold', 'behindAnother', 'outsideItsTime', 'menuMissing']),
      reading: z.string(),
      because: z.array(z.object({ condition: z.unknown(), truth: Truth, value: z.unknown(), reading: z.string() })),
      nextCheckAt: z.date().nullable(),
    }),
  ),
  nextCheckAt: z.date().nullable(),
});

import { z } from 'zod';
import type { AttributeDefinition } from '../../friends/core/attribute.js';
import type { Friend } from '../../friends/core/friend.js';
import { listPictureIds } from '../../media/core/picture-address.js';
import { evaluate } from '../../segments/core/evaluate.js';
import type { Known } from '../../segments/core/known.js';
import { listReferences } from '../../segments/core/references.js';
import { SegmentRule } from '../../segments/core/rule.js';
import { assertNever } from '../../shared/assert-never.js';
import { Language } from '../../shared/language.js';
import { listStrings } from '../../shared/map-strings.js';
import { listFilled, listTests, parseBlocks, testedName } from '../../shared/text-blocks.js';
import { countUtf8Bytes } from '../../shared/text-length.js';
import { checkTemplate, type GivenVariables } from './check-template.js';
import { chooseLanguage } from './language.js';
import { MESSAGES_MAX } from './limits.js';
import { Sender } from './message-extras.js';
import { ContentType, WrittenBubble, type MessageTemplate } from './template.js';
import { TemplateVariable, VariableName, type TemplateValue } from './variables.js';

export const VARIANTS_MAX = 10;
export const MESSAGE_SET_BYTES_MAX = 200_000; // of its JSON
const VARIABLES_MAX = 100;

/** Bubbles for those who meet a rule, in each language that is written. */
export const Variant = z.strictObject({
  /** Told apart in previews, problems and reports. */
  key: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be a-z, 0-9 and -, at most 40'),
  /** Who gets it; null for whoever gets no other. */
  when: SegmentRule.nullable(),
  languages: z
    .partialRecord(Language, z.array(WrittenBubble).min(1).max(MESSAGES_MAX))
    .refine((languages) => Object.keys(languages).length > 0, 'must have a language'),
});

/** What is saved of a message set: bubbles per variant and language. */
const fields = {
  name: z.string().trim().min(1).max(100),
  contentType: ContentType,
  variables: z
    .record(VariableName, TemplateVariable)
    .refine((variables) => Object.keys(variables).length <= VARIABLES_MAX, `must be at most ${VARIABLES_MAX}`)
    .default({}),
  /** Shown with each bubble that names no sender itself. */
  sender: Sender.optional(),
  variants: z
    .array(Variant)
    .min(1)
    .max(VARIANTS_MAX)
    .check(({ value, issues }) => {
      for (const [index, { key, when }] of value.entries()) {
        const refuse = (field: string, message: string) =>
          issues.push({ code: 'custom', path: [index, field], message, input: value[index] });
        const isLast = index === value.length - 1;
        if (isLast && when !== null) refuse('when', 'must be null in the last variant, for friends who get no other');
        if (!isLast && when === null) refuse('when', 'may be null in the last variant only');
        if (value.findIndex((other) => other.key === key) < index) refuse('key', `is ${key} a second time`);
      }
    }),
};

/** What is saved of a message set, with more fields beside it. */
export function messageSetWith<More extends z.ZodRawShape>(more: More) {
  return z.strictObject({ ...fields, ...more }).check(({ value, issues }) => {
    const bytes = countUtf8Bytes(JSON.stringify(value));
    if (bytes <= MESSAGE_SET_BYTES_MAX) return;
    const message = `must have at most ${MESSAGE_SET_BYTES_MAX} bytes of JSON, has ${bytes}`;
    issues.push({ code: 'custom', message, input: value, params: { tooLong: true } });
  });
}

export const MessageSetContent = messageSetWith({});
export type MessageSetContent = z.infer<typeof MessageSetContent>;

/** A version of a message set, ready to be rendered for friends. */
export interface ReadyMessageSet extends Pick<MessageSetContent, 'name' | 'contentType' | 'variables'> {
  variants: { key: string; when: SegmentRule | null; templates: ReadonlyMap<Language, MessageTemplate> }[];
  /** What it speaks of beside its own variables, as `kind/id`. */
  speaksOf: string[];
}

export function prepareMessageSet(content: MessageSetContent): ReadyMessageSet {
  const { name, contentType, variables, sender, variants } = content;
  return {
    name,
    contentType,
    variables,
    speaksOf: listSpokenOf(content),
    variants: variants.map(({ key, when, languages }) => ({
      key,
      when,
      templates: new Map(
        listLanguages(languages).map(({ language, messages }) => [
          language,
          { name, variant: key, language, contentType, variables, messages, sender },
        ]),
      ),
    })),
  };
}

const listLanguages = (languages: MessageSetContent['variants'][number]['languages']) =>
  Language.options.flatMap((language) => {
    const messages = languages[language];
    return messages === undefined ? [] : [{ language, messages }];
  });

type ReadyVariant = ReadyMessageSet['variants'][number];

/** The first variant whose rule holds for the friend; a rule over what is unknown does not hold. */
export function chooseVariant({ variants }: ReadyMessageSet, friend: Friend, now: Date, known: Known): ReadyVariant {
  const chosen = variants.find(({ when }) => when === null || evaluate(when, friend, now, known).truth === true);
  if (chosen === undefined) throw new Error('A message set without a default variant was saved.');
  return chosen;
}

/** A variant in the language that is wanted, else in the fallback language. */
export function chooseTemplate(
  { templates }: ReadyVariant,
  wanted: string | undefined,
  fallback: Language,
): MessageTemplate {
  const [first] = templates.keys();
  const available = [...templates.keys()];
  const language = chooseLanguage(available, wanted, available.includes(fallback) ? fallback : (first ?? fallback));
  const template = templates.get(language);
  if (template === undefined) throw new Error('A variant without a language was saved.');
  return template;
}

/** What a channel knows of its friends, and their page inside LINE, with an example of each. */
export function variablesOfFriends(
  definitions: readonly Pick<AttributeDefinition, 'name' | 'type' | 'choices'>[],
): GivenVariables {
  return {
    ...Object.fromEntries(definitions.map((definition) => [definition.name, exampleOf(definition)])),
    displayName: 'Friend',
    memberPage: 'https://liff.line.me/1234567890-abcdefgh/member',
  };
}

function exampleOf({ name, type, choices }: Pick<AttributeDefinition, 'name' | 'type' | 'choices'>): TemplateValue {
  switch (type) {
    case 'number':
      return 1;
    case 'boolean':
      return true;
    case 'date':
      return '2026-03-01';
    case 'choice':
      return choices[0] ?? name;
    case 'list':
      return [choices[0] ?? name];
    case 'text':
      return name;
    default:
      return assertNever(type);
  }
}

/** Says what is wrong in a message set, each problem with its variant and language. */
export function checkMessageSet(
  set: ReadyMessageSet,
  { given, defaultLanguage }: { given: GivenVariables; defaultLanguage: Language },
): { problems: string[]; warnings: string[] } {
  const checks = set.variants.flatMap(({ key, templates }) =>
    [...templates].map(([language, template]) => {
      const { problems, warnings } = checkTemplate(template, given);
      const here = (said: string) => `variant ${key}, ${language}: ${said}`;
      return { problems: [...problems, ...findMentions(template)].map(here), warnings: warnings.map(here) };
    }),
  );
  const missing = set.variants
    .filter(({ templates }) => !templates.has(defaultLanguage))
    .map(
      ({ key }) => `variant ${key}: ${defaultLanguage} is missing, the language of friends whose own is not written`,
    );
  return {
    problems: [...missing, ...checks.flatMap(({ problems }) => problems)],
    warnings: checks.flatMap(({ warnings }) => warnings),
  };
}

/** Mentions work in groups only, and message sets go to friends. */
function findMentions({ messages }: MessageTemplate): string[] {
  return messages.flatMap(({ substitution }, index) => {
    const values = typeof substitution === 'object' && substitution !== null ? Object.entries(substitution) : [];
    return values
      .filter(([, value]: [string, unknown]) => (value as { type?: unknown } | null)?.type === 'mention')
      .map(([key]) => `messages[${index}].substitution.${key} is a mention, which LINE shows in groups only`);
  });
}

/** Everything that a message set speaks of beside its own variables, as `kind/id`. */
export function listSpokenOf({ variables, sender, variants }: MessageSetContent): string[] {
  const rules = variants.flatMap(({ when }) => (when === null ? [] : listReferences(when)));
  const bubbles = variants.flatMap(({ languages }) => Object.values(languages).flat());
  const named = [
    ...bubbles.flatMap(({ when }) => (when === undefined ? [] : [testedName(when)])),
    ...listStrings(bubbles).flatMap(({ text }) => {
      const { parts } = parseBlocks(text);
      return [...listTests(parts).map(testedName), ...listFilled(parts).map(({ name }) => name)];
    }),
  ].filter((name) => name !== 'displayName' && variables[name] === undefined);
  const pictures = listPictureIds({ variables, sender, variants });
  return [
    ...new Set([
      ...rules.map(({ kind, id }) => `${kind}/${id}`),
      ...named.map((name) => `attribute/${name}`),
      ...pictures.map((id) => `picture/${id}`),
    ]),
  ];
}

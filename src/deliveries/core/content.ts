import { z } from 'zod';
import { InvalidInputError, NotFoundError } from '../../errors.js';
import type { Friend } from '../../friends/core/friend.js';
import { Messages } from '../../messages/core/message.js';
import { chooseTemplate, chooseVariant, type ReadyMessageSet } from '../../messages/core/message-set.js';
import { ContentType, renderTemplate, type MessageTemplate } from '../../messages/core/template.js';
import { getTemplate, type TemplateLibrary } from '../../messages/core/template-library.js';
import type { TemplateValues } from '../../messages/core/variables.js';
import type { Known } from '../../segments/core/known.js';
import type { Language } from '../../shared/language.js';

const values = z.record(z.string().max(60), z.union([z.string().max(1_000), z.number()])).default({});

/** What is said: a template in the friend's language, a message set as its variants say, or messages as they are. */
export const Content = z.union([
  z.strictObject({ template: z.string().min(1).max(100), values }),
  /** Without a version it is the newest one at the time of planning. */
  z.strictObject({ messageSet: z.string().min(1).max(64), version: z.int().min(1).optional(), values }),
  /** Plain messages do not say what they are for; without a contentType they count as service, in a campaign as promotion. */
  z.strictObject({ messages: Messages, contentType: ContentType.optional() }),
]);
export type Content = z.infer<typeof Content>;

/** Everything that rendering needs beside the friend: loaded once for many. */
export interface Loaded {
  templates: TemplateLibrary;
  /** The language of friends whose own is not written. */
  fallback: Language;
  /** Versions of message sets by `keyOf` their content. */
  sets: ReadonlyMap<string, ReadyMessageSet>;
  known: Known;
  /** What every message of the channel may name, by the names of variables. */
  ofChannel: TemplateValues;
  now: Date;
}

type MessageSetContent = Extract<Content, { messageSet: string }>;

/** What a version of a message set is loaded under. */
export const keyOf = ({ messageSet, version }: Pick<MessageSetContent, 'messageSet' | 'version'>): string =>
  `${messageSet}/${version ?? 'newest'}`;

/** Renders the content for one friend; throws what the template says when a value is missing or LINE's limits are broken. */
export function renderFor(friend: Friend, content: Content, loaded: Loaded): Messages {
  if ('messages' in content) return content.messages;
  return renderTemplate(templateFor(friend, content, loaded), {
    ...valuesOf(friend),
    ...loaded.ofChannel,
    ...content.values,
  });
}

/**
 * Renders content that is the same for everybody: in the fallback language, with the fallbacks of what is a friend's own.
 * InvalidInputError for a message set that says different things to different friends.
 */
export function renderForEverybody(content: Content, loaded: Loaded): Messages {
  if ('messages' in content) return content.messages;
  if ('template' in content) {
    const template = getTemplate(loaded.templates, content.template, undefined, loaded.fallback);
    return renderTemplate(template, { ...loaded.ofChannel, ...content.values });
  }
  const { variants, name } = getSet(content, loaded);
  const [only] = variants;
  if (!only || variants.length > 1)
    throw new InvalidInputError(
      'invalid_input',
      `Message set ${name} has ${variants.length} variants; what goes to everybody at once must have one.`,
    );
  return renderTemplate(chooseTemplate(only, undefined, loaded.fallback), { ...loaded.ofChannel, ...content.values });
}

/** The template that speaks to a friend: of a message set, the variant that they meet; in their language where it is written. */
export function templateFor(
  friend: Friend,
  content: Exclude<Content, { messages: Messages }>,
  loaded: Loaded,
): MessageTemplate {
  const wanted = friend.profile?.language ?? undefined;
  if ('template' in content) return getTemplate(loaded.templates, content.template, wanted, loaded.fallback);
  const variant = chooseVariant(getSet(content, loaded), friend, loaded.now, loaded.known);
  return chooseTemplate(variant, wanted, loaded.fallback);
}

export function getSet(content: MessageSetContent, { sets }: Pick<Loaded, 'sets'>): ReadyMessageSet {
  const set = sets.get(keyOf(content));
  if (set === undefined) throw new NotFoundError('message set', keyOf(content));
  return set;
}

/** What the content is for; null where it does not say, and for what is gone. */
export function contentTypeOf(content: Content, loaded: Pick<Loaded, 'templates' | 'sets'>): ContentType | null {
  if ('messages' in content) return content.contentType ?? null;
  if ('messageSet' in content) return loaded.sets.get(keyOf(content))?.contentType ?? null;
  const [template] = loaded.templates.get(content.template)?.values() ?? [];
  return template?.contentType ?? null;
}

/** Every list of messages that a content may become, before it is filled for a friend. */
export function messagesIn(content: Content, loaded: Pick<Loaded, 'templates' | 'sets'>): readonly object[][] {
  if ('messages' in content) return [content.messages];
  if ('messageSet' in content) {
    const set = loaded.sets.get(keyOf(content));
    return set
      ? set.variants.flatMap(({ templates }) => [...templates.values()].map(({ messages }) => messages))
      : [[]];
  }
  return [...(loaded.templates.get(content.template)?.values() ?? [])].map(({ messages }) => messages);
}

/** What is known of a friend, by the names of variables. */
export function valuesOf({ profile, attributes }: Pick<Friend, 'profile' | 'attributes'>): TemplateValues {
  return { ...attributes, displayName: profile?.displayName };
}

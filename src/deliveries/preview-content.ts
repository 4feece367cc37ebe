import { resolveChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import { AppError, InvalidInputError } from '../errors.js';
import { getFriend, listAttributeDefinitions } from '../friends/index.js';
import {
  getTemplate,
  renderTemplate,
  type ContentType,
  type MessageTemplate,
  type Messages,
} from '../messages/index.js';
import type { GivenVariables } from '../messages/core/check-template.js';
import {
  checkMessageSet,
  chooseTemplate,
  prepareMessageSet,
  variablesOfFriends,
  type MessageSetContent,
} from '../messages/core/message-set.js';
import { exampleValues } from '../messages/core/samples.js';
import { readBubble, type ReadBubble } from '../messages/core/transcript.js';
import type { TemplateValues } from '../messages/core/variables.js';
import { getKnownNow } from '../segments/index.js';
import type { Language } from '../shared/language.js';
import { countUtf8Bytes } from '../shared/text-length.js';
import { contentTypeOf, getSet, keyOf, templateFor, valuesOf, type Content, type Loaded } from './core/content.js';
import { loadContent } from './load-content.js';

/** What is looked at: content, or a message set that is not saved; for a friend, or for nobody in a language. */
export interface PreviewInput {
  channelId?: string | undefined;
  what: { content: Content } | { set: MessageSetContent };
  friendId?: string | undefined;
  language?: Language | undefined;
  /** Of a message set, for nobody: the default variant when absent. */
  variant?: string | undefined;
  values: TemplateValues;
}

/** What a friend would get: exactly what would go to LINE, as one reads it, and what is wrong with it. */
export interface Preview {
  language: Language | null;
  variant: string | null;
  contentType: ContentType | null;
  messages: Messages;
  bubbles: ReadBubble[];
  count: number;
  bytes: number;
  problems: string[];
}

const UNSAVED = { messageSet: 'unsaved', values: {} };

/** Shows content as a friend would get it; for nobody, variables are filled with values given, else with examples. */
export async function previewContent(
  ctx: Pick<Context, 'clock' | 'secrets' | 'connectLine' | 'templates' | 'liff'>,
  { channelId, what, friendId, language, variant, values }: PreviewInput,
): Promise<Preview> {
  const friend = friendId === undefined ? null : await getFriend(friendId);
  const channel = await resolveChannel(ctx, friend?.channelId ?? channelId);
  const given = variablesOfFriends(await listAttributeDefinitions(ctx, channel._id));
  const content: Content = 'set' in what ? UNSAVED : what.content;
  const saved = await loadContent(ctx, channel._id, 'set' in what ? [] : [content]);
  const loaded = 'set' in what ? await withUnsaved(ctx, channel._id, saved, what.set) : saved;
  const problems = 'set' in what ? problemsOf(loaded, given) : [];
  const empty = { language: null, variant: null, contentType: contentTypeOf(content, loaded) };
  if ('messages' in content) return present(empty, content.messages, problems);
  try {
    const template = friend
      ? templateFor(friend, content, loaded)
      : templateForNobody(content, loaded, { language, variant });
    const about = { ...empty, language: template.language, variant: template.variant ?? null };
    const known = friend ? valuesOf(friend) : exampleValues(template, given);
    return renderPreview(about, template, { ...known, ...loaded.ofChannel, ...content.values, ...values }, problems);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return present(empty, [], [...problems, error.message]);
  }
}

async function withUnsaved(
  ctx: Parameters<typeof getKnownNow>[0],
  channelId: string,
  loaded: Loaded,
  set: MessageSetContent,
): Promise<Loaded> {
  const rules = set.variants.flatMap(({ when }) => when ?? []);
  const sets = new Map([[keyOf(UNSAVED), prepareMessageSet(set)]]);
  return { ...loaded, sets, known: await getKnownNow(ctx, channelId, rules) };
}

const problemsOf = (loaded: Loaded, given: GivenVariables) =>
  checkMessageSet(getSet(UNSAVED, loaded), { given, defaultLanguage: loaded.fallback }).problems;

function templateForNobody(
  content: Exclude<Content, { messages: Messages }>,
  loaded: Loaded,
  { language, variant }: Pick<PreviewInput, 'language' | 'variant'>,
): MessageTemplate {
  if ('template' in content) return getTemplate(loaded.templates, content.template, language, loaded.fallback);
  const { name, variants } = getSet(content, loaded);
  const chosen = variant === undefined ? variants.at(-1) : variants.find(({ key }) => key === variant);
  if (chosen !== undefined) return chooseTemplate(chosen, language, loaded.fallback);
  const known = variants.map(({ key }) => key).join(', ');
  throw new InvalidInputError('invalid_input', `Message set ${name} has no variant ${variant}; it has ${known}.`);
}

type About = Pick<Preview, 'language' | 'variant' | 'contentType'>;

function renderPreview(about: About, template: MessageTemplate, values: TemplateValues, problems: string[]): Preview {
  try {
    return present(about, renderTemplate(template, values), problems);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return present(about, [], [...problems, error.message]);
  }
}

function present(about: About, messages: Messages, problems: string[]): Preview {
  return {
    ...about,
    messages,
    bubbles: messages.map(readBubble),
    count: messages.length,
    bytes: messages.length === 0 ? 0 : countUtf8Bytes(JSON.stringify(messages)),
    problems,
  };
}

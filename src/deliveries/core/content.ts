import { z } from 'zod';
import type { Friend } from '../../friends/core/friend.js';
import { Messages } from '../../messages/core/message.js';
import { renderTemplate, type TemplateValues } from '../../messages/core/template.js';
import { getTemplate, type TemplateLibrary } from '../../messages/core/template-library.js';
import type { Language } from '../../shared/language.js';

/** What is said: a template in the friend's language, or messages as they are. */
export const Content = z.union([
  z.strictObject({
    template: z.string().min(1).max(100),
    values: z.record(z.string().max(60), z.union([z.string().max(1_000), z.number()])).default({}),
  }),
  z.strictObject({ messages: Messages }),
]);
export type Content = z.infer<typeof Content>;

/** Renders the content for one friend; throws what the template says when a value is missing or LINE's limits are broken. */
export function renderFor(
  friend: Pick<Friend, 'profile' | 'attributes'>,
  content: Content,
  library: TemplateLibrary,
  fallback: Language,
): Messages {
  if ('messages' in content) return content.messages;
  const template = getTemplate(library, content.template, friend.profile?.language ?? undefined, fallback);
  return renderTemplate(template, { ...valuesOf(friend), ...content.values });
}

function valuesOf({ profile, attributes }: Pick<Friend, 'profile' | 'attributes'>): TemplateValues {
  const texts = Object.entries(attributes).map(([name, value]) => [
    name,
    typeof value === 'boolean' ? String(value) : value,
  ]);
  return { ...(Object.fromEntries(texts) as TemplateValues), displayName: profile?.displayName };
}

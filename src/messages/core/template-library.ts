import { InvalidInputError, NotFoundError } from '../../errors.js';
import { chooseLanguage } from './language.js';
import { type Language } from '../../shared/language.js';
import type { MessageTemplate } from './template.js';

/** Every template by name, then by language. */
export type TemplateLibrary = ReadonlyMap<string, ReadonlyMap<Language, MessageTemplate>>;

/**
 * Gets a template in the friend's language, else in the fallback language.
 * `wanted` is LINE's BCP 47 tag of the friend, or undefined. Throws NotFoundError for an unknown name.
 */
export function getTemplate(
  library: TemplateLibrary,
  name: string,
  wanted: string | undefined,
  fallback: Language,
): MessageTemplate {
  const byLanguage = library.get(name);
  const template = byLanguage?.get(chooseLanguage([...byLanguage.keys()], wanted, fallback));
  if (template === undefined) throw new NotFoundError('message template', name);
  return template;
}

/** Throws InvalidInputError, naming the templates there are, when one of these is none of them. */
export function requireTemplates(library: TemplateLibrary, names: readonly string[]): void {
  const missing = names.find((name) => !library.has(name));
  if (missing === undefined) return;
  const known = [...library.keys()].join(', ');
  throw new InvalidInputError('invalid_input', `There is no message template ${missing}; there are ${known}.`);
}

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidInputError } from '../errors.js';
import { formatPath } from '../shared/map-strings.js';
import { Language } from '../shared/language.js';
import { checkTemplate } from './core/check-template.js';
import { MessageTemplateFile, type MessageTemplate } from './core/template.js';
import type { TemplateLibrary } from './core/template-library.js';

/**
 * Reads every `<name>.<language>.json` of a folder.
 * Throws InvalidInputError that lists each problem with its file and its path in the JSON, and each missing language.
 */
export async function loadTemplates(folder: string): Promise<TemplateLibrary> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).toSorted();
  const read = await Promise.all(files.map((file) => readTemplate(folder, file)));
  const templates = read.flatMap(({ template }) => (template === undefined ? [] : [template]));
  const problems = [...read.flatMap((one) => one.problems), ...findMissingLanguages(files)];
  if (problems.length > 0) {
    throw new InvalidInputError('invalid_input', `Message templates:\n${problems.join('\n')}`, { problems });
  }
  return groupByName(templates);
}

type ReadTemplate = { template?: MessageTemplate; problems: string[] };

async function readTemplate(folder: string, file: string): Promise<ReadTemplate> {
  const refuse = (...problems: string[]): ReadTemplate => ({ problems: problems.map((said) => `${file}: ${said}`) });

  const { name, language } = splitFileName(file);
  if (name === undefined || language === undefined) {
    return refuse(`the file name must be <name>.<language>.json, with language one of ${Language.options.join(', ')}`);
  }
  const json = parseJson(await readFile(join(folder, file), 'utf8'));
  if (json.error !== undefined) return refuse(json.error);

  const parsed = MessageTemplateFile.safeParse(json.value);
  if (!parsed.success) {
    return refuse(...parsed.error.issues.map((issue) => `${formatPath(issue.path)}: ${issue.message}`));
  }
  if (parsed.data.name !== undefined && parsed.data.name !== name) {
    return refuse(`name: must be ${name} as in the file name, is ${parsed.data.name}`);
  }
  const template: MessageTemplate = { ...parsed.data, name, language };
  const { problems } = checkTemplate(template);
  return problems.length > 0 ? refuse(...problems) : { template, problems };
}

function splitFileName(file: string): { name?: string; language?: Language } {
  const [, name, tag] = /^([a-z0-9-]+)\.([A-Za-z-]+)\.json$/.exec(file) ?? [];
  const language = Language.safeParse(tag).data;
  return name === undefined || language === undefined ? {} : { name, language };
}

function parseJson(text: string): { value: unknown; error?: undefined } | { error: string } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (err) {
    return { error: `not JSON: ${String(err)}` };
  }
}

/** A template must exist in every language in which any of its siblings does. */
function findMissingLanguages(files: readonly string[]): string[] {
  const found = files.map(splitFileName);
  const languages = Language.options.filter((language) => found.some((one) => one.language === language));
  const names = new Set(found.flatMap(({ name }) => name ?? []));
  return [...names].flatMap((name) =>
    languages
      .filter((language) => !found.some((one) => one.name === name && one.language === language))
      .map((language) => `${name}: the language ${language} is missing, add ${name}.${language}.json`),
  );
}

function groupByName(templates: readonly MessageTemplate[]): TemplateLibrary {
  const library = new Map<string, Map<Language, MessageTemplate>>();
  for (const template of templates) {
    const byLanguage = library.get(template.name) ?? new Map<Language, MessageTemplate>();
    library.set(template.name, byLanguage.set(template.language, template));
  }
  return library;
}

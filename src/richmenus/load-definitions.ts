import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { InvalidInputError } from '../errors.js';
import { parseRichMenuDefinition, type RichMenuDefinition } from './core/definition.js';

/**
 * Reads and checks `<folder>/<name>/menu.json` of every menu, sorted by name.
 * Throws InvalidInputError that names the menu, the language and the value.
 */
export async function loadRichMenuDefinitions(folder: string): Promise<RichMenuDefinition[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const definitions = await Promise.all(names.toSorted().map((name) => loadDefinition(folder, name)));
  checkAliases(definitions);
  checkDefault(definitions);
  return definitions;
}

async function loadDefinition(folder: string, name: string): Promise<RichMenuDefinition> {
  const definition = parseRichMenuDefinition(await readJson(join(folder, name, 'menu.json'), name), name);
  if (definition.name === name) return definition;
  throw new InvalidInputError(
    'invalid_input',
    `Rich menu ${name}: name must be that of its folder, is ${definition.name}.`,
  );
}

async function readJson(file: string, name: string): Promise<unknown> {
  const text = await readFile(file, 'utf8');
  try {
    return JSON.parse(text) as unknown;
  } catch (err) {
    throw new InvalidInputError('invalid_input', `Rich menu ${name}: menu.json is not JSON: ${String(err)}`);
  }
}

/** Aliases are unique, and a switch leads to a menu that exists in every language of the menu it stands on. */
function checkAliases(definitions: readonly RichMenuDefinition[]): void {
  const byAlias = new Map<string, RichMenuDefinition>();
  for (const definition of definitions) {
    const other = byAlias.get(definition.alias);
    if (other !== undefined) {
      const message = `Rich menu ${definition.name}: the alias ${definition.alias} is that of ${other.name} too.`;
      throw new InvalidInputError('invalid_input', message);
    }
    byAlias.set(definition.alias, definition);
  }
  for (const definition of definitions) {
    for (const { action } of definition.areas) {
      if (action.type !== 'richmenuswitch') continue;
      const alias = z.string().parse(action['richMenuAliasId']);
      const languages = byAlias.get(alias)?.languages ?? [];
      const missing = definition.languages.find((language) => !languages.includes(language));
      if (missing === undefined) continue;
      const message = `Rich menu ${definition.name} (${missing}): no menu has the alias ${alias}.`;
      throw new InvalidInputError('invalid_input', message);
    }
  }
}

function checkDefault(definitions: readonly RichMenuDefinition[]): void {
  const [first, second] = definitions.filter(({ isDefault }) => isDefault);
  if (!first || !second) return;
  const message = `Rich menu ${second.name}: isDefault is true, and so it is of ${first.name}; one menu at most can be the default.`;
  throw new InvalidInputError('invalid_input', message);
}

import type { Messages } from './message.js';
import { exampleOf, fillWithExamples, type GivenVariables } from './check-template.js';
import type { ReadyMessageSet } from './message-set.js';
import type { MessageTemplate } from './template.js';
import type { TemplateValues } from './variables.js';

/** Messages as a friend might get them, with where they come from. */
export interface Sample {
  where: string;
  messages: Messages;
}

/**
 * Each variant in each language, once for a friend of whom everything is known and once for one of whom nothing is; what is
 * the same is listed once.
 */
export function listSamples(set: ReadyMessageSet, given: GivenVariables): Sample[] {
  const samples = set.variants.flatMap(({ key, templates }) =>
    [...templates].flatMap(([language, template]) =>
      [exampleValues(template, given), {}].map((values) => ({
        where: `variant ${key}, ${language}`,
        messages: fillWithExamples(template, values, given).messages as Messages,
      })),
    ),
  );
  const bySaid = new Map(samples.map((sample) => [JSON.stringify(sample.messages), sample]));
  return [...bySaid.values()].filter(({ messages }) => messages.length > 0);
}

/** An example for each variable of a template, and for each that friends may bring along. */
export function exampleValues(template: MessageTemplate, given: GivenVariables): TemplateValues {
  const names = [...Object.keys(given), ...Object.keys(template.variables)];
  return Object.fromEntries(names.map((name) => [name, exampleOf(template, given, name)]));
}

import { formatPath, listStrings } from '../../shared/map-strings.js';
import { listFilled, listTests, parseBlocks, testedName, type Test } from '../../shared/text-blocks.js';
import { Messages } from './message.js';
import { fillTemplate, lowerFirst, placeOf, type ChooseText, type MessageTemplate } from './template.js';
import { isKnown, writeValue, type TemplateValue, type TemplateValues } from './variables.js';

/** Ways to take the branches of one template that are looked at; beyond, each variable is changed alone. */
export const COMBINATIONS_MAX = 64;

/** What friends may bring along, with an example each; a friend of whom it is unknown takes the fallback. */
export type GivenVariables = Readonly<Record<string, TemplateValue>>;

/** `problems` keep a template from being used; `warnings` tell of friends who would get nothing. */
export interface TemplateCheck {
  problems: string[];
  warnings: string[];
}

/** Says what is wrong in a template as written: its grammar, its variables, and what it says with each branch taken both ways. */
export function checkTemplate(template: MessageTemplate, given: GivenVariables = {}): TemplateCheck {
  const texts = listStrings(template.messages.map(({ when: _when, ...bubble }) => bubble)).map(({ text, path }) => ({
    where: formatPath(['messages', ...path]),
    bubble: Number(path[0]),
    ...parseBlocks(text),
  }));
  const tests = [
    ...template.messages.flatMap(({ when }, index) => (when ? [{ test: when, where: `messages[${index}].when` }] : [])),
    ...texts.flatMap(({ where, parts }) => listTests(parts).map((test) => ({ test, where }))),
  ];
  const fills = texts.flatMap(({ where, bubble, parts }) =>
    listFilled(parts, knownThroughout(template.messages[bubble]?.when)).map((filled) => ({ ...filled, where })),
  );
  const names = new Set([...Object.keys(template.variables), ...Object.keys(given)]);
  const uses = [...fills, ...tests.map(({ test, where }) => ({ name: testedName(test), where }))];
  const problems = [
    ...texts.flatMap(({ where, problem }) => (problem === null ? [] : [`${where} ${problem}`])),
    ...uses
      .filter(({ name }) => !names.has(name))
      .map(({ name, where }) => `${where} uses the unknown variable ${name}; known are ${listNames(names)}`),
  ];
  if (problems.length > 0) return { problems: [...new Set(problems)], warnings: [] };

  const uncertain = fills
    .filter(({ name, fallback, known }) => {
      const isCertain = fallback !== undefined || template.variables[name] !== undefined || known.includes(name);
      return !isCertain;
    })
    .map(
      ({ name, where }) =>
        `${where} uses ${name}, which may be unknown of a friend, who then gets nothing; write {{${name}|…}} or put it into {{#if ${name}}}`,
    );
  const branches = checkBranches(
    template,
    tests.map(({ test }) => test),
    given,
  );
  return { problems: branches.problems, warnings: [...new Set([...uncertain, ...branches.warnings])] };
}

const knownThroughout = (when: Test | undefined) => (when && 'if' in when ? [when.if] : []);

/** Fills the template for every way in which its branches can be taken, and holds the result against LINE's limits. */
function checkBranches(template: MessageTemplate, tests: Test[], given: GivenVariables): TemplateCheck {
  const problems = new Map<string, string>();
  const warnings: string[] = [];
  for (const values of listCombinations(template, tests, given)) {
    const { messages, places } = fillWithExamples(template, values, given);
    const when = describeValues(values);
    if (messages.length === 0) {
      warnings.push(`every bubble is left out${when}, and such a friend gets nothing`);
      continue;
    }
    for (const { path, message } of Messages.safeParse(messages).error?.issues ?? []) {
      const said = `${formatPath(['messages', ...placeOf(path, places)])} ${lowerFirst(message)}`;
      if (!problems.has(said)) problems.set(said, `${said}${when}`);
    }
  }
  return { problems: [...problems.values()], warnings: warnings.slice(0, 1) };
}

/** Fills a template for a friend who is made up: with these values, else fallbacks, else examples. */
export function fillWithExamples(template: MessageTemplate, values: TemplateValues, given: GivenVariables) {
  const choose: ChooseText = (name, inline, field) => {
    const value = values[name];
    const fallback = inline ?? template.variables[name]?.fallback;
    return writeValue(
      isKnown(value) ? value : (fallback ?? exampleOf(template, given, name)),
      template.language,
      field,
    );
  };
  return fillTemplate(template, values, choose);
}

/**
 * What the tested variables may be: unknown, a value that is asked for, another value. All combinations while they are few,
 * else everything known, nothing known, and each change of one variable from there.
 */
export function listCombinations(template: MessageTemplate, tests: Test[], given: GivenVariables): TemplateValues[] {
  const choices = new Map<string, (TemplateValue | undefined)[]>();
  for (const test of tests) {
    const name = testedName(test);
    const known = choices.get(name) ?? [exampleOf(template, given, name), undefined];
    const isNew = 'is' in test && test.is !== undefined && !known.includes(test.is);
    choices.set(name, isNew ? [...known, test.is] : known);
  }
  const each = [...choices];
  const count = each.reduce((product, [, values]) => product * values.length, 1);
  if (count <= COMBINATIONS_MAX)
    return each.reduce<TemplateValues[]>(
      (made, [name, values]) => made.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
      [{}],
    );
  const allKnown: TemplateValues = Object.fromEntries(each.map(([name, values]) => [name, values[0]]));
  const noneKnown: TemplateValues = Object.fromEntries(each.map(([name]) => [name, undefined]));
  const changed = each.flatMap(([name, values]) => values.slice(1).map((value) => ({ ...allKnown, [name]: value })));
  return [allKnown, noneKnown, ...changed].slice(0, COMBINATIONS_MAX);
}

/** What a variable is filled with where nobody is meant: its example, else its fallback. */
export function exampleOf(
  template: Pick<MessageTemplate, 'variables'>,
  given: GivenVariables,
  name: string,
): TemplateValue {
  const variable = template.variables[name];
  return variable?.example ?? given[name] ?? variable?.fallback ?? name;
}

function describeValues(values: TemplateValues): string {
  const said = Object.entries(values).map(([name, value]) =>
    value === undefined ? `${name} is unknown` : `${name} is ${JSON.stringify(value)}`,
  );
  return said.length === 0 ? '' : ` when ${said.join(' and ')}`;
}

const listNames = (names: ReadonlySet<string>) => [...names].join(', ') || 'none';

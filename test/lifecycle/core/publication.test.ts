import { describe, expect, test } from '@jest/globals';
import { decidePublication, decideRollback } from '../../../src/lifecycle/core/publication.js';
import { DEFAULT_POLICY, findStage, StagePolicy } from '../../../src/lifecycle/core/policy.js';
import { countedAs, MAPPING, modelOf, templateAfter, TEMPLATES } from '../../../src/lifecycle/core/templates.js';

const stages = (...names: (string | [string, string])[]) =>
  StagePolicy.parse({
    stages: names.map((given, index) => {
      const [name, renamedFrom] = typeof given === 'string' ? [given] : given;
      return { name, enter: index === 0 ? null : { everyone: true }, ...(renamedFrom ? { renamedFrom } : {}) };
    }),
  });

describe('a new version', () => {
  test('remembers every name that a stage ever had, and since which version', () => {
    const first = decidePublication(stages('acquire', 'warm'), stages('acquire', ['engage', 'warm']), 1);
    const second = decidePublication(first, stages('acquire', ['interested', 'engage'], 'grow'), 2);
    expect(second.lineage['interested']?.map(({ name, from }) => [name, from])).toEqual([
      ['warm', 0],
      ['engage', 1],
      ['interested', 2],
    ]);
    expect(findStage(second, 'warm', 0)).toBe('interested');
    expect(findStage(second, 'engage', 1)).toBe('interested');
    expect(findStage(second, 'nurture', 1)).toBeNull();
    expect(decidePublication(second, StagePolicy.parse({ stages: second.stages }), 3)).toEqual(second);
  });
  test('can give one stage the name of another: the version says which one a friend is in', () => {
    const next = decidePublication(TEMPLATES.four, templateAfter(TEMPLATES.four, 'five'), 1);
    const found = ['acquire', 'engage', 'retain', 'grow'].map((name) => findStage(next, name, 0));
    expect(found).toEqual(['reach', 'acquire', 'retain', 'loyalty']);
    expect(findStage(next, 'acquire', 1)).toBe('acquire');
    expect(StagePolicy.parse(templateAfter(TEMPLATES.four, 'five'))).toBeDefined();
    const back = decidePublication(next, templateAfter(next, 'four'), 2);
    expect(['acquire', 'engage', 'retain', 'grow'].map((name) => findStage(back, name, 0))).toEqual([
      'acquire',
      'engage',
      'retain',
      'grow',
    ]);
    expect(findStage(back, 'convert', 1)).toBeNull();
  });
  test('is refused when a stage was renamed that was never there', () => {
    expect(() => decidePublication(stages('acquire'), stages('acquire', ['grow', 'vip']), 1)).toThrow(
      'Stage grow: renamedFrom vip is not a stage of the policy in force; it has acquire.',
    );
  });
  test('that brings an old one back gives stages their old names', () => {
    const old = stages('acquire', 'warm');
    const present = decidePublication(old, stages('acquire', ['engage', 'warm']), 1);
    const next = decideRollback(present, old, 0);
    expect(next.stages.map(({ name, renamedFrom }) => [name, renamedFrom])).toEqual([
      ['acquire', undefined],
      ['warm', 'engage'],
    ]);
    expect(findStage(decidePublication(present, StagePolicy.parse(next), 2), 'engage', 1)).toBe('warm');
  });
  test('brings the first template back after the second', () => {
    const five = decidePublication(TEMPLATES.four, templateAfter(TEMPLATES.four, 'five'), 1);
    const next = StagePolicy.parse(decideRollback(five, TEMPLATES.four, 0));
    const back = decidePublication(five, next, 2);
    expect(['reach', 'acquire', 'loyalty'].map((name) => findStage(back, name, 1))).toEqual([
      'acquire',
      'engage',
      'grow',
    ]);
  });
});

describe('the templates', () => {
  test.each(['four', 'five'] as const)('of %s stages is a valid policy, labelled in every language', (model) => {
    expect(StagePolicy.parse(TEMPLATES[model])).toEqual(TEMPLATES[model]);
    expect(modelOf(TEMPLATES[model])).toBe(model);
    for (const { label } of TEMPLATES[model].stages) expect(Object.keys(label ?? {})).toHaveLength(4);
  });
  test('of four stages has the rules that every channel starts with', () => {
    const rules = ({ stages }: StagePolicy) => stages.map(({ name, enter, exit }) => ({ name, enter, exit }));
    expect(rules(TEMPLATES.four)).toEqual(rules(DEFAULT_POLICY));
  });
  test('map onto each other without losing a stage', () => {
    for (const model of ['four', 'five'] as const) {
      expect(new Set(MAPPING.map((row) => row[model]))).toEqual(
        new Set(TEMPLATES[model].stages.map(({ name }) => name)),
      );
    }
    expect(countedAs('five', 'four', 'convert')).toEqual([{ stage: 'retain', where: null }]);
    expect(countedAs('four', 'five', 'retain').map(({ stage }) => stage)).toEqual(['convert', 'retain']);
    expect(countedAs('four', 'four', 'grow')).toEqual([{ stage: 'grow', where: null }]);
  });
});

import { describe, expect, test } from '@jest/globals';
import { DEFAULT_POLICY, StagePolicy, type NamedPolicy } from '../../../src/lifecycle/core/policy.js';
import { countStages, mapToModel } from '../../../src/lifecycle/core/report.js';
import { trendOf } from '../../../src/lifecycle/core/trend.js';
import { daysAfter } from '../../friends/a-friend.js';

const stored = (name: string | null, friends: number, policyVersion: number | null = 0) => ({
  name,
  policyVersion,
  friends,
});

describe('every friend counts in exactly one stage', () => {
  const renamed: NamedPolicy = {
    stages: DEFAULT_POLICY.stages.map((stage) => (stage.name === 'retain' ? { ...stage, name: 'keep' } : stage)),
    lineage: {
      keep: [
        { name: 'retain', from: 0 },
        { name: 'keep', from: 2 },
      ],
    },
  };

  test('also who is in none yet, in one that is gone, or in one under its former name', () => {
    const counts = countStages(renamed, [
      stored(null, 1, null),
      stored('nurture', 2),
      stored('retain', 4),
      stored('keep', 8, 2),
    ]);
    expect(counts.map(({ stage, friends }) => [stage, friends])).toEqual([
      ['acquire', 3],
      ['engage', 0],
      ['keep', 12],
      ['grow', 0],
    ]);
  });

  test('a policy of its own shows in a model as far as the names agree; the rest is named', () => {
    const own = StagePolicy.parse({
      stages: [
        { name: 'acquire', enter: null },
        { name: 'testDrive', enter: { everyone: true }, isOptional: true },
        { name: 'retain', enter: { everyone: true } },
      ],
    });
    const { parts, unmapped } = mapToModel(own, 'four');
    expect(parts.map(({ from, stage }) => [from, stage])).toEqual([
      ['acquire', 'acquire'],
      ['retain', 'retain'],
    ]);
    expect(unmapped).toEqual(['testDrive']);
  });
});

describe('the trend of health', () => {
  const NOW = daysAfter(40);
  const scores = (points: Parameters<typeof trendOf>[0], present: number | null = null) =>
    trendOf(points, present, NOW).map(({ score }) => score);

  test('carries a score on until it changed, and knows what was before the first change', () => {
    const trend = scores([
      { at: daysAfter(38), score: 60, before: 70 },
      { at: daysAfter(40), score: 50, before: 60 },
    ]);
    expect(trend).toHaveLength(30);
    expect(trend.slice(-4)).toEqual([70, 60, 60, 50]);
    expect(trend[0]).toBe(70);
  });
  test('is flat without a change, and empty without health', () => {
    expect(new Set(scores([], 80))).toEqual(new Set([80]));
    expect(new Set(scores([]))).toEqual(new Set([null]));
  });
});

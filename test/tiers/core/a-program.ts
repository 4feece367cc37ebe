import { TierProgram } from '../../../src/tiers/core/program.js';

const names = (name: string) => ({ 'zh-TW': name, ja: name, en: name, th: name });

export const aTier = (key: string, threshold: number, rest: object = {}) => ({
  key,
  names: names(key),
  threshold,
  ...rest,
});

/** Silver from 500, gold from 1,000 points earned in 30 days, no grace. */
export const aProgram = (changes: object = {}): TierProgram =>
  TierProgram.parse({
    tiers: [aTier('silver', 500), aTier('gold', 1_000)],
    basis: { kind: 'points' },
    window: { kind: 'days', days: 30 },
    graceDays: 0,
    ...changes,
  });

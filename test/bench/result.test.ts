import { expect, test } from '@jest/globals';
import { formatLine, formatTable, parseLine, type BenchResult } from '../../bench/result.js';

const intake: BenchResult = {
  name: 'webhook-intake',
  value: 4_186.4,
  unit: 'requests/s',
  ratio: 0.744,
  against: 'webhook-bare',
  engine: 'embedded',
  n: 40_000,
};
const seconds: BenchResult = { name: 'campaign-identical', value: 7.25, unit: 's', engine: 'documentdb', n: 20_000 };

test.each([intake, seconds])('a result is one line of JSON and reads back as it was: $name', (result) => {
  const line = formatLine(result);
  expect(line).not.toContain('\n');
  expect(parseLine(line)).toEqual(result);
});

test.each([
  ['no JSON', 'webhook-intake ...'],
  ['no value', JSON.stringify({ ...seconds, value: undefined })],
  ['a value that is no number', JSON.stringify({ ...seconds, value: Number.NaN })],
  ['an unknown engine', JSON.stringify({ ...seconds, engine: 'paper' })],
  ['a field that is none of a result', JSON.stringify({ ...seconds, mood: 'good' })],
])('a line with %s is refused', (_what, line) => {
  expect(() => parseLine(line)).toThrow();
});

test('the table has a row per result, numbers to the right, the yardstick in words', () => {
  expect(formatTable([intake, seconds]).split('\n')).toEqual([
    'figure              value  unit        against               engine      n',
    'webhook-intake      4,186  requests/s  74 % of webhook-bare  embedded    40,000',
    'campaign-identical    7.3  s                                 documentdb  20,000',
  ]);
});

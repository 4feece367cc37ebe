import { expect, test } from '@jest/globals';
import { remembered } from '../../src/infra/remembered.js';

const FRESH_MS = 1_000;

/** Something to read, of which every reading is counted, and a clock that a test moves. */
function aSource() {
  let now = Date.UTC(2026, 2, 1);
  const reads: string[] = [];
  const source = remembered(FRESH_MS, async (key) => {
    reads.push(key);
    return reads.length;
  });
  const clock = { now: () => new Date(now) };
  return {
    reads,
    get: (key: string) => source.get(clock, key),
    forget: source.forget,
    pass: (ms: number) => void (now += ms),
  };
}

test('what was read is remembered for so long, and then read anew', async () => {
  const { reads, get, pass } = aSource();
  expect(await get('one')).toBe(1);
  pass(FRESH_MS - 1);
  expect(await get('one')).toBe(1);
  pass(1);
  expect(await get('one')).toBe(2);
  expect(reads).toEqual(['one', 'one']);
});

test('keys are remembered apart, and forgotten apart', async () => {
  const { reads, get, forget } = aSource();
  await get('one');
  await get('other');
  forget('one');
  await get('one');
  await get('other');
  expect(reads).toEqual(['one', 'other', 'one']);
});

test('a reading that fails is not remembered', async () => {
  let isAway = true;
  const source = remembered(FRESH_MS, async () => {
    if (isAway) throw new Error('The store is away.');
    return 'here';
  });
  const clock = { now: () => new Date(0) };
  await expect(source.get(clock, 'one')).rejects.toThrow('away');
  isAway = false;
  expect(await source.get(clock, 'one')).toBe('here');
});

test('what is forgotten while it is being read is read anew next time', async () => {
  let answer = (_value: string) => {};
  const source = remembered(FRESH_MS, () => new Promise<string>((resolve) => (answer = resolve)));
  const clock = { now: () => new Date(0) };
  const early = source.get(clock, 'one');
  source.forget('one');
  answer('before the change');
  expect(await early).toBe('before the change');
  const late = source.get(clock, 'one');
  answer('after it');
  expect(await late).toBe('after it');
});

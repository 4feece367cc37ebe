import { describe, expect, test } from '@jest/globals';
import {
  AttributeDefinition,
  attributeProblem,
  definedBy,
  readAttribute,
  writeAttribute,
  type AttributeType,
} from '../../../src/friends/core/attribute.js';
import type { AttributeValue } from '../../../src/friends/core/friend.js';

const rule = (type: AttributeType, choices: string[] = []) => ({ name: 'riding', type, choices });

test.each<[AttributeType, AttributeValue, string[]]>([
  ['text', '', []],
  ['number', -0.5, []],
  ['boolean', false, []],
  ['date', '2028-02-29', []],
  ['choice', '山路', ['山路', 'city']],
  ['list', ['a', 'b'], []],
  ['list', ['a'], ['a', 'b']],
  ['list', [], []],
])('a %s may be %j', (type, value, choices) => {
  expect(attributeProblem(rule(type, choices), value)).toBeNull();
});

test.each<[AttributeType, AttributeValue, string[], string]>([
  ['text', 1, [], 'a text'],
  ['number', '1', [], 'a number'],
  ['boolean', 'true', [], 'true or false'],
  ['date', '2026-02-29', [], 'a date such as'],
  ['date', '2026-2-1', [], 'a date such as'],
  ['date', '2026-02-01T00:00:00Z', [], 'a date such as'],
  ['choice', 'sea', ['mountain', 'city'], 'one of: mountain, city'],
  ['list', 'a', [], 'a list of texts'],
  ['list', ['a', 'a'], [], 'without repetitions'],
  ['list', ['a', ' '], [], 'without empty'],
  ['list', ['a', 'c'], ['a', 'b'], 'some of: a, b'],
])('a %s may not be %j, and the error names attribute, value and what is allowed', (type, value, choices, allowed) => {
  const problem = attributeProblem(rule(type, choices), value);
  expect(problem).toContain('Attribute riding is');
  expect(problem).toContain(JSON.stringify(value));
  expect(problem).toContain(allowed);
});

describe('values in a file', () => {
  test.each<[AttributeType, string, AttributeValue]>([
    ['text', '007', '007'],
    ['number', '-12.50', -12.5],
    ['number', '+3', 3],
    ['boolean', 'TRUE', true],
    ['boolean', 'no', false],
    ['date', '1990-12-31', '1990-12-31'],
    ['list', ' a | b|', ['a', 'b']],
  ])('a %s is read from %j', (type, text, value) => {
    expect(readAttribute(rule(type), text)).toEqual({ value });
    expect(readAttribute(rule(type), writeAttribute(value))).toEqual({ value });
  });

  test.each<[AttributeType, string]>([
    ['number', '1e999'],
    ['number', '0x10'],
    ['number', '1,000'],
    ['number', ''],
    ['boolean', 'maybe'],
    ['date', '31.12.1990'],
  ])('a %s is not read from %j', (type, text) => {
    expect(readAttribute(rule(type), text)).toHaveProperty('problem');
  });
});

test('a name that nobody defined is defined by its first value, but for a list', () => {
  expect(definedBy('vip', true)).toMatchObject({ name: 'vip', label: 'vip', type: 'boolean', isSensitive: false });
  expect(definedBy('city', '臺北')?.type).toBe('text');
  expect(definedBy('size', 3)?.type).toBe('number');
  expect(definedBy('tastes', ['a'])).toBeNull();
});

test('a choice needs choices, and a text has none', () => {
  const given = { name: 'city', label: 'City' };
  expect(AttributeDefinition.safeParse({ ...given, type: 'choice' }).success).toBe(false);
  expect(AttributeDefinition.safeParse({ ...given, type: 'text', choices: ['a'] }).success).toBe(false);
  expect(AttributeDefinition.safeParse({ ...given, type: 'choice', choices: ['a', 'a'] }).success).toBe(false);
  expect(AttributeDefinition.safeParse({ ...given, type: 'list', choices: ['a'] }).success).toBe(true);
  expect(AttributeDefinition.safeParse({ ...given, name: 'home.city', type: 'text' }).success).toBe(false);
});

test('the time zone of a friend is one that there is', () => {
  const timeZone = { name: 'timeZone', type: 'text' as const, choices: [] };
  expect(attributeProblem(timeZone, 'America/New_York')).toBeNull();
  expect(attributeProblem(timeZone, 'Asia/Taipeii')).toBe(
    'Attribute timeZone is "Asia/Taipeii"; it must be a time zone such as Asia/Taipei.',
  );
});

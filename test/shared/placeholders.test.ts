import { describe, expect, test } from '@jest/globals';
import { fillPlaceholders, hasMalformedPlaceholder, listPlaceholders } from '../../src/shared/placeholders.js';

describe('placeholders', () => {
  test.each([
    ['{{name}}', [{ name: 'name' }]],
    ['{{ name }} and {{city|your town}}', [{ name: 'name' }, { name: 'city', fallback: 'your town' }]],
    ['{{name|}}', [{ name: 'name', fallback: '' }]],
    ['{name} {{1st}} {{first name}}', []],
  ])('of %j are %j', (text, found) => {
    expect(listPlaceholders(text)).toEqual(found);
  });

  test('are filled once: what is filled in is not read again', () => {
    expect(fillPlaceholders('{{a}} {{b|x}}', ({ name, fallback }) => `{{${name}${fallback ?? ''}}}`)).toBe(
      '{{a}} {{bx}}',
    );
  });

  test('are filled with what is given, also where it has a meaning in replacements', () => {
    expect(fillPlaceholders('{{a}}', () => '$& $1')).toBe('$& $1');
  });

  test.each([
    ['{{first name}}', true],
    ['{{name}', true],
    ['name}}', true],
    ['{{{{name}}}}', true],
    ['{{name}} {{city|your town}}', false],
    ['{name}', false],
    ['{{{name}}}', false],
  ])('in %j are malformed: %j', (text, expected) => {
    expect(hasMalformedPlaceholder(text)).toBe(expected);
  });
});

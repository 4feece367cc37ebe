import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { Content } from '../../../src/deliveries/core/content.js';
import { Demographic } from '../../../src/deliveries/core/demographic.js';
import { meantIssues } from '../../../src/infra/http/meant-issues.js';

const said = (schema: z.ZodType, given: unknown) =>
  meantIssues(schema.safeParse(given).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);

test.each([
  [{ messages: [{ type: 'text', text: '' }] }, 'messages.0.text: must not be empty'],
  [
    { messages: [{ type: 'text', text: 'x'.repeat(5_001) }] },
    'messages.0.text: must have at most 5000 UTF-16 code units',
  ],
  [{ messages: [{ type: 'letter', text: 'x' }] }, "messages.0.type: Invalid discriminator value. Expected 'text' | "],
  [{ messages: 'hello' }, 'messages: Invalid input: expected array, received string'],
  [{ template: 5, values: 7 }, 'template: Invalid input: expected string, received number'],
  [{ messageSet: 'x', version: 0 }, 'version: Too small'],
  [{ template: 'greeting', text: 'x' }, ': Unrecognized key: "text"'],
  [{}, ': must have one of template, messageSet, messages'],
])('content %j: it says what is wrong with what was meant', (given, expected) => {
  expect(said(Content, given)[0]).toContain(expected);
});

test('also in alternatives of alternatives', () => {
  expect(said(Demographic, { type: 'age', gte: 'age_99' })[0]).toMatch(/^gte: .*age_15/);
  expect(said(Demographic, { type: 'operator', or: [{ type: 'area', oneOf: ['Taipei'] }] })[0]).toContain(
    "must be an area of LINE's such as tw_01",
  );
});

test('what stands alone is said as it is', () => {
  expect(said(z.strictObject({ name: z.string() }), { name: 1, more: 2 })).toEqual([
    'name: Invalid input: expected string, received number',
    ': Unrecognized key: "more"',
  ]);
});

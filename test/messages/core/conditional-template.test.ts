import { describe, expect, test } from '@jest/globals';
import { checkTemplate, COMBINATIONS_MAX, listCombinations } from '../../../src/messages/core/check-template.js';
import { renderTemplate, type MessageTemplate } from '../../../src/messages/core/template.js';
import type { TemplateValues } from '../../../src/messages/core/variables.js';

const template = (messages: MessageTemplate['messages'], changes: Partial<MessageTemplate> = {}): MessageTemplate => ({
  name: 'hello',
  language: 'en',
  contentType: 'engagement',
  variables: { city: { fallback: 'your town' } },
  messages,
  ...changes,
});
const text = (said: string, rest: object = {}) => ({ type: 'text', text: said, ...rest });
const given = { displayName: 'Friend', tier: 'gold', isVip: true, points: 1, likes: ['x'] };
const say = (said: string, values: TemplateValues, changes: Partial<MessageTemplate> = {}) =>
  renderTemplate(template([text(said)], changes), values)[0];

describe('a condition over what is known of a friend', () => {
  test.each([
    ['unset takes else', '{{#if tier}}T{{else}}none{{/if}}', {}, 'none'],
    ['unset takes unless', '{{#unless tier}}none{{/unless}}', {}, 'none'],
    ['an empty text is unset', '{{#if tier}}T{{else}}none{{/if}}', { tier: '' }, 'none'],
    ['an empty list is unset', '{{#if likes}}T{{else}}none{{/if}}', { likes: [] }, 'none'],
    ['zero is known', '{{#if points}}{{points}}{{else}}none{{/if}}', { points: 0 }, '0'],
    ['yes holds', '{{#if isVip}}VIP{{else}}-{{/if}}', { isVip: true }, 'VIP'],
    ['no does not hold', '{{#if isVip}}VIP{{else}}-{{/if}}', { isVip: false }, '-'],
    ['no is a value', '{{#if isVip = "false"}}not yet{{else}}-{{/if}}', { isVip: false }, 'not yet'],
    ['a number is a value', '{{#if points = "5"}}five{{else}}-{{/if}}', { points: 5 }, 'five'],
    ['one item of a list is enough', '{{#if likes = "b"}}b{{else}}-{{/if}}', { likes: ['a', 'b'] }, 'b'],
    ['a list is joined', 'You like {{likes}}', { likes: ['a', 'b'] }, 'You like a, b'],
    ['a fallback makes nothing known', '{{#if city}}T{{else}}{{city}}{{/if}}', {}, 'your town'],
  ])('%s', (_promise, said, values, written) => {
    expect(say(said, values)).toEqual(text(written));
  });

  test('yes and no are words of the language where a friend reads, and stay as they are where a program does', () => {
    const action = { type: 'postback', label: 'VIP: {{isVip}}', data: 'vip={{isVip}}' };
    const bubble = text('{{isVip}}', { quickReply: { items: [{ type: 'action', action }] } });
    expect(renderTemplate(template([bubble], { language: 'ja' }), { isVip: true })).toMatchObject([
      { text: 'はい', quickReply: { items: [{ action: { label: 'VIP: はい', data: 'vip=true' } }] } },
    ]);
  });
});

describe('a bubble with a condition', () => {
  const three = template([
    text('for gold', { when: { if: 'tier', is: 'gold' } }),
    text('for others', { when: { unless: 'tier' } }),
    text('for all'),
  ]);

  test('is left out when it does not hold, and the condition is never sent', () => {
    expect(renderTemplate(three, { tier: 'gold' })).toEqual([text('for gold'), text('for all')]);
    expect(renderTemplate(three, {})).toEqual([text('for others'), text('for all')]);
    expect(renderTemplate(three, { tier: 'silver' })).toEqual([text('for all')]);
  });

  test('of a message in which no bubble is left makes an error that names the variant', () => {
    const alone = template([text('x', { when: { if: 'tier' } })], { variant: 'gold' });
    expect(() => renderTemplate(alone, {})).toThrow(
      'Message set hello, variant gold (en): every bubble is left out for these values.',
    );
    expect(checkTemplate(alone, given)).toEqual({
      problems: [],
      warnings: ['every bubble is left out when tier is unknown, and such a friend gets nothing'],
    });
  });

  test('keeps its place in what is said about it', () => {
    const broken = template([text('x', { when: { if: 'tier' } }), text('{{city}}')]);
    expect(() => renderTemplate(broken, { city: 'a'.repeat(5_001) })).toThrow(/messages\[1\]\.text must have at most/);
  });
});

describe('a sender of the whole', () => {
  const sender = { name: 'Service' };

  test('is shown with each bubble that names none', () => {
    const own = { name: 'Shop' };
    expect(renderTemplate(template([text('a'), text('b', { sender: own })], { sender }), {})).toEqual([
      text('a', { sender }),
      text('b', { sender: own }),
    ]);
  });
});

describe('a template is checked', () => {
  const check = (...messages: MessageTemplate['messages']) => checkTemplate(template(messages), given);

  test('with each branch taken both ways, naming the way', () => {
    expect(check(text(`{{#if tier}}${'a'.repeat(5_001)}{{else}}b{{/if}}`)).problems).toEqual([
      'messages[0].text must have at most 5000 UTF-16 code units, has 5001 when tier is "gold"',
    ]);
    expect(check(text('{{#if tier}}b{{/if}}')).problems).toEqual([
      'messages[0].text must not be empty when tier is unknown',
    ]);
    expect(check(text(`{{#if tier = "blue"}}${'a'.repeat(5_001)}{{else}}b{{/if}}`)).problems).toEqual([
      'messages[0].text must have at most 5000 UTF-16 code units, has 5001 when tier is "blue"',
    ]);
  });

  test('for names that nobody knows, in texts, in tests and beside a bubble', () => {
    const known = 'known are city, displayName, tier, isVip, points, likes';
    expect(check(text('{{nick}}{{#if age}}x{{/if}}', { when: { if: 'mood' } })).problems).toEqual([
      `messages[0].text uses the unknown variable nick; ${known}`,
      `messages[0].when uses the unknown variable mood; ${known}`,
      `messages[0].text uses the unknown variable age; ${known}`,
    ]);
  });

  test('for malformed blocks, naming the place', () => {
    const label = { type: 'postback', label: '{{#if tier}}x', data: 'a' };
    const bubble = text('Hi', { quickReply: { items: [{ type: 'action', action: label }] } });
    expect(check(bubble).problems).toEqual([
      'messages[0].quickReply.items[0].action.label has a {{#if …}} without {{/if}}',
    ]);
  });

  test('for what may be unknown of a friend and has no fallback: a warning, unless a block or the bubble asks first', () => {
    const warning = (name: string) =>
      `messages[0].text uses ${name}, which may be unknown of a friend, who then gets nothing; write {{${name}|…}} or put it into {{#if ${name}}}`;
    expect(check(text('{{tier}}'))).toEqual({ problems: [], warnings: [warning('tier')] });
    expect(check(text('{{tier|x}} {{city}}')).warnings).toEqual([]);
    expect(check(text('{{#if tier}}{{tier}}{{else}}x{{/if}}')).warnings).toEqual([]);
    expect(check(text('{{#unless tier}}x{{else}}{{tier}}{{/unless}}')).warnings).toEqual([]);
    expect(check(text('{{tier}}', { when: { if: 'tier' } }), text('y')).warnings).toEqual([]);
  });
});

test('all ways through few branches are looked at, and of many no more than the limit', () => {
  const tests = (count: number) => Array.from({ length: count }, (_, index) => ({ if: `v${index}` }));
  const combine = (count: number) => listCombinations(template([]), tests(count), {});
  expect(combine(0)).toEqual([{}]);
  expect(combine(6)).toHaveLength(64);
  expect(
    combine(7)
      .slice(0, 2)
      .map((values) => Object.values(values).filter(Boolean).length),
  ).toEqual([7, 0]);
  expect(combine(7)).toHaveLength(9);
  expect(combine(200).length).toBe(COMBINATIONS_MAX);
});

import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { InvalidInputError, NotFoundError } from '../../../src/errors.js';
import { getTemplate } from '../../../src/messages/core/template-library.js';
import { checkTemplate } from '../../../src/messages/core/check-template.js';
import { renderTemplate, type MessageTemplate } from '../../../src/messages/core/template.js';

function aTemplate(changes: Partial<MessageTemplate> = {}): MessageTemplate {
  return {
    name: 'hello',
    language: 'en',
    contentType: 'engagement',
    variables: { displayName: { fallback: 'there' }, responseId: { example: 'r1' } },
    messages: [{ type: 'text', text: 'Hi {{displayName}}!' }],
    ...changes,
  };
}
const saying = (text: string, type = 'text') => aTemplate({ messages: [{ type, text }] });

describe('a rendered template', () => {
  test.each([
    ['the value', 'Hi {{displayName}}!', { displayName: 'Rider' }, 'Hi Rider!'],
    ['a number', 'Hi {{displayName}}!', { displayName: 7 }, 'Hi 7!'],
    ['the fallback of the variable', 'Hi {{displayName}}!', {}, 'Hi there!'],
    ['the fallback for an empty value', 'Hi {{displayName}}!', { displayName: '' }, 'Hi there!'],
    ['the fallback written in place', 'Hi {{displayName|you}}!', {}, 'Hi you!'],
    ['an empty fallback written in place', 'Hi{{displayName|}}!', {}, 'Hi!'],
    ['the value rather than the fallback in place', 'Hi {{displayName|you}}!', { displayName: 'Rider' }, 'Hi Rider!'],
    ['each occurrence', '{{displayName}} {{ displayName }}', { displayName: 'Rider' }, 'Rider Rider'],
  ])('holds %s', (_what, text, values, rendered) => {
    expect(renderTemplate(saying(text), values)).toEqual([{ type: 'text', text: rendered }]);
  });

  test('is filled in every string, also deep in actions', () => {
    const action = { type: 'postback', label: '5', data: 'survey={{responseId}}&score=5' };
    const quickReply = { items: [{ type: 'action', action }] };
    const template = aTemplate({ messages: [{ type: 'text', text: 'Rate us', quickReply }] });
    const rendered = renderTemplate(template, { responseId: 'abc' });
    expect(rendered[0]?.quickReply?.items[0]?.action).toMatchObject({ data: 'survey=abc&score=5' });
  });

  test('never contains a placeholder, whatever the name', () => {
    const name = fc.string({ unit: 'grapheme', maxLength: 200 }).filter((text) => !/[{}]/.test(text));
    fc.assert(
      fc.property(fc.option(name, { nil: undefined }), (displayName) => {
        const [message] = renderTemplate(saying('Hi {{displayName}} {{displayName|x}}!'), { displayName });
        expect(JSON.stringify(message)).not.toContain('{{');
      }),
    );
  });

  test('takes a value as it is: braces in a name fill nothing', () => {
    const [message] = renderTemplate(saying('Hi {{displayName}}!'), {
      displayName: '{{responseId}}',
      responseId: 'secret',
    });
    expect(message).toEqual({ type: 'text', text: 'Hi {{responseId}}!' });
  });

  test('shows braces of a name in a text message v2, where LINE would read them as a key', () => {
    const [message] = renderTemplate(saying('Hi {{displayName}}!', 'textV2'), { displayName: '{x}' });
    expect(message).toEqual({ type: 'textV2', text: 'Hi {{x}}!' });
  });

  test('leaves the template as it was', () => {
    const template = aTemplate();
    const before = structuredClone(template);
    renderTemplate(template, { displayName: 'Rider' });
    expect(template).toEqual(before);
  });

  test('is refused without a value that has no fallback, by name', () => {
    expect(() => renderTemplate(saying('{{responseId}}'), {})).toThrow(
      'Template hello (en): the variable responseId has no value and no fallback.',
    );
  });

  test('is refused beyond a limit, naming the variable that makes it too long', () => {
    const template = saying('{{displayName}} {{responseId}}');
    const values = { displayName: 'a'.repeat(5000), responseId: 'r1' };
    const render = () => renderTemplate(template, values);
    expect(render).toThrow(InvalidInputError);
    expect(render).toThrow(
      'Template hello (en): messages[0].text must have at most 5000 UTF-16 code units, has 5003; ' +
        'the variable displayName (5000) makes it too long, beside responseId (2).',
    );
  });

  test('passes exactly at the limit', () => {
    const [message] = renderTemplate(saying('Hi {{displayName}}'), { displayName: 'a'.repeat(4997) });
    expect(message).toHaveProperty('text.length', 5000);
  });

  test('names the variable also for a limit on a whole flex bubble', () => {
    const body = { type: 'box', layout: 'vertical', contents: [{ type: 'text', text: '{{displayName}}' }] };
    const template = aTemplate({ messages: [{ type: 'flex', altText: 'Hi', contents: { type: 'bubble', body } }] });
    expect(() => renderTemplate(template, { displayName: 'a'.repeat(30_000) })).toThrow(
      /messages\[0\]\.contents must have at most 30000 bytes.*the variable displayName \(30000\) makes it too long/,
    );
  });
});

describe('a template as written', () => {
  test.each([
    [
      'an unknown variable',
      'Hi {{firstName}}',
      'messages[0].text uses the unknown variable firstName; known are displayName, responseId',
    ],
    [
      'a malformed placeholder',
      'Hi {{first name}}',
      'messages[0].text has double braces that are no placeholder such as {{displayName}}',
    ],
    [
      'a text beyond the limit',
      'a'.repeat(5001),
      'messages[0].text must have at most 5000 UTF-16 code units, has 5001',
    ],
    ['an empty text', '', 'messages[0].text must not be empty'],
  ])('is refused for %s', (_what, text, problem) => {
    expect(checkTemplate(saying(text)).problems).toEqual([problem]);
  });

  test('is accepted with fallbacks and examples in place of values', () => {
    expect(checkTemplate(saying('{{displayName}} {{responseId}}')).problems).toEqual([]);
  });
});

describe('the library of templates', () => {
  const english = aTemplate();
  const japanese = aTemplate({ language: 'ja' });
  const library = new Map([
    [
      'hello',
      new Map([
        ['en' as const, english],
        ['ja' as const, japanese],
      ]),
    ],
  ]);

  test('gives the template in the language of the friend, else in the fallback', () => {
    expect(getTemplate(library, 'hello', 'ja-JP', 'en')).toBe(japanese);
    expect(getTemplate(library, 'hello', 'ko', 'en')).toBe(english);
    expect(getTemplate(library, 'hello', undefined, 'en')).toBe(english);
  });

  test('does not know a name that nobody wrote', () => {
    expect(() => getTemplate(library, 'goodbye', 'en', 'en')).toThrow(NotFoundError);
  });
});

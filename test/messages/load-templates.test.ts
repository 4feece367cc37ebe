import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { getTemplate, loadTemplates, renderTemplate } from '../../src/messages/index.js';
import { Language } from '../../src/shared/language.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'templates-'));
});
afterEach(() => rm(folder, { recursive: true }));

const hello = { contentType: 'service', variables: {}, messages: [{ type: 'text', text: 'Hello' }] };
const write = (file: string, content: unknown) =>
  writeFile(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content));

describe('a folder of templates', () => {
  test('is read by name and language from the file names', async () => {
    await write('hello.en.json', hello);
    await write('hello.zh-TW.json', { ...hello, name: 'hello' });
    await write('notes.txt', 'not a template');
    const library = await loadTemplates(folder);
    expect([...library.keys()]).toEqual(['hello']);
    expect(library.get('hello')?.get('zh-TW')).toMatchObject({
      name: 'hello',
      language: 'zh-TW',
      contentType: 'service',
    });
  });

  test.each([
    ['hello.en.json', { ...hello, contentType: 'spam' }, 'hello.en.json: contentType: '],
    ['hello.en.json', { ...hello, messages: [] }, 'hello.en.json: messages: '],
    ['hello.en.json', { ...hello, variables: { name: {} } }, 'hello.en.json: variables.name: must have a fallback'],
    ['hello.en.json', { ...hello, name: 'bye' }, 'hello.en.json: name: must be hello as in the file name, is bye'],
    [
      'hello.en.json',
      { ...hello, messages: [{ type: 'text', text: '{{who}}' }] },
      'hello.en.json: messages[0].text uses the unknown variable who; known are none',
    ],
    [
      'hello.en.json',
      { ...hello, messages: [{ type: 'text', text: 'a', sender: { name: 'a'.repeat(21) } }] },
      'hello.en.json: messages[0].sender.name must have at most 20 UTF-16 code units, has 21',
    ],
    ['hello.en.json', '{ "contentType"', 'hello.en.json: not JSON: '],
    [
      'hello.fr.json',
      hello,
      'hello.fr.json: the file name must be <name>.<language>.json, with language one of zh-TW, ja, en, th',
    ],
  ])('is refused with file and path: %s %j', async (file, content, problem) => {
    await write(file, content);
    await expect(loadTemplates(folder)).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining(problem),
    });
  });

  test('is refused when a template lacks a language of its siblings, naming it', async () => {
    await write('hello.en.json', hello);
    await write('hello.ja.json', hello);
    await write('bye.en.json', hello);
    await expect(loadTemplates(folder)).rejects.toThrow('bye: the language ja is missing, add bye.ja.json');
  });

  test('is refused with all problems at once', async () => {
    await write('hello.en.json', { ...hello, contentType: 'spam' });
    await write('bye.en.json', { ...hello, messages: [] });
    const problems = [expect.stringContaining('bye.en.json'), expect.stringContaining('hello.en.json')];
    await expect(loadTemplates(folder)).rejects.toMatchObject({ details: { problems } });
  });
});

describe('every template that we ship', () => {
  const NAMES = [
    'account-linked',
    'check-in-already',
    'check-in-claimed',
    'fallback-answer',
    'greeting',
    'member-page',
    'out-of-hours',
    'owner-code-invalid',
    'owner-disputed',
    'owner-verified',
    'retain-checkup',
    'service-survey',
    'survey-sorry',
    'survey-thanks',
    'test-ride-info',
    'verify-owner',
  ];
  const cases = NAMES.flatMap((name) => Language.options.map((language) => [name, language] as const));

  test('is there in every language', async () => {
    const library = await loadTemplates('templates');
    expect([...library.keys()].toSorted()).toEqual(NAMES);
    for (const byLanguage of library.values())
      expect([...byLanguage.keys()].toSorted()).toEqual([...Language.options].toSorted());
  });

  test.each(cases)('%s (%s) renders with and without a name', async (name, language) => {
    const template = getTemplate(await loadTemplates('templates'), name, language, 'en');
    const responseId = '01JD7Y3E5N8Q2R4T6V9W0X1Z2A';
    const given = { responseId, points: 5, streak: 3, balance: 120, nextPoints: 6, nextOpening: 'Monday' };
    for (const values of [given, { ...given, displayName: '阿'.repeat(20) }]) {
      expect(JSON.stringify(renderTemplate(template, values))).not.toContain('{{');
    }
  });

  test('the service survey asks for 1 to 5, each tap naming its response', async () => {
    const library = await loadTemplates('templates');
    for (const language of Language.options) {
      const [message] = renderTemplate(getTemplate(library, 'service-survey', language, 'en'), { responseId: 'r1' });
      const taps = message?.quickReply?.items.map(({ action }) => ('data' in action ? action.data : undefined));
      expect(taps).toEqual([1, 2, 3, 4, 5].map((score) => `survey=r1&score=${score}`));
    }
  });
});

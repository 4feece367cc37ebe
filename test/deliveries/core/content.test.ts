import { describe, expect, test } from '@jest/globals';
import { Content, renderFor, type Loaded } from '../../../src/deliveries/core/content.js';
import { EMPTY_KNOWN } from '../../../src/segments/core/known.js';
import type { Language } from '../../../src/shared/language.js';
import type { TemplateLibrary } from '../../../src/messages/core/template-library.js';
import type { MessageTemplate } from '../../../src/messages/core/template.js';
import { aFriend, aProfile, START } from '../../friends/a-friend.js';

const aTemplate = (language: Language, text: string): MessageTemplate => ({
  name: 'hello',
  language,
  contentType: 'engagement',
  variables: { displayName: { fallback: 'there' }, city: { fallback: 'your town' }, serial: { example: 'S1' } },
  messages: [{ type: 'text', text }],
});
const library: TemplateLibrary = new Map([
  [
    'hello',
    new Map(
      [aTemplate('en', 'Hi {{displayName}} of {{city}}!'), aTemplate('ja', '{{displayName}}さん')].map((one) => [
        one.language,
        one,
      ]),
    ),
  ],
  ['receipt', new Map([['en', aTemplate('en', 'Your {{serial}}')]])],
]);
const loaded: Loaded = {
  templates: library,
  fallback: 'en',
  sets: new Map(),
  known: EMPTY_KNOWN,
  ofChannel: {},
  now: START,
};
const hello = Content.parse({ template: 'hello' });
const textOf = (friend = aFriend(), content = hello, fallback: Language = 'en') =>
  renderFor(friend, content, { ...loaded, fallback }).map((message) =>
    'text' in message ? message.text : message.type,
  );

describe('content for a friend', () => {
  test.each([
    ['speaks their language', aFriend({ profile: aProfile('ja') }), 'Weekend riderさん'],
    [
      'speaks the fallback language when theirs is not written',
      aFriend({ profile: aProfile('fr') }),
      'Hi Weekend rider of your town!',
    ],
    [
      'speaks the fallback language when LINE gives none',
      aFriend({ profile: aProfile(null) }),
      'Hi Weekend rider of your town!',
    ],
    ['uses fallbacks before the profile is known', aFriend(), 'Hi there of your town!'],
    ['uses the fallback for an empty name', aFriend({ profile: aProfile('en', '') }), 'Hi there of your town!'],
    ['uses their attributes', aFriend({ attributes: { city: 'Taipei' } }), 'Hi there of Taipei!'],
    ['writes a number', aFriend({ attributes: { city: 106 } }), 'Hi there of 106!'],
    ['writes a truth as a word of the language', aFriend({ attributes: { city: false } }), 'Hi there of no!'],
    [
      'never calls them by an attribute named like the profile',
      aFriend({ attributes: { displayName: 'Boss' } }),
      'Hi there of your town!',
    ],
  ])('%s', (_promise, friend, text) => {
    expect(textOf(friend)).toEqual([text]);
  });

  test('prefers the values that the sender gives', () => {
    const given = Content.parse({ template: 'hello', values: { city: 'Kaohsiung', displayName: 'captain' } });
    expect(textOf(aFriend({ attributes: { city: 'Taipei' } }), given)).toEqual(['Hi captain of Kaohsiung!']);
  });

  test('names the page of the channel, whatever a friend has an attribute of that name', () => {
    const ofChannel = { city: 'our shop' };
    const friend = aFriend({ attributes: { city: 'Taipei' } });
    const [message] = renderFor(friend, hello, { ...loaded, ofChannel });
    expect(message).toMatchObject({ text: 'Hi there of our shop!' });
  });

  test('of plain messages is those messages', () => {
    const given = Content.parse({ messages: [{ type: 'text', text: 'Hi {{displayName}}!' }] });
    expect(textOf(aFriend({ profile: aProfile('ja') }), given)).toEqual(['Hi {{displayName}}!']);
  });

  test('is refused for a template that does not exist, and for a value that is missing', () => {
    expect(() => textOf(aFriend(), Content.parse({ template: 'gone' }))).toThrow(
      'There is no message template "gone".',
    );
    expect(() => textOf(aFriend(), Content.parse({ template: 'receipt' }))).toThrow('the variable serial has no value');
  });
});

test.each([
  ['nothing', {}],
  ['no messages', { messages: [] }],
  ['six messages', { messages: Array.from({ length: 6 }, () => ({ type: 'text', text: 'x' })) }],
  ['a template and messages', { template: 'hello', messages: [{ type: 'text', text: 'x' }] }],
  ['a value of 1,001 characters', { template: 'hello', values: { city: 'x'.repeat(1_001) } }],
  ['a value that is no text or number', { template: 'hello', values: { city: { $ne: 1 } } }],
  ['a message beyond the limits of LINE', { messages: [{ type: 'text', text: 'x'.repeat(5_001) }] }],
])('content of %s is refused', (_what, given) => {
  expect(Content.safeParse(given).success).toBe(false);
});

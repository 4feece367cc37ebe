import { expect, test } from '@jest/globals';
import { readText } from '../../../src/console/line-messages/text-parts.js';

test('markup in a text stays text, and only web addresses become links', () => {
  const text = '<img src=x onerror=alert(1)> javascript:alert(1) https://example.com/a.';
  expect(readText({ type: 'text', text })).toEqual([
    { kind: 'plain', text: '<img src=x onerror=alert(1)> javascript:alert(1) ' },
    { kind: 'link', text: 'https://example.com/a' },
    { kind: 'plain', text: '.' },
  ]);
});

test('emojis are shown by their alternative text: as a friend wrote it, and for the $ of an account', () => {
  const written = { type: 'text', text: 'Hi (hello) you', emojis: [{ index: 3, length: 7 }] };
  expect(readText(written)[1]).toEqual({ kind: 'emoji', text: '(hello)' });
  expect(readText({ type: 'text', text: 'A $ sign', emojis: [{ index: 2 }] })[1]).toEqual({
    kind: 'emoji',
    text: '(emoji)',
  });
});

test('mentions are told apart, and a place beyond the text or within another is left as written', () => {
  const mention = {
    mentionees: [
      { index: 0, length: 4, type: 'user' },
      { index: 2, length: 1 },
      { index: 6, length: 99 },
    ],
  };
  expect(readText({ type: 'text', text: '@Ann hello', mention })).toEqual([
    { kind: 'mention', text: '@Ann' },
    { kind: 'plain', text: ' hello' },
  ]);
});

test('a text of version two has its keys filled in and its doubled braces single', () => {
  const substitution = {
    who: { type: 'mention', mentionee: { type: 'all' } },
    smile: { type: 'emoji', productId: 'p', emojiId: '1' },
  };
  expect(readText({ type: 'textV2', text: 'Hi {who} {{ok}} {smile} {constructor}', substitution })).toEqual([
    { kind: 'plain', text: 'Hi ' },
    { kind: 'mention', text: '@All' },
    { kind: 'plain', text: ' {ok} ' },
    { kind: 'emoji', text: '(emoji)' },
    { kind: 'plain', text: ' {constructor}' },
  ]);
});

test('what is no text says nothing', () => {
  expect(readText({ type: 'text', text: 5, emojis: 'x', mention: null })).toEqual([]);
});

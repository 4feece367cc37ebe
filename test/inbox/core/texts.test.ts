import { expect, test } from '@jest/globals';
import { gramsOfQuery } from '../../../src/friends/core/search.js';
import { gramsOfText, hasWords, snippetOf } from '../../../src/inbox/core/texts.js';

test.each([
  ['預約', '我的電動車電池充不滿，請問要怎麼預約維修？'],
  ['ばってりー', 'バッテリーの充電ができません'],
  ['ﾊﾞｯﾃﾘｰ', 'バッテリーの充電ができません'],
  ['ชาร์จไม่เข้า', 'แบตเตอรี่ของฉันชาร์จไม่เข้า'],
  ['CODE abc', 'my code is ＡＢＣ１２３'],
])('%s finds %s', (query, text) => {
  expect(gramsOfText(text)).toEqual(expect.arrayContaining(gramsOfQuery(query)));
  expect(hasWords(text, query)).toBe(true);
});

test('a word that is not there is not found', () => {
  expect(hasWords('my battery', 'my brakes')).toBe(false);
});

test('a long text is shown around what was found', () => {
  const text = `${'before '.repeat(40)}NEEDLE${' after'.repeat(40)}`;
  const snippet = snippetOf(text, 'needle');
  expect(snippet).toContain('NEEDLE');
  expect(Array.from(snippet).length).toBeLessThanOrEqual(122);
  expect(snippetOf('short', 'nothing of it')).toBe('short');
});

import { expect, test } from '@jest/globals';
import { findDrift, type MenuOnLine } from '../../../src/richmenus/core/drift.js';
import { START } from '../../friends/a-friend.js';

const menu = (alias: string, ...switchesTo: string[]): MenuOnLine => ({
  lineRichMenuId: `id-of-${alias}`,
  alias,
  switchesTo,
});
const onLine = [
  menu('owner-en', 'owner-care-en'),
  menu('owner-care-en', 'owner-en', 'owner-shop-en'),
  menu('owner-shop-en', 'owner-en'),
  menu('vip-en'),
  menu('owner-ja', 'owner-care-ja'),
  menu('owner-care-ja', 'owner-ja'),
];
const linked = { name: 'owner', language: 'en', lineRichMenuId: 'id-of-owner-en', at: START };

test.each([
  ['the menu itself', 'id-of-owner-en', null],
  ['a tab that it switches to', 'id-of-owner-care-en', null],
  ['a tab of that tab', 'id-of-owner-shop-en', null],
  ['a tab in another language', 'id-of-owner-care-ja', 'otherMenu'],
  ['a menu that it does not lead to', 'id-of-vip-en', 'otherMenu'],
  ['a menu that is not ours', 'id-of-somebody', 'foreignMenu'],
  ['nothing', null, 'missing'],
])('a friend who sees %s', (_what, shown, drift) => {
  expect(findDrift(linked, shown, onLine)).toBe(drift);
});

test('a menu that we no longer know leads nowhere', () => {
  const old = { ...linked, lineRichMenuId: 'id-of-an-old-version' };
  expect(findDrift(old, 'id-of-owner-en', onLine)).toBe('otherMenu');
});

import { expect, test } from '@jest/globals';
import { Language } from '../../../src/shared/language.js';
import { buildRichMenuObject } from '../../../src/richmenus/core/definition.js';
import { loadRichMenuDefinitions } from '../../../src/richmenus/load-definitions.js';

test('a menu for each kind of friend and one in two tabs ship in every language', async () => {
  const definitions = await loadRichMenuDefinitions('richmenus');
  expect(definitions.map(({ name }) => name)).toEqual([
    'engaged',
    'newcomer',
    'owner',
    'tab-ride',
    'tab-shop',
    'vip',
    'win-back',
  ]);
  for (const { languages } of definitions) expect(languages).toEqual(Language.options);
});

test('every area of every menu has a label in words, for those who hear the screen', async () => {
  for (const definition of await loadRichMenuDefinitions('richmenus')) {
    for (const language of definition.languages) {
      for (const { action } of buildRichMenuObject(definition, language).areas) expect(action.label).toMatch(/\S/);
    }
  }
});

test('no area lies over another', async () => {
  for (const { name, areas } of await loadRichMenuDefinitions('richmenus')) {
    for (const [index, { bounds: one }] of areas.entries()) {
      for (const { bounds: other } of areas.slice(index + 1)) {
        const apart =
          one.x + one.width <= other.x ||
          other.x + other.width <= one.x ||
          one.y + one.height <= other.y ||
          other.y + other.height <= one.y;
        expect({ name, apart }).toEqual({ name, apart: true });
      }
    }
  }
});

test.each([
  ['newcomer', 'action=test-drive'],
  ['newcomer', 'action=verify-owner'],
  ['owner', 'action=service-booking'],
  ['owner', 'action=early-test-drive'],
  ['owner', 'action=talk-to-person'],
  ['owner', 'action=member-page'],
  ['vip', 'action=talk-to-person&priority=vip'],
  ['win-back', 'action=comeback-offer'],
])('the %s menu offers %s', async (name, data) => {
  const definition = (await loadRichMenuDefinitions('richmenus')).find((menu) => menu.name === name);
  expect(definition?.areas.map(({ action }) => action['data'])).toContain(data);
});

test.each([
  ['tab-ride', 'tab-shop'],
  ['tab-shop', 'tab-ride'],
])('the other tab of %s opens %s, in the same language', async (name, other) => {
  const definition = (await loadRichMenuDefinitions('richmenus')).find((menu) => menu.name === name);
  for (const language of definition?.languages ?? []) {
    const actions = definition ? buildRichMenuObject(definition, language).areas.map(({ action }) => action) : [];
    expect(actions.filter(({ type }) => type === 'richmenuswitch')).toMatchObject([
      { richMenuAliasId: `${other}-${language.toLowerCase()}` },
    ]);
  }
});

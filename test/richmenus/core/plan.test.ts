import { describe, expect, test } from '@jest/globals';
import {
  hasChanges,
  planMenus,
  type LineState,
  type PlanInput,
  type RecordedMenu,
  type WantedMenu,
} from '../../../src/richmenus/core/plan.js';

const hash = (letter: string) => letter.repeat(64);
const shown = (letter: string) => letter.repeat(12);
const LIMITS = { menus: 1_000, aliases: 1_000, perHour: { create: 90, delete: 90, deleteAlias: 90 } };

const wants = (changes: Partial<WantedMenu> = {}): WantedMenu => ({
  menu: 'owner',
  language: 'en',
  alias: 'owner-en',
  contentHash: hash('a'),
  isDefault: false,
  ...changes,
});
const recorded = (changes: Partial<RecordedMenu> = {}): RecordedMenu => ({
  menu: 'owner',
  language: 'en',
  contentHash: hash('a'),
  lineRichMenuId: 'now',
  aliases: ['owner-en'],
  formerIds: [],
  isDefault: false,
  ...changes,
});
const made = (richMenuId: string, letter = 'a', menu = 'owner') => ({
  richMenuId,
  made: { menu, language: 'en' as const, hash: shown(letter) },
});
const foreign = (richMenuId: string) => ({ richMenuId, made: null });
const line = (changes: Partial<LineState> = {}): LineState => ({ menus: [], aliases: [], defaultId: null, ...changes });
const leads = (richMenuId: string, aliasId = 'owner-en') => ({ aliasId, richMenuId });

const plan = (changes: Partial<PlanInput>) =>
  planMenus({
    wanted: [wants()],
    recorded: [],
    onLine: line(),
    linked: new Map(),
    limits: LIMITS,
    left: LIMITS.perHour,
    ...changes,
  });
const kinds = (changes: Partial<PlanInput>) => plan(changes).steps.map(({ kind }) => kind);
const settled = line({ menus: [made('now')], aliases: [leads('now')] });

describe('a menu', () => {
  test('that LINE does not have is made, with its alias', () => {
    const planned = plan({});
    expect(planned.steps).toMatchObject([
      { kind: 'create', menu: 'owner', language: 'en', adopts: null, why: 'LINE does not have it' },
      { kind: 'createAlias', alias: 'owner-en' },
    ]);
    expect(hasChanges(planned)).toBe(true);
  });

  test('that LINE has as it is wanted is kept, and there is nothing to do', () => {
    const planned = plan({ recorded: [recorded()], onLine: settled });
    expect(planned.steps).toMatchObject([{ kind: 'keep', lineRichMenuId: 'now' }]);
    expect(hasChanges(planned)).toBe(false);
  });

  test('with other content is replaced, and its alias moved', () => {
    const changed = { wanted: [wants({ contentHash: hash('b') })], recorded: [recorded()], onLine: settled };
    expect(plan(changed).steps).toMatchObject([
      { kind: 'replace', why: 'its content changed' },
      { kind: 'moveAlias', why: 'it leads to now' },
    ]);
  });

  test('made by a process that died is finished, not made again', () => {
    const planned = plan({ onLine: line({ menus: [made('half')] }) });
    expect(planned.steps).toMatchObject([
      { kind: 'create', adopts: 'half', why: 'it was made and not finished' },
      { kind: 'createAlias' },
    ]);
    expect(planned.calls.create.needed).toBe(0);
  });

  test('made twice by an answer that never came is kept once', () => {
    const both = line({ menus: [made('one'), made('two')] });
    expect(plan({ onLine: both }).steps).toMatchObject([
      { kind: 'create', adopts: 'one' },
      { kind: 'createAlias' },
      { kind: 'remove', lineRichMenuId: 'two' },
    ]);
  });

  test('that somebody deleted from LINE is made anew', () => {
    expect(plan({ recorded: [recorded()] }).steps).toMatchObject([
      { kind: 'replace', adopts: null, why: 'LINE no longer has now' },
      { kind: 'createAlias' },
    ]);
  });
});

describe('an alias', () => {
  test.each([
    ['that is gone is made again', [], 'createAlias'],
    ['that was moved away comes back', [leads('elsewhere')], 'moveAlias'],
  ])('%s', (_what, aliases, kind) => {
    expect(kinds({ recorded: [recorded()], onLine: line({ menus: [made('now')], aliases }) })).toEqual([kind, 'keep']);
  });

  test('that no menu has any more is deleted when we made it, and only then', () => {
    const onLine = line({ menus: [made('now')], aliases: [leads('now'), leads('now', 'old'), leads('now', 'theirs')] });
    const steps = plan({ recorded: [recorded({ aliases: ['owner-en', 'old'] })], onLine }).steps;
    expect(steps.filter(({ kind }) => kind === 'deleteAlias')).toMatchObject([{ alias: 'old' }]);
  });
});

describe('what is no longer wanted', () => {
  const replaced = {
    recorded: [recorded({ formerIds: ['before'] })],
    onLine: line({ menus: [made('now'), made('before', 'b')], aliases: [leads('now')] }),
  };

  test('is removed when nobody sees it', () => {
    expect(plan(replaced).steps).toMatchObject([
      { kind: 'remove', lineRichMenuId: 'before', isOnLine: true, why: 'its content was replaced' },
      { kind: 'keep' },
    ]);
  });

  test('stays while a friend sees it', () => {
    const planned = plan({ ...replaced, linked: new Map([['before', 2]]) });
    expect(planned.steps).toMatchObject([
      { kind: 'waitForUnlink', linkedCount: 2, why: 'its content was replaced; 2 friends see it' },
      { kind: 'keep' },
    ]);
    expect(hasChanges(planned)).toBe(false);
  });

  test('stays while an alias leads to it that is not ours', () => {
    const aliases = [leads('now'), leads('before', 'theirs')];
    expect(plan({ ...replaced, onLine: { ...replaced.onLine, aliases } }).steps).toMatchObject([
      { kind: 'waitForUnlink', why: expect.stringContaining('the alias theirs, which is not ours, leads to it') },
      { kind: 'keep' },
    ]);
  });

  test('of a folder that is gone goes with its alias', () => {
    expect(plan({ wanted: [], recorded: [recorded()], onLine: settled }).steps).toMatchObject([
      { kind: 'deleteAlias', alias: 'owner-en' },
      { kind: 'remove', lineRichMenuId: 'now', why: 'richmenus/ no longer has it' },
    ]);
  });

  test('is forgotten when LINE no longer has it, without spending a call', () => {
    const planned = plan({ wanted: [], recorded: [recorded({ aliases: [] })] });
    expect(planned.steps).toMatchObject([{ kind: 'remove', isOnLine: false }]);
    expect(planned.calls.delete.needed).toBe(0);
  });

  test('but not made by us is in no step, whatever it is', () => {
    const onLine = line({
      menus: [...settled.menus, foreign('theirs')],
      aliases: [leads('now'), leads('theirs', 'spring')],
      defaultId: 'theirs',
    });
    expect(plan({ recorded: [recorded()], onLine }).steps.map(({ kind }) => kind)).toEqual(['keep']);
  });

  test('is not removed before what takes its place is there', () => {
    const changed = { wanted: [wants({ contentHash: hash('b') })], recorded: [recorded()], onLine: settled };
    expect(kinds(changed)).not.toContain('remove');
  });
});

describe('the default menu', () => {
  const isDefault = { wanted: [wants({ isDefault: true })], recorded: [recorded()] };

  test('is set once', () => {
    expect(kinds({ ...isDefault, onLine: settled })).toEqual(['setDefault', 'keep']);
    expect(kinds({ ...isDefault, onLine: { ...settled, defaultId: 'now' } })).toEqual(['keep']);
  });

  test('that we set is cleared when no menu is to be it any more; one that somebody set is left alone', () => {
    const onLine = { ...settled, defaultId: 'now' };
    expect(kinds({ recorded: [recorded({ isDefault: true })], onLine })).toEqual(['clearDefault', 'keep']);
    expect(kinds({ recorded: [recorded()], onLine })).toEqual(['keep']);
  });

  test('that somebody set follows the menu to its new content', () => {
    const onLine = line({
      menus: [made('now'), made('before', 'b')],
      aliases: [leads('now')],
      defaultId: 'before',
    });
    expect(kinds({ recorded: [recorded({ formerIds: ['before'] })], onLine })).toEqual([
      'setDefault',
      'remove',
      'keep',
    ]);
  });
});

describe("LINE's limits are said beforehand", () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => wants({ menu: `m${index}`, alias: `m${index}` }));

  test('of an hour', () => {
    const { calls, warnings } = plan({ wanted: many(200), left: { ...LIMITS.perHour, create: 10 } });
    expect(calls.create).toEqual({ needed: 200, left: 10, perHour: 90 });
    expect(warnings).toEqual([
      '200 menus need making, 10 can go now: the rest takes about 3 hours longer and goes on by itself.',
    ]);
  });

  test('of all menus; what nobody sees makes room first', () => {
    const menus = [...Array.from({ length: 999 }, (_, index) => foreign(`f${index}`)), made('before', 'b')];
    const planned = plan({ onLine: line({ menus }), limits: { ...LIMITS, menus: 1_000 } });
    expect(planned.steps.map(({ kind }) => kind)).toEqual(['remove', 'create', 'createAlias']);
    expect(planned.warnings).toEqual([]);
    expect(plan({ onLine: line({ menus: [...menus, foreign('f')] }) }).warnings).toEqual([
      'LINE keeps 1000 rich menus of a channel; there would be 1001.',
    ]);
  });
});

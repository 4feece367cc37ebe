import { describe, expect, test } from '@jest/globals';
import {
  checkMessageSet,
  chooseTemplate,
  chooseVariant,
  listSpokenOf,
  MESSAGE_SET_BYTES_MAX,
  MessageSetContent,
  prepareMessageSet,
  variablesOfFriends,
} from '../../../src/messages/core/message-set.js';
import { listSamples } from '../../../src/messages/core/samples.js';
import { EMPTY_KNOWN } from '../../../src/segments/core/known.js';
import { formatPath } from '../../../src/shared/map-strings.js';
import { aFriend, aTag, START } from '../../friends/a-friend.js';

const bubble = (text: string) => ({ type: 'text', text });
const owners = { tag: 'owner' };
const aVariant = (changes: object = {}) => ({ key: 'all', when: null, languages: { en: [bubble('Hi')] }, ...changes });
const aSet = (changes: object = {}) => ({
  name: 'Welcome',
  contentType: 'service',
  variants: [aVariant()],
  ...changes,
});
const parse = (changes: object = {}) => MessageSetContent.parse(aSet(changes));
const twoVariants = {
  variants: [
    aVariant({ key: 'owners', when: owners, languages: { en: [bubble('Hi owner')], ja: [bubble('オーナー様')] } }),
    aVariant({ languages: { en: [bubble('Hi')], ja: [bubble('こんにちは')] } }),
  ],
};

describe('for a friend', () => {
  const set = prepareMessageSet(parse(twoVariants));
  const variantOf = (friend: ReturnType<typeof aFriend>) => chooseVariant(set, friend, START, EMPTY_KNOWN).key;

  test('the first variant whose rule holds is chosen, else the last', () => {
    expect(variantOf(aFriend({ tags: [aTag({ tagId: 'owner' })] }))).toBe('owners');
    expect(variantOf(aFriend())).toBe('all');
  });

  test('a rule over what is unknown does not hold', () => {
    const when = { not: { attribute: 'city', is: 'Taipei' } };
    const asked = prepareMessageSet(parse({ variants: [aVariant({ key: 'elsewhere', when }), aVariant()] }));
    const keyFor = (attributes: Record<string, string>) =>
      chooseVariant(asked, aFriend({ attributes }), START, EMPTY_KNOWN).key;
    expect(keyFor({})).toBe('all');
    expect(keyFor({ city: 'Tainan' })).toBe('elsewhere');
  });

  test.each([
    ['ja-JP', 'ja'],
    ['ko', 'en'],
    [undefined, 'en'],
  ])('who speaks %s it is written in %s', (wanted, language) => {
    const [variant] = set.variants;
    if (!variant) throw new Error('There is a variant.');
    expect(chooseTemplate(variant, wanted, 'en').language).toBe(language);
    expect(chooseTemplate(variant, 'ko', 'th').language).toBe('ja');
  });
});

describe('a message set', () => {
  const variants = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      aVariant({ key: `v${index}`, when: index === count - 1 ? null : owners }),
    );
  const bubbles = (count: number) => [
    aVariant({ languages: { en: Array.from({ length: count }, () => bubble('x')) } }),
  ];
  const nested = (depth: number): object => {
    let made = {};
    for (let level = 0; level < depth; level += 1) made = { contents: made };
    return made;
  };
  const ofBytes = (bytes: number) => {
    const empty = aSet({ name: 'x', variables: {}, variants: [aVariant({ languages: { en: [bubble('')] } })] });
    const text = 'a'.repeat(bytes - JSON.stringify(empty).length);
    return { name: 'x', variables: {}, variants: [aVariant({ languages: { en: [bubble(text)] } })] };
  };

  test.each([
    ['10 variants', 'variants', { variants: variants(10) }, { variants: variants(11) }],
    ['5 bubbles', 'variants[0].languages.en', { variants: bubbles(5) }, { variants: bubbles(6) }],
    ['a bubble', 'variants[0].languages.en', { variants: bubbles(1) }, { variants: bubbles(0) }],
    ['a language', 'variants[0].languages', {}, { variants: [aVariant({ languages: {} })] }],
    ['200 kB', '', ofBytes(MESSAGE_SET_BYTES_MAX), ofBytes(MESSAGE_SET_BYTES_MAX + 1)],
    [
      'bounded depth',
      'variants[0].languages.en[0]',
      { variants: [aVariant({ languages: { en: [nested(50)] } })] },
      { variants: [aVariant({ languages: { en: [nested(50_000)] } })] },
    ],
    ['a name', 'name', { name: 'x'.repeat(100) }, { name: 'x'.repeat(101) }],
    ['a sender name', 'sender.name', { sender: { name: 'x'.repeat(20) } }, { sender: { name: 'x'.repeat(21) } }],
    ['a default variant, last', 'variants[0].when', twoVariants, { variants: [aVariant({ when: owners })] }],
    [
      'one default variant',
      'variants[0].when',
      twoVariants,
      { variants: [aVariant({ key: 'a' }), aVariant({ key: 'b' })] },
    ],
    ['keys of its own', 'variants[1].key', twoVariants, { variants: [aVariant({ when: owners }), aVariant()] }],
    [
      'conditions that are well formed',
      'variants[0].languages.en[0].when.if',
      { variants: [aVariant({ languages: { en: [{ ...bubble('x'), when: { if: 'city' } }] } })] },
      { variants: [aVariant({ languages: { en: [{ ...bubble('x'), when: { if: 'a b' } }] } })] },
    ],
  ])('has %s', (_what, path, allowed, refused) => {
    expect(MessageSetContent.safeParse(aSet(allowed)).error?.issues ?? []).toEqual([]);
    expect(MessageSetContent.safeParse(aSet(refused)).error?.issues.map((issue) => formatPath(issue.path))).toEqual([
      path,
    ]);
  });

  const check = (changes: object) =>
    checkMessageSet(prepareMessageSet(parse(changes)), {
      given: variablesOfFriends([{ name: 'city', type: 'text', choices: [] }]),
      defaultLanguage: 'en',
    });

  test('is checked in every variant and language, naming both', () => {
    const en = [bubble('{{nick}}')];
    const languages = { en, ja: [{ type: 'text', text: '' }] };
    expect(check({ variants: [aVariant({ key: 'a', when: owners, languages }), aVariant()] }).problems).toEqual([
      'variant a, ja: messages[0].text must not be empty',
      'variant a, en: messages[0].text uses the unknown variable nick; known are city, displayName, memberPage',
    ]);
  });

  test('is written in the language of the channel, in each variant', () => {
    expect(check({ variants: [aVariant({ languages: { ja: [bubble('x')] } })] }).problems).toEqual([
      'variant all: en is missing, the language of friends whose own is not written',
    ]);
  });

  test('mentions nobody, because it goes to friends and not to groups', () => {
    const substitution = { who: { type: 'mention', mentionee: { type: 'all' } } };
    const en = [{ type: 'textV2', text: 'Hi {who}', substitution }];
    expect(check({ variants: [aVariant({ languages: { en } })] }).problems).toEqual([
      'variant all, en: messages[0].substitution.who is a mention, which LINE shows in groups only',
    ]);
  });

  test('tells what it speaks of: in rules, in texts and beside bubbles, but not its own variables', () => {
    const en = [{ ...bubble('{{displayName|x}} {{city|y}} {{code}}'), when: { if: 'tier' } }];
    const variables = { code: { example: 'A1' } };
    expect(
      listSpokenOf(
        parse({ variables, variants: [aVariant({ key: 'a', when: owners }), aVariant({ languages: { en } })] }),
      ),
    ).toEqual(['tag/owner', 'attribute/tier', 'attribute/city']);
  });

  test('is shown to LINE once for each thing that it can say, with everything known and with nothing', () => {
    const en = [bubble('{{#if city}}In {{city}}{{else}}Hi{{/if}}')];
    const samples = listSamples(
      prepareMessageSet(
        parse({ variants: [aVariant({ key: 'a', when: owners, languages: { en } }), aVariant({ languages: { en } })] }),
      ),
      { city: 'Taipei' },
    );
    expect(samples.map(({ messages }) => messages)).toEqual([[bubble('In Taipei')], [bubble('Hi')]]);
  });
});

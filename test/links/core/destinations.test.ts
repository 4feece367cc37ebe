import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  DESTINATION_LENGTH_MAX,
  isTrackable,
  listDestinations,
  mapDestinations,
} from '../../../src/links/core/destinations.js';
import { Message } from '../../../src/messages/core/message.js';

const OWN = 'https://us.example';
const uri = (to: string, changes: object = {}) => ({ type: 'uri', label: 'Go', uri: to, ...changes });
const area = { x: 0, y: 0, width: 10, height: 10 };
const image = 'https://img.example/a.png';
const box = (...contents: object[]) => ({ type: 'box', layout: 'vertical', contents });
const bubble = (...contents: object[]) => ({
  type: 'bubble',
  hero: { type: 'image', url: image, action: uri('https://d.example/hero') },
  body: box(...contents),
});

/** Every place where a message can hold a destination, one message each, with `to` in it. */
const PLACES: [string, (to: string) => object][] = [
  ['text', (to) => ({ type: 'text', text: `See ${to}.` })],
  ['text v2', (to) => ({ type: 'textV2', text: `{{see}} ${to}をご覧`, substitution: {} })],
  [
    'buttons',
    (to) => ({ type: 'template', altText: 'A', template: { type: 'buttons', text: 'T', actions: [uri(to)] } }),
  ],
  [
    'the image of buttons',
    (to) => ({
      type: 'template',
      altText: 'A',
      template: {
        type: 'buttons',
        text: 'T',
        thumbnailImageUrl: image,
        defaultAction: uri(to),
        actions: [{ type: 'message', label: 'M', text: 'M' }],
      },
    }),
  ],
  [
    'a carousel',
    (to) => ({
      type: 'template',
      altText: 'A',
      template: { type: 'carousel', columns: [{ text: 'T', defaultAction: uri(to), actions: [uri(to)] }] },
    }),
  ],
  [
    'an image carousel',
    (to) => ({
      type: 'template',
      altText: 'A',
      template: { type: 'image_carousel', columns: [{ imageUrl: image, action: uri(to) }] },
    }),
  ],
  [
    'a nested flex box',
    (to) => ({
      type: 'flex',
      altText: 'A',
      contents: {
        type: 'carousel',
        contents: [
          { type: 'bubble', body: box(box({ type: 'button', action: uri(to) }, { ...box(), action: uri(to) })) },
        ],
      },
    }),
  ],
  [
    'what opens on a computer',
    (to) => ({
      type: 'flex',
      altText: 'A',
      contents: {
        type: 'bubble',
        body: box({ type: 'button', action: uri('line://app/1', { altUri: { desktop: to } }) }),
      },
    }),
  ],
  [
    'an imagemap',
    (to) => ({
      type: 'imagemap',
      baseUrl: 'https://img.example/map',
      altText: 'A',
      baseSize: { width: 1040, height: 1040 },
      actions: [{ type: 'uri', linkUri: to, area }],
    }),
  ],
  [
    'the button behind the video of an imagemap',
    (to) => ({
      type: 'imagemap',
      baseUrl: 'https://img.example/map',
      altText: 'A',
      baseSize: { width: 1040, height: 1040 },
      video: {
        originalContentUrl: 'https://img.example/a.mp4',
        previewImageUrl: image,
        area,
        externalLink: { linkUri: to, label: 'More' },
      },
      actions: [],
    }),
  ],
  [
    'a quick reply',
    (to) => ({
      type: 'sticker',
      packageId: '1',
      stickerId: '1',
      quickReply: { items: [{ type: 'action', imageUrl: image, action: uri(to) }] },
    }),
  ],
];

describe('each place of a destination', () => {
  test.each(PLACES)('%s is found and replaced', (_place, make) => {
    const message = make('https://d.example/x');
    expect(Message.safeParse(message).error).toBeUndefined();
    expect(listDestinations([message], OWN)).toEqual(['https://d.example/x']);
    const replaced = mapDestinations(message, (url) => (isTrackable(url, OWN) ? `${OWN}/t/token` : url));
    expect(replaced).toEqual(make(`${OWN}/t/token`));
    expect(Message.safeParse(replaced).error).toBeUndefined();
  });
});

test('what is no destination stays: images, icons, videos, other schemes, LINE itself, our own pages', () => {
  const message = {
    type: 'flex',
    altText: 'https://d.example/alt',
    sender: { name: 'A', iconUrl: image },
    contents: {
      type: 'bubble',
      hero: {
        type: 'video',
        url: 'https://img.example/a.mp4',
        previewUrl: image,
        altContent: { type: 'image', url: image },
      },
      body: box(
        { type: 'text', text: 'https://d.example/not-a-link' },
        ...[
          'tel:+886212345678',
          'line://app/1',
          'https://line.me/R/ti/p/@a',
          'https://liff.line.me/1-a',
          `${OWN}/t/x`,
        ].map((to) => ({ type: 'button', action: uri(to) })),
        { type: 'button', action: { type: 'postback', label: 'P', data: 'https://d.example/data' } },
        { type: 'button', action: { type: 'clipboard', label: 'C', clipboardText: 'https://d.example/copied' } },
      ),
    },
  };
  expect(listDestinations([message], OWN)).toEqual([]);
});

test('an address that is longer than what browsers take is left alone', () => {
  const url = (length: number) => 'https://d.example/'.padEnd(length, 'x');
  expect(isTrackable(url(DESTINATION_LENGTH_MAX), OWN)).toBe(true);
  expect(isTrackable(url(DESTINATION_LENGTH_MAX + 1), OWN)).toBe(false);
});

test('emojis stay at their place in the text', () => {
  const text = '$ see https://d.example/a $ and https://d.example/b$';
  const at = [0, text.indexOf('$', 1), text.length - 1];
  const message = { type: 'text', text, emojis: at.map((index) => ({ index, productId: 'p', emojiId: '1' })) };
  expect(Message.safeParse(message).error).toBeUndefined();
  expect(listDestinations([message], OWN)).toEqual(['https://d.example/a', 'https://d.example/b']);
  const replaced = mapDestinations(message, () => `${OWN}/t/a-much-longer-token-than-it-was`);
  expect(Message.safeParse(replaced).error).toBeUndefined();
  expect(replaced.text.endsWith('token-than-it-was$')).toBe(true);
});

const aUrl = fc
  .webUrl({ withQueryParameters: true, withFragments: true })
  .filter((url) => /[a-z0-9]$/i.test(url) && isTrackable(url, OWN));
const between = fc.constantFrom(' ', '。', '、', 'を', '.', ', ', ')', '\n', ' $ ', ' และ ', '!', '🎉', ' line://x ');
const aText = fc
  .tuple(between, fc.array(fc.tuple(aUrl, between), { maxLength: 4 }))
  .map(([first, rest]) => `a${first} ${rest.flatMap(([url, behind]) => [url, behind, ' ']).join('')}`);
const aTextMessage = aText.map((text) => ({
  type: 'text',
  text,
  emojis: Array.from(text.matchAll(/(?<= )\$(?= )/g), ({ index }) => ({ index, productId: 'p', emojiId: '1' })),
}));
const aMessage = fc.oneof(
  aTextMessage,
  fc.tuple(fc.constantFrom(...PLACES), aUrl).map(([[, make], url]) => make(url)),
  fc.array(aUrl, { maxLength: 3 }).map((urls) => ({
    type: 'flex',
    altText: 'A',
    contents: bubble(...urls.map((url) => box({ type: 'button', action: uri(url) }))),
  })),
);

test('replacing every destination and putting it back gives the same message', () => {
  fc.assert(
    fc.property(fc.array(aMessage, { minLength: 1, maxLength: 5 }), (messages) => {
      const given = structuredClone(messages);
      const destinations = listDestinations(messages, OWN);
      const tokenOf = new Map(destinations.map((url, index) => [url, `${OWN}/t/${'x'.repeat(61)}${index}`]));
      const back = new Map([...tokenOf].map(([url, token]) => [token, url]));
      const replaced = messages.map((message) => mapDestinations(message, (url) => tokenOf.get(url) ?? url));
      expect(listDestinations(replaced, OWN)).toEqual([]);
      expect(listDestinations(replaced, null)).toEqual([...back.keys()]);
      expect(replaced.map((message) => mapDestinations(message, (url) => back.get(url) ?? url))).toEqual(given);
      expect(messages).toEqual(given);
    }),
  );
});

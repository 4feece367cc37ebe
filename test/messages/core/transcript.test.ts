import { expect, test } from '@jest/globals';
import { Message } from '../../../src/messages/core/message.js';
import { readBubble } from '../../../src/messages/core/transcript.js';

const url = 'https://example.com/a';
const tap = (label: string) => ({ type: 'postback', label, data: 'a' });
const area = { x: 0, y: 0, width: 1, height: 1 };
const template = (content: object) => ({ type: 'template', altText: 'Alt', template: content });

test.each([
  ['text', { type: 'text', text: 'Hi' }, 'Hi'],
  ['text', { type: 'text', text: 'Hi', sender: { name: 'Shop' } }, 'Shop:\nHi'],
  [
    'text',
    {
      type: 'text',
      text: 'Hi',
      quickReply: {
        items: [
          { type: 'action', action: tap('Yes') },
          { type: 'action', action: tap('No') },
        ],
      },
    },
    'Hi\n[Yes] [No]',
  ],
  [
    'textV2',
    {
      type: 'textV2',
      text: '{{Hi}} {smile}',
      substitution: { smile: { type: 'emoji', productId: 'p', emojiId: '1' } },
    },
    '{Hi} (smile)',
  ],
  ['sticker', { type: 'sticker', packageId: '1', stickerId: '2' }, '(sticker 1/2)'],
  ['image', { type: 'image', originalContentUrl: url, previewImageUrl: url }, `(image ${url})`],
  ['video', { type: 'video', originalContentUrl: url, previewImageUrl: url }, `(video ${url})`],
  ['audio', { type: 'audio', originalContentUrl: url, duration: 1_500 }, '(audio of 2 s)'],
  ['location', { type: 'location', title: 'Shop', address: 'Road 1', latitude: 1, longitude: 1 }, 'Shop\nRoad 1'],
  ['coupon', { type: 'coupon', couponId: 'c1' }, '(coupon c1)'],
  [
    'imagemap',
    {
      type: 'imagemap',
      baseUrl: url,
      altText: 'Map',
      baseSize: { width: 1040, height: 1040 },
      video: { originalContentUrl: url, previewImageUrl: url, area, externalLink: { linkUri: url, label: 'More' } },
      actions: [
        { type: 'uri', linkUri: url, area },
        { type: 'message', text: 'Go', area },
      ],
    },
    `(Map)\n[${url}]\n[Go]\n[More]`,
  ],
  [
    'buttons',
    template({ type: 'buttons', title: 'T', text: 'Pick', actions: [tap('A'), tap('B')] }),
    'T\nPick\n[A]\n[B]',
  ],
  ['confirm', template({ type: 'confirm', text: 'Sure?', actions: [tap('Yes'), tap('No')] }), 'Sure?\n[Yes]\n[No]'],
  [
    'carousel',
    template({
      type: 'carousel',
      columns: [
        { text: 'One', actions: [tap('A')] },
        { text: 'Two', actions: [tap('B')] },
      ],
    }),
    'One\n[A]\nTwo\n[B]',
  ],
  ['image_carousel', template({ type: 'image_carousel', columns: [{ imageUrl: url, action: tap('A') }] }), '[A]'],
  [
    'flex',
    {
      type: 'flex',
      altText: 'Sale',
      contents: {
        type: 'bubble',
        footer: { type: 'box', layout: 'vertical', contents: [{ type: 'button', action: tap('Buy') }] },
        body: {
          type: 'box',
          layout: 'vertical',
          contents: [
            { type: 'text', text: 'Half price' },
            {
              type: 'text',
              contents: [
                { type: 'span', text: 'to' },
                { type: 'span', text: 'day' },
              ],
            },
          ],
        },
      },
    },
    '(Sale)\nHalf price\ntoday\n[Buy]',
  ],
])('a bubble of kind %s is read as its friend would: %#', (kind, message, text) => {
  expect(readBubble(Message.parse(message))).toEqual({ kind, text });
});

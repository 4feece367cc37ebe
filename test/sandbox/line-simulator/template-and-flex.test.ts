import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Stage, startStage } from './support.js';

const INVALID = 'A message (messages[0])\u00A0in the request body is invalid';

let stage: Stage;
let userId: string;
beforeAll(async () => {
  stage = await startStage();
  userId = await stage.friend();
});
afterAll(async () => stage.simulator.close());

const push = async (message: object) =>
  stage.ask('/v2/bot/message/push', { method: 'POST', json: { to: userId, messages: [message] } });
const template = async (content: object) => push({ type: 'template', altText: 'Template', template: content });
const flex = async (contents: object) => push({ type: 'flex', altText: 'Flex', contents });

const action = (label = 'Go') => ({ type: 'postback', label, data: 'go' });
const actions = (count: number) => Array.from({ length: count }, (_, index) => action(`Go ${index}`));
const buttons = (changes: object) => ({ type: 'buttons', text: 'Ride?', actions: actions(1), ...changes });
const column = (changes: object = {}) => ({ text: 'Scooter', actions: actions(1), ...changes });
const columns = (...all: object[]) => ({ type: 'carousel', columns: all });

describe('check 21: templates', () => {
  test('a good one of each kind passes', async () => {
    expect((await template(buttons({ actions: actions(4), text: 'a'.repeat(160) }))).status).toBe(200);
    expect((await template({ type: 'confirm', text: 'a'.repeat(240), actions: actions(2) })).status).toBe(200);
    expect((await template(columns(...Array.from({ length: 10 }, () => column())))).status).toBe(200);
    const image = { imageUrl: 'https://example.com/a.png', action: action() };
    expect((await template({ type: 'image_carousel', columns: [image] })).status).toBe(200);
  });

  test.each([
    ['five buttons', buttons({ actions: actions(5) }), 'template/actions'],
    ['one answer to a confirm', { type: 'confirm', text: 'Ride?', actions: actions(1) }, 'template/actions'],
    ['three answers to a confirm', { type: 'confirm', text: 'Ride?', actions: actions(3) }, 'template/actions'],
    ['eleven columns', columns(...Array.from({ length: 11 }, () => column())), 'template/columns'],
    ['unequal action counts', columns(column(), column({ actions: actions(2) })), 'template/columns'],
    ['a title in one column only', columns(column(), column({ title: 'New' })), 'template/columns'],
    ['161 characters on buttons', buttons({ text: 'a'.repeat(161) }), 'template/text'],
    ['61 characters below a title', buttons({ text: 'a'.repeat(61), title: 'New' }), 'template/text'],
    ['121 characters in a column', columns(column({ text: 'a'.repeat(121) })), 'template/columns/0/text'],
    ['241 characters in a confirm', { type: 'confirm', text: 'a'.repeat(241), actions: actions(2) }, 'template/text'],
    [
      'a URI of an unknown scheme',
      buttons({ actions: [action(), action(), { type: 'uri', label: 'Open', uri: 'ftp://example.com' }] }),
      'template/actions/2/uri',
    ],
  ])('%s', async (_name, content, property) => {
    const { status, body } = await template(content);
    expect(status).toBe(400);
    expect(body.message).toBe(INVALID);
    expect(body.details[0].property).toBe(property);
  });

  test('a URI has at most 1,000 characters', async () => {
    const uri = `https://example.com/${'a'.repeat(1_000)}`;
    const { body } = await template(buttons({ actions: [{ type: 'uri', label: 'Open', uri }] }));
    expect(body.details).toEqual([{ message: 'size must be between 0 and 1000', property: 'template/actions/0/uri' }]);
  });
});

const line = (content: string) => ({ type: 'text', text: content });
const body = (...contents: object[]) => ({ type: 'box', layout: 'vertical', contents });
const bubble = (changes: object = {}) => ({ type: 'bubble', body: body(line('Hello')), ...changes });
const carousel = (...contents: object[]) => ({ type: 'carousel', contents });
const hero = (url: string) => ({ type: 'image', url });

describe('check 22: Flex Messages', () => {
  test('a bubble and a carousel of twelve pass', async () => {
    const rich = bubble({
      size: 'giga',
      hero: hero('https://example.com/a.png'),
      footer: body({ type: 'button', action: action() }, { type: 'separator' }),
    });
    expect((await flex(rich)).status).toBe(200);
    expect((await flex(carousel(...Array.from({ length: 12 }, () => bubble())))).status).toBe(200);
  });

  test.each([
    ['an http image', bubble({ hero: hero('http://example.com/a.png') }), 'invalid uri scheme', '/hero/url'],
    ['an empty text', bubble({ body: body(line('')) }), 'must be non-empty text', '/body/contents/0/text'],
    [
      'a child that does not belong there',
      bubble({ footer: body(line('a'), { type: 'span', text: 'b' }) }),
      'invalid property',
      '/footer/contents/1',
    ],
    [
      'an empty text inside a carousel',
      carousel(bubble(), bubble({ body: body(line('')) })),
      'must be non-empty text',
      '/contents/1/body/contents/0/text',
    ],
  ])('%s', async (_name, contents, message, property) => {
    const answer = await flex(contents);
    expect(answer).toMatchObject({ status: 400, body: { message: INVALID, details: [{ message, property }] } });
  });

  test.each([
    ['thirteen bubbles', carousel(...Array.from({ length: 13 }, () => bubble()))],
    ['mixed sizes', carousel(bubble({ size: 'kilo' }), bubble({ size: 'mega' }))],
    ['a bubble over 30 KB', bubble({ body: body(line('a'.repeat(30 * 1024))) })],
    [
      'a carousel over 50 KB',
      carousel(...Array.from({ length: 3 }, () => bubble({ body: body(line('a'.repeat(20_000))) }))),
    ],
    ['a button without a label', bubble({ footer: body({ type: 'button', action: { type: 'message', text: 'x' } }) })],
    [
      'an image in a baseline box',
      bubble({ body: { type: 'box', layout: 'baseline', contents: [hero('https://example.com/a.png')] } }),
    ],
    [
      'a video in a carousel',
      carousel(
        bubble({
          hero: {
            type: 'video',
            url: 'https://example.com/a.mp4',
            previewUrl: 'https://example.com/a.png',
            altContent: hero('https://example.com/a.png'),
          },
        }),
      ),
    ],
  ])('%s', async (_name, contents) => {
    const answer = await flex(contents);
    expect(answer).toMatchObject({ status: 400, body: { message: INVALID } });
  });
});

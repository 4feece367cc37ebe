import { describe, expect, test } from '@jest/globals';
import { Message, Messages } from '../../../src/messages/core/message.js';
import { formatPath } from '../../../src/shared/map-strings.js';

const URL_START = 'https://example.com/';
const urlOf = (length: number) => URL_START + 'a'.repeat(length - URL_START.length);
const image = urlOf(40);
const bike = '🛵'; // one grapheme, two UTF-16 code units
const postback = (changes: object = {}) => ({ type: 'postback', label: 'Go', data: 'a=1', ...changes });
const times = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);

const text = (changes: object = {}) => ({ type: 'text', text: 'Hi', ...changes });
const quickReply = (items: object[]) =>
  text({ quickReply: { items: items.map((action) => ({ type: 'action', action })) } });
const template = (content: object) => ({ type: 'template', altText: 'Alt', template: content });
const buttons = (changes: object = {}) => template({ type: 'buttons', text: 'Hi', actions: [postback()], ...changes });
const confirm = (changes: object = {}) =>
  template({ type: 'confirm', text: 'Hi', actions: [postback(), postback()], ...changes });
const column = (changes: object = {}) => ({ text: 'Hi', actions: [postback()], ...changes });
const carousel = (columns: object[]) => template({ type: 'carousel', columns });
const imageCarousel = (columns: object[]) => template({ type: 'image_carousel', columns });
const bubbleOf = (bytes: number) => {
  const empty = JSON.stringify({ type: 'bubble', altered: '' }).length;
  return { type: 'bubble', altered: 'a'.repeat(bytes - empty) };
};
const bubble = { type: 'bubble' };
const flex = (contents: object, changes: object = {}) => ({ type: 'flex', altText: 'Alt', contents, ...changes });
const box = (contents: unknown, changes: object = {}) => ({ type: 'box', layout: 'vertical', contents, ...changes });
const flexBody = (contents: unknown, changes: object = {}) => flex({ type: 'bubble', body: box(contents, changes) });
const flexText = { type: 'text', text: 'Hi' };
const flexVideo = (changes: object = {}, size = 'mega') => ({
  type: 'bubble',
  size,
  hero: { type: 'video', url: image, previewUrl: image, altContent: { type: 'image', url: image }, ...changes },
});
const flexButton = (action: object) => flex({ type: 'bubble', body: box([{ type: 'button', action }]) });
const bubbles = (items: object[]) => flex({ type: 'carousel', contents: items });
const carouselOf = (bytes: number) => {
  const half = Math.floor((bytes - JSON.stringify({ type: 'carousel', contents: [] }).length - 1) / 2);
  const rest = bytes - JSON.stringify({ type: 'carousel', contents: [] }).length - 1 - half;
  return bubbles([bubbleOf(half), bubbleOf(rest)]);
};
const area = { x: 0, y: 0, width: 10, height: 10 };
const imagemap = (changes: object = {}) => ({
  type: 'imagemap',
  baseUrl: image,
  altText: 'Alt',
  baseSize: { width: 1040, height: 1040 },
  actions: [],
  ...changes,
});
const imagemapAction = (changes: object) => imagemap({ actions: [{ type: 'uri', linkUri: image, area, ...changes }] });
const imagemapVideo = (changes: object = {}) =>
  imagemap({ video: { originalContentUrl: image, previewImageUrl: image, area, ...changes } });
const video = (changes: object = {}) => ({
  type: 'video',
  originalContentUrl: image,
  previewImageUrl: image,
  ...changes,
});
const location = (changes: object = {}) => ({
  type: 'location',
  title: 'T',
  address: 'A',
  latitude: 25,
  longitude: 121,
  ...changes,
});
const emoji = { index: 0, productId: 'p', emojiId: '1' };
const textV2 = (entries: number, kind: 'emoji' | 'mention', changes: object = {}) => {
  const entry =
    kind === 'emoji'
      ? { type: 'emoji', productId: 'p', emojiId: '1' }
      : { type: 'mention', mentionee: { type: 'all' } };
  const substitution = Object.fromEntries(times(entries, entry).map((value, index) => [`k${index}`, value]));
  return { type: 'textV2', text: 'Hi', substitution, ...changes };
};

type Limit = [name: string, path: string, atLimit: unknown, beyond: unknown];

const LIMITS: Limit[] = [
  ['text in UTF-16 code units', 'text', text({ text: bike.repeat(2500) }), text({ text: `${bike.repeat(2500)}a` })],
  ['text that is not empty', 'text', text({ text: 'a' }), text({ text: '' })],
  ['emojis', 'emojis', text({ text: '$', emojis: times(20, emoji) }), text({ text: '$', emojis: times(21, emoji) })],
  ['emoji at a $', 'emojis[0].index', text({ text: '$a', emojis: [emoji] }), text({ text: 'a$', emojis: [emoji] })],
  [
    'textV2 text',
    'text',
    textV2(0, 'emoji', { text: 'a'.repeat(5000) }),
    textV2(0, 'emoji', { text: 'a'.repeat(5001) }),
  ],
  ['textV2 emojis', 'substitution', textV2(20, 'emoji'), textV2(21, 'emoji')],
  ['textV2 mentions', 'substitution', textV2(20, 'mention'), textV2(21, 'mention')],
  ['textV2 known key', 'text', textV2(1, 'emoji', { text: '{k0} {{k1}}' }), textV2(1, 'emoji', { text: '{k1}' })],
  [
    'image URL',
    'originalContentUrl',
    { type: 'image', originalContentUrl: urlOf(2000), previewImageUrl: image },
    { type: 'image', originalContentUrl: urlOf(2001), previewImageUrl: image },
  ],
  [
    'image URL over https',
    'previewImageUrl',
    { type: 'image', originalContentUrl: image, previewImageUrl: image },
    { type: 'image', originalContentUrl: image, previewImageUrl: 'http://example.com/a.png' },
  ],
  [
    'percent-encoded URL',
    'originalContentUrl',
    video({ originalContentUrl: `${URL_START}%E8%BB%8A` }),
    video({ originalContentUrl: `${URL_START}車` }),
  ],
  ['video trackingId', 'trackingId', video({ trackingId: 'a'.repeat(100) }), video({ trackingId: 'a'.repeat(101) })],
  [
    'audio duration',
    'duration',
    { type: 'audio', originalContentUrl: image, duration: 1 },
    { type: 'audio', originalContentUrl: image, duration: 0 },
  ],
  [
    'sticker',
    'stickerId',
    { type: 'sticker', packageId: '446', stickerId: '1988' },
    { type: 'sticker', packageId: '446' },
  ],
  ['location title', 'title', location({ title: 'a'.repeat(100) }), location({ title: 'a'.repeat(101) })],
  ['location address', 'address', location({ address: 'a'.repeat(100) }), location({ address: 'a'.repeat(101) })],
  ['latitude', 'latitude', location({ latitude: 90 }), location({ latitude: 90.1 })],
  [
    'coupon deliveryTag',
    'deliveryTag',
    { type: 'coupon', couponId: 'c', deliveryTag: 'a'.repeat(30) },
    { type: 'coupon', couponId: 'c', deliveryTag: 'a'.repeat(31) },
  ],
  ['quick replies', 'quickReply.items', quickReply(times(13, postback())), quickReply(times(14, postback()))],
  [
    'quick reply label in graphemes',
    'quickReply.items[0].action.label',
    quickReply([postback({ label: bike.repeat(20) })]),
    quickReply([postback({ label: bike.repeat(21) })]),
  ],
  [
    'postback data in UTF-16 code units',
    'quickReply.items[0].action.data',
    quickReply([postback({ data: bike.repeat(150) })]),
    quickReply([postback({ data: `${bike.repeat(150)}a` })]),
  ],
  [
    'postback displayText in graphemes',
    'quickReply.items[0].action.displayText',
    quickReply([postback({ displayText: bike.repeat(300) })]),
    quickReply([postback({ displayText: bike.repeat(301) })]),
  ],
  [
    'fillInText with openKeyboard',
    'quickReply.items[0].action.fillInText',
    quickReply([postback({ fillInText: 'a', inputOption: 'openKeyboard' })]),
    quickReply([postback({ fillInText: 'a', inputOption: 'openVoice' })]),
  ],
  [
    'message action text',
    'quickReply.items[0].action.text',
    quickReply([{ type: 'message', label: 'Go', text: 'a'.repeat(300) }]),
    quickReply([{ type: 'message', label: 'Go', text: 'a'.repeat(301) }]),
  ],
  [
    'uri action',
    'quickReply.items[0].action.uri',
    quickReply([{ type: 'uri', label: 'Go', uri: urlOf(1000) }]),
    quickReply([{ type: 'uri', label: 'Go', uri: urlOf(1001) }]),
  ],
  [
    'uri action scheme',
    'quickReply.items[0].action.uri',
    quickReply([{ type: 'uri', label: 'Go', uri: 'tel:0800000000' }]),
    quickReply([{ type: 'uri', label: 'Go', uri: 'ftp://example.com' }]),
  ],
  [
    'clipboard text',
    'quickReply.items[0].action.clipboardText',
    quickReply([{ type: 'clipboard', label: 'Go', clipboardText: 'a'.repeat(1000) }]),
    quickReply([{ type: 'clipboard', label: 'Go', clipboardText: 'a'.repeat(1001) }]),
  ],
  [
    'date picker order',
    'quickReply.items[0].action.max',
    quickReply([
      { type: 'datetimepicker', label: 'Go', data: 'a', mode: 'date', min: '2026-01-01', max: '2026-01-02' },
    ]),
    quickReply([
      { type: 'datetimepicker', label: 'Go', data: 'a', mode: 'date', min: '2026-01-02', max: '2026-01-02' },
    ]),
  ],
  [
    'sender name',
    'sender.name',
    text({ sender: { name: 'a'.repeat(20) } }),
    text({ sender: { name: 'a'.repeat(21) } }),
  ],
  [
    'template altText',
    'altText',
    { ...buttons(), altText: 'a'.repeat(1500) },
    { ...buttons(), altText: 'a'.repeat(1501) },
  ],
  ['buttons text', 'template.text', buttons({ text: bike.repeat(160) }), buttons({ text: bike.repeat(161) })],
  [
    'buttons text beside a title',
    'template.text',
    buttons({ title: 'T', text: 'a'.repeat(60) }),
    buttons({ title: 'T', text: 'a'.repeat(61) }),
  ],
  [
    'buttons text beside an image',
    'template.text',
    buttons({ thumbnailImageUrl: image, text: 'a'.repeat(60) }),
    buttons({ thumbnailImageUrl: image, text: 'a'.repeat(61) }),
  ],
  ['buttons title', 'template.title', buttons({ title: bike.repeat(40) }), buttons({ title: bike.repeat(41) })],
  [
    'buttons actions',
    'template.actions',
    buttons({ actions: times(4, postback()) }),
    buttons({ actions: times(5, postback()) }),
  ],
  [
    'template label',
    'template.actions[0].label',
    buttons({ actions: [postback({ label: bike.repeat(20) })] }),
    buttons({ actions: [postback({ label: bike.repeat(21) })] }),
  ],
  [
    'template label given',
    'template.actions[0].label',
    buttons(),
    buttons({ actions: [{ type: 'postback', data: 'a' }] }),
  ],
  ['confirm text', 'template.text', confirm({ text: bike.repeat(240) }), confirm({ text: bike.repeat(241) })],
  ['confirm actions', 'template.actions', confirm(), confirm({ actions: times(3, postback()) })],
  ['carousel columns', 'template.columns', carousel(times(10, column())), carousel(times(11, column()))],
  [
    'carousel text',
    'template.columns[0].text',
    carousel([column({ text: bike.repeat(120) })]),
    carousel([column({ text: bike.repeat(121) })]),
  ],
  [
    'carousel text beside a title',
    'template.columns[0].text',
    carousel([column({ title: 'T', text: 'a'.repeat(60) })]),
    carousel([column({ title: 'T', text: 'a'.repeat(61) })]),
  ],
  [
    'carousel actions',
    'template.columns[0].actions',
    carousel([column({ actions: times(3, postback()) })]),
    carousel([column({ actions: times(4, postback()) })]),
  ],
  [
    'carousel columns alike in actions',
    'template.columns[1].actions',
    carousel(times(2, column())),
    carousel([column(), column({ actions: times(2, postback()) })]),
  ],
  [
    'carousel columns alike in title',
    'template.columns[1].title',
    carousel(times(2, column({ title: 'T' }))),
    carousel([column({ title: 'T' }), column()]),
  ],
  [
    'image carousel columns',
    'template.columns',
    imageCarousel(times(10, { imageUrl: image, action: postback() })),
    imageCarousel(times(11, { imageUrl: image, action: postback() })),
  ],
  [
    'image carousel label',
    'template.columns[0].action.label',
    imageCarousel([{ imageUrl: image, action: postback({ label: bike.repeat(12) }) }]),
    imageCarousel([{ imageUrl: image, action: postback({ label: bike.repeat(13) }) }]),
  ],
  ['flex altText', 'altText', flex(bubble, { altText: 'a'.repeat(1500) }), flex(bubble, { altText: 'a'.repeat(1501) })],
  ['flex bubble bytes', 'contents', flex(bubbleOf(30_000)), flex(bubbleOf(30_001))],
  ['flex carousel bytes', 'contents', carouselOf(50_000), carouselOf(50_001)],
  ['flex bubbles', 'contents.contents', bubbles(times(12, bubble)), bubbles(times(13, bubble))],
  [
    'flex bubbles of one size',
    'contents.contents',
    bubbles([bubble, { ...bubble, size: 'mega' }]),
    bubbles([bubble, { ...bubble, size: 'kilo' }]),
  ],
  [
    'flex label',
    'contents.body.contents[0].action.label',
    flexButton(postback({ label: bike.repeat(40) })),
    flexButton(postback({ label: bike.repeat(41) })),
  ],
  [
    'flex image URL',
    'contents.hero.url',
    flex({ type: 'bubble', hero: { type: 'image', url: image } }),
    flex({ type: 'bubble', hero: { type: 'image', url: 'http://example.com/a.png' } }),
  ],
  ['flex bubble size', 'contents.size', flex({ ...bubble, size: 'giga' }), flex({ ...bubble, size: 'huge' })],
  ['flex direction', 'contents.direction', flex({ ...bubble, direction: 'rtl' }), flex({ ...bubble, direction: 'up' })],
  ['flex block', 'contents.body', flexBody([]), flex({ type: 'bubble', body: flexText })],
  ['flex layout', 'contents.body.layout', flexBody([]), flexBody([], { layout: 'grid' })],
  ['flex box contents', 'contents.body.contents', flexBody([]), flexBody(undefined)],
  ['flex child', 'contents.body.contents[0].type', flexBody([flexText]), flexBody([{ type: 'icon', url: image }])],
  [
    'flex baseline child',
    'contents.body.contents[0].type',
    flexBody([{ type: 'icon', url: image }], { layout: 'baseline' }),
    flexBody([{ type: 'button', action: postback() }], { layout: 'baseline' }),
  ],
  [
    'flex gravity',
    'contents.body.contents[0].gravity',
    flexBody([{ ...flexText, gravity: 'top' }]),
    flexBody([{ ...flexText, gravity: 'top' }], { layout: 'baseline' }),
  ],
  ['flex text', 'contents.body.contents[0].text', flexBody([flexText]), flexBody([{ type: 'text', text: '' }])],
  [
    'flex span',
    'contents.body.contents[0].contents[0].type',
    flexBody([{ type: 'text', contents: [{ type: 'span', text: 'a' }] }]),
    flexBody([{ type: 'text', contents: [flexText] }]),
  ],
  [
    'flex gradient',
    'contents.body.background.angle',
    flexBody([], { background: { type: 'linearGradient', angle: '359.5deg' } }),
    flexBody([], { background: { type: 'linearGradient', angle: '360deg' } }),
  ],
  [
    'flex aspect ratio',
    'contents.hero.aspectRatio',
    flex({ type: 'bubble', hero: { type: 'image', url: image, aspectRatio: '1:3' } }),
    flex({ type: 'bubble', hero: { type: 'image', url: image, aspectRatio: '1:3.1' } }),
  ],
  ['flex hero', 'contents.hero', flex({ type: 'bubble', hero: box([]) }), flex({ type: 'bubble', hero: flexText })],
  ['flex video alone', 'contents.contents[0].hero', flex(flexVideo()), bubbles([flexVideo()])],
  ['flex video size', 'contents.hero', flex(flexVideo({}, 'kilo')), flex(flexVideo({}, 'micro'))],
  [
    'flex video alternative',
    'contents.hero.altContent',
    flex(flexVideo({ altContent: box([]) })),
    flex(flexVideo({ altContent: undefined })),
  ],
  ['textV2 braces', 'text', textV2(1, 'emoji', { text: '{k0}{{' }), textV2(1, 'emoji', { text: '{k0}{' })],
  [
    'textV2 key',
    'substitution.a-b',
    textV2(1, 'emoji'),
    { type: 'textV2', text: 'Hi', substitution: { 'a-b': { type: 'emoji', productId: 'p', emojiId: '1' } } },
  ],
  ['sender that is not LINE', 'sender.name', text({ sender: { name: 'Online' } }), text({ sender: { name: 'LINE' } })],
  [
    'sender icon over https',
    'sender.iconUrl',
    text({ sender: { iconUrl: image } }),
    text({ sender: { iconUrl: 'http://example.com/a.png' } }),
  ],
  ['longitude', 'longitude', location({ longitude: -180 }), location({ longitude: -180.1 })],
  ['video preview', 'previewImageUrl', video(), video({ previewImageUrl: undefined })],
  ['video trackingId letters', 'trackingId', video({ trackingId: 'a-1.(b)' }), video({ trackingId: 'a b' })],
  [
    'coupon deliveryTag letters',
    'deliveryTag',
    { type: 'coupon', couponId: 'c', deliveryTag: 'a_1' },
    { type: 'coupon', couponId: 'c', deliveryTag: 'a-1' },
  ],
  ['coupon id', 'couponId', { type: 'coupon', couponId: 'c' }, { type: 'coupon', couponId: '' }],
  [
    'date picker years',
    'quickReply.items[0].action.initial',
    quickReply([{ type: 'datetimepicker', label: 'Go', data: 'a', mode: 'date', initial: '2100-12-31' }]),
    quickReply([{ type: 'datetimepicker', label: 'Go', data: 'a', mode: 'date', initial: '2101-01-01' }]),
  ],
  [
    'date picker days that exist',
    'quickReply.items[0].action.initial',
    quickReply([{ type: 'datetimepicker', label: 'Go', data: 'a', mode: 'datetime', initial: '2028-02-29T23:59' }]),
    quickReply([{ type: 'datetimepicker', label: 'Go', data: 'a', mode: 'datetime', initial: '2027-02-29T23:59' }]),
  ],
  [
    'time picker',
    'quickReply.items[0].action.max',
    quickReply([{ type: 'datetimepicker', label: 'Go', data: 'a', mode: 'time', max: '23:59' }]),
    quickReply([{ type: 'datetimepicker', label: 'Go', data: 'a', mode: 'time', max: '24:01' }]),
  ],
  [
    'image carousel image',
    'template.columns[0].imageUrl',
    imageCarousel([{ imageUrl: urlOf(2000), action: postback() }]),
    imageCarousel([{ imageUrl: urlOf(2001), action: postback() }]),
  ],
  [
    'carousel columns alike in image',
    'template.columns[1].thumbnailImageUrl',
    carousel(times(2, column({ thumbnailImageUrl: image }))),
    carousel([column({ thumbnailImageUrl: image }), column()]),
  ],
  ['imagemap altText', 'altText', imagemap({ altText: 'a'.repeat(1500) }), imagemap({ altText: 'a'.repeat(1501) })],
  [
    'imagemap clipboard',
    'actions[0].clipboardText',
    imagemap({ actions: [{ type: 'clipboard', clipboardText: 'a'.repeat(1000), area }] }),
    imagemap({ actions: [{ type: 'clipboard', clipboardText: 'a'.repeat(1001), area }] }),
  ],
  [
    'imagemap area',
    'actions[0].area.width',
    imagemapAction({ area: { ...area, width: 1 } }),
    imagemapAction({ area: { ...area, width: 0 } }),
  ],
  [
    'imagemap area beyond the base size',
    'actions[0].area',
    imagemapAction({ area: { x: 1030, y: 1000, width: 10, height: 40 } }),
    imagemapAction({ area: { x: 1031, y: 1000, width: 10, height: 40 } }),
  ],
  [
    'imagemap video area beyond the base size',
    'video.area',
    imagemapVideo({ area: { x: 0, y: 0, width: 1040, height: 1040 } }),
    imagemapVideo({ area: { x: 0, y: 1, width: 1040, height: 1040 } }),
  ],
  [
    'imagemap video label',
    'video.externalLink.label',
    imagemapVideo({ externalLink: { linkUri: image, label: 'a'.repeat(30) } }),
    imagemapVideo({ externalLink: { linkUri: image, label: 'a'.repeat(31) } }),
  ],
  [
    'imagemap video link',
    'video.externalLink.linkUri',
    imagemapVideo({ externalLink: { linkUri: urlOf(1000), label: 'a' } }),
    imagemapVideo({ externalLink: { linkUri: urlOf(1001), label: 'a' } }),
  ],
  ['imagemap video area', 'video.area', imagemapVideo(), imagemapVideo({ area: undefined })],
  [
    'imagemap video over https',
    'video.originalContentUrl',
    imagemapVideo(),
    imagemapVideo({ originalContentUrl: 'x' }),
  ],
  [
    'imagemap actions',
    'actions',
    imagemap({ actions: times(50, { type: 'message', text: 'a', area }) }),
    imagemap({ actions: times(51, { type: 'message', text: 'a', area }) }),
  ],
  ['imagemap width', 'baseSize.width', imagemap(), imagemap({ baseSize: { width: 1041, height: 1040 } })],
  [
    'imagemap URI',
    'actions[0].linkUri',
    imagemapAction({ linkUri: urlOf(1000) }),
    imagemapAction({ linkUri: urlOf(1001) }),
  ],
  [
    'imagemap label',
    'actions[0].label',
    imagemapAction({ label: 'a'.repeat(100) }),
    imagemapAction({ label: 'a'.repeat(101) }),
  ],
  [
    'imagemap text',
    'actions[0].text',
    imagemap({ actions: [{ type: 'message', text: 'a'.repeat(400), area }] }),
    imagemap({ actions: [{ type: 'message', text: 'a'.repeat(401), area }] }),
  ],
];

describe("a message within LINE's limits passes, and one beyond is refused by name", () => {
  test.each(LIMITS)('%s: %s', (_name, path, atLimit, beyond) => {
    expect(Message.safeParse(atLimit).error?.issues ?? []).toEqual([]);
    expect(Message.safeParse(beyond).error?.issues.map((issue) => formatPath(issue.path))).toEqual([path]);
  });
});

describe('one request', () => {
  test('holds 1 to 5 messages', () => {
    expect(Messages.safeParse(times(1, text())).success).toBe(true);
    expect(Messages.safeParse(times(5, text())).success).toBe(true);
    expect(Messages.safeParse([]).success).toBe(false);
    expect(Messages.safeParse(times(6, text())).success).toBe(false);
  });

  test('refuses a message type that LINE does not know', () => {
    expect(Messages.safeParse([{ type: 'poem', text: 'Hi' }]).error?.issues[0]?.path).toEqual([0, 'type']);
  });

  test('refuses a property that LINE does not know, so that a slip of the pen is found before sending', () => {
    expect(Messages.safeParse([text({ quikReply: {} })]).success).toBe(false);
  });
});

test('the refusal says how long the text is and how long it may be', () => {
  const [issue] = Message.safeParse(text({ text: 'a'.repeat(5001) })).error?.issues ?? [];
  expect(issue?.message).toBe('must have at most 5000 UTF-16 code units, has 5001');
});

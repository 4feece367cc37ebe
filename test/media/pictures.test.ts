import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Readable } from 'node:stream';
import sharp, { type Sharp } from 'sharp';
import { CampaignModel } from '../../src/campaigns/campaign.model.js';
import { deleteFile, readFile, writeFile } from '../../src/infra/mongo/files.js';
import { PictureModel } from '../../src/media/picture.model.js';
import { uploadPicture } from '../../src/media/upload-picture.js';
import { MessageSetModel } from '../../src/messages/message-set.model.js';
import type { MessageTemplate } from '../../src/messages/core/template.js';
import { API_KEY, buildApp, CHANNEL_ID, type Answer, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { aFriend, seenBy } from '../support/factories.js';

const PUBLIC = 'https://crm.example.com';
const WIDTHS = [240, 300, 460, 700, 1040];
let product: TestApp;
beforeAll(async () => {
  product = await buildApp({ publicBaseUrl: PUBLIC });
}, 60_000);
beforeEach(async () => {
  await Promise.all([PictureModel.deleteMany({}), MessageSetModel.deleteMany({}), CampaignModel.deleteMany({})]);
});
afterAll(() => product.close());

const api = (method: string, path: string, body?: object) => product.api(method, `/api/v1${path}`, body);
const drawing = (width: number, height: number, colour = '#c33') =>
  sharp({ create: { width, height, channels: 3, background: colour } });
const noise = (width: number, height: number) =>
  sharp({
    create: { width, height, channels: 3, background: '#888', noise: { type: 'gaussian', mean: 128, sigma: 60 } },
  });
const png = (image: Sharp) => image.png().toBuffer();
const jpeg = (image: Sharp, quality = 80) => image.jpeg({ quality }).toBuffer();

async function upload(bytes: Buffer, query: Record<string, string> = {}, contentType = 'image/png'): Promise<Answer> {
  const answer = await fetch(
    `${product.url}/api/v1/media?${new URLSearchParams({ name: 'Spring', ...query }).toString()}`,
    {
      method: 'POST',
      headers: { authorization: `Bearer ${API_KEY}`, 'content-type': contentType },
      body: new Uint8Array(bytes),
    },
  );
  return { status: answer.status, body: await answer.json() };
}
const uploaded = async (bytes: Buffer, query?: Record<string, string>) => {
  const answer = await upload(bytes, query);
  expect(answer).toMatchObject({ status: 201 });
  return answer.body;
};
const messageOf = async (answer: Promise<Answer>) => {
  const { status, body } = await answer;
  expect(status).toBe(400);
  return body.error.message as string;
};

/** Loads an address of ours as LINE does, without a key. */
const load = (address: string, init?: RequestInit) => fetch(address.replace(PUBLIC, product.url), init);
const loaded = async (address: string) => {
  const answer = await load(address);
  expect(answer.status).toBe(200);
  const bytes = Buffer.from(await answer.arrayBuffer());
  const { width, height, format, exif, space, orientation } = await sharp(bytes).metadata();
  return { type: answer.headers.get('content-type'), bytes, width, height, format, exif, space, orientation };
};

describe('an upload', () => {
  test('answers with what goes into an image message and an imagemap, and LINE loads it', async () => {
    const picture = await uploaded(await jpeg(drawing(2080, 1001)), { name: ' Spring 春 ' });
    expect(picture).toMatchObject({
      name: 'Spring 春',
      channelId: CHANNEL_ID,
      contentType: 'image/jpeg',
      width: 2080,
      height: 1001,
      image: { originalContentUrl: `${PUBLIC}/media/${picture.id}` },
      imagemap: { baseUrl: `${PUBLIC}/media/${picture.id}`, baseSize: { width: 1040, height: 501 } },
      sender: null,
    });
    const { image } = picture;
    expect(await loaded(image.originalContentUrl)).toMatchObject({ type: 'image/jpeg', width: 2080, height: 1001 });
    const preview = await loaded(image.previewImageUrl);
    expect(preview).toMatchObject({ type: 'image/jpeg', width: 1024 });
    expect(preview.bytes.length).toBeLessThanOrEqual(1_000_000);
  });

  test('of the same bytes is the same picture, under its first name, also at once', async () => {
    const bytes = await png(drawing(60, 40));
    const answers = await Promise.all([upload(bytes), upload(bytes), upload(bytes, { name: 'Summer' })]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(await PictureModel.countDocuments()).toBe(1);
    const [first] = answers;
    expect((await upload(bytes, { name: 'Later' })).body).toEqual(first?.body);
    expect((await uploaded(await png(drawing(60, 41)))).id).not.toBe(first?.body.id);
  });

  test('of one file by many at once leaves the file', async () => {
    const write = () => writeFile('pictures/many/240', 'image/png', Readable.from([Buffer.from('drawn')]), 100);
    expect(await Promise.all(Array.from({ length: 20 }, write))).toEqual(Array.from({ length: 20 }, () => 5));
    await Promise.all([deleteFile('pictures/many/240'), deleteFile('pictures/many/240')]);
    expect(await readFile('pictures/many/240')).toBeNull();
  });

  test('that is interrupted is made good by the next one', async () => {
    const bytes = await png(drawing(50, 50));
    const { id, image } = await uploaded(bytes);
    await PictureModel.deleteOne({ _id: id });
    await deleteFile(`pictures/${id}/preview`);
    expect((await uploaded(bytes)).id).toBe(id);
    expect(await loaded(image.previewImageUrl)).toMatchObject({ width: 50 });
  });

  test('is refused while our address is not https, because LINE loads from no other', async () => {
    const local = { ...product.app.ctx, baseUrl: 'http://127.0.0.1:3000' };
    const content = Readable.from([await png(drawing(10, 10))]);
    await expect(uploadPicture(local, undefined, { name: 'Local', use: 'image', content })).rejects.toThrow(
      'PUBLIC_BASE_URL is http://127.0.0.1:3000; to host pictures it must be an https address, because LINE loads from no other.',
    );
  });

  test('is turned upright and loses what it tells of camera and place', async () => {
    const turned = await drawing(120, 80)
      .withExif({ IFD0: { Artist: 'A. Photographer' }, IFD3: { GPSLatitudeRef: 'N' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    expect((await sharp(turned).metadata()).exif).toBeDefined();
    const { image, width, height } = await uploaded(turned);
    expect([width, height]).toEqual([80, 120]);
    for (const address of [image.originalContentUrl, image.previewImageUrl]) {
      const shown = await loaded(address);
      expect(shown).toMatchObject({ width: 80, height: 120, exif: undefined, orientation: undefined });
      expect(shown.bytes.includes('Photographer')).toBe(false);
    }
  });

  test('in print colours is shown in those of screens', async () => {
    const cmyk = await drawing(80, 80).toColourspace('cmyk').jpeg().toBuffer();
    expect((await sharp(cmyk).metadata()).space).toBe('cmyk');
    const { image } = await uploaded(cmyk);
    expect(await loaded(image.originalContentUrl)).toMatchObject({ space: 'srgb' });
  });

  test('that can be seen through stays so, and what stands behind its end is gone', async () => {
    const clear = sharp({
      create: { width: 90, height: 90, channels: 4, background: { r: 9, g: 9, b: 9, alpha: 0.2 } },
    });
    const { sender } = await uploaded(Buffer.concat([await png(clear), Buffer.from('<script>alert(1)</script>')]));
    const icon = await loaded(sender.iconUrl);
    expect(icon).toMatchObject({ type: 'image/png', width: 90 });
    expect((await sharp(icon.bytes).metadata()).hasAlpha).toBe(true);
    expect(icon.bytes.includes('script')).toBe(false);
  });

  test('of a busy PNG gets a preview within 1 MB', async () => {
    const { image } = await uploaded(await png(noise(1500, 1500)));
    const preview = await loaded(image.previewImageUrl);
    expect(preview).toMatchObject({ type: 'image/jpeg', width: 1024, height: 1024 });
    expect(preview.bytes.length).toBeLessThanOrEqual(1_000_000);
    expect(await loaded(image.originalContentUrl)).toMatchObject({ type: 'image/png', width: 1500 });
  });

  test('for a use that the picture does not fit names the value and what is allowed', async () => {
    const small = await png(drawing(800, 600));
    expect(await messageOf(upload(small, { use: 'imagemap' }))).toBe(
      'The picture is 800 px wide; for an imagemap it must have at least 1040.',
    );
    expect(await messageOf(upload(small, { use: 'icon' }))).toBe(
      'The picture is 800 x 600 px; the icon of a sender must be square.',
    );
    expect(await messageOf(upload(await jpeg(drawing(90, 90)), { use: 'icon' }))).toContain('must be image/png');
    expect(await messageOf(upload(await png(noise(800, 800)), { use: 'icon' }))).toContain('at most 1000000');
    expect(await PictureModel.countDocuments()).toBe(0);
    expect((await uploaded(small)).imagemap).toBeNull();
    expect(await messageOf(upload(small, { use: 'icon' }))).toContain('must be square');
  });
});

/** A PNG that says that it is this large, and holds no pixels of it. */
function aHeader(width: number, height: number): Buffer {
  const name = Buffer.from('IHDR');
  const content = Buffer.alloc(13);
  content.writeUInt32BE(width, 0);
  content.writeUInt32BE(height, 4);
  content.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk(name, content),
    chunk(Buffer.from('IDAT'), Buffer.from('789c030000000001', 'hex')),
    chunk(Buffer.from('IEND'), Buffer.alloc(0)),
  ]);
}

function chunk(name: Buffer, content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(Buffer.concat([name, content])));
  return Buffer.concat([length, name, content, checksum]);
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

describe('what is no picture that LINE takes is refused, whatever it is called', () => {
  const refused = async (bytes: Buffer, said: string, contentType?: string) => {
    expect(await messageOf(upload(bytes, {}, contentType))).toContain(said);
    expect(await PictureModel.countDocuments()).toBe(0);
  };

  test('nothing', () => refused(Buffer.alloc(0), 'is empty; it must be a PNG or JPEG'));
  test('SVG', () => refused(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'begins with "<svg xmlns=\\""'));
  test('HTML', () => refused(Buffer.from('<html><script>'), 'begins with "<html><scrip"', 'image/jpeg'));
  test('WebP', async () => refused(await drawing(9, 9).webp().toBuffer(), 'begins with "RIFF', 'image/png'));
  test('GIF', async () => refused(await drawing(9, 9).gif().toBuffer(), 'begins with "GIF89a'));
  test('another type by its header', async () =>
    refused(await png(drawing(9, 9)), 'send one of: image/png', 'text/html'));

  test('a file that is cut off', async () => {
    for (const whole of [await png(noise(300, 300)), await jpeg(noise(300, 300))]) {
      await refused(whole.subarray(0, whole.length / 2), 'cannot be read');
      await refused(whole.subarray(0, 12), 'cannot be read');
    }
  });

  test('a bomb: its header says more pixels than are decoded', () =>
    refused(aHeader(50_000, 50_000), 'is 50000 x 50000 px; it must have at most 40000000 px'));

  test('an animated PNG', async () => {
    const still = await png(drawing(20, 20));
    const moves = chunk(Buffer.from('acTL'), Buffer.from('0000000200000000', 'hex'));
    const animated = Buffer.concat([still.subarray(0, 33), moves, still.subarray(33)]);
    await refused(animated, 'is an animated PNG; it must stand still');
  });

  test('a file of more than 10 MB', async () => {
    const answer = await upload(Buffer.alloc(10_000_001));
    expect(answer).toMatchObject({ status: 413, body: { error: { code: 'too_large' } } });
  });

  test('random bytes behind the start of a picture', async () => {
    for (const start of ['89504e470d0a1a0a', 'ffd8ffe0']) {
      const bytes = Buffer.concat([Buffer.from(start, 'hex'), Buffer.alloc(5_000, 0xa7)]);
      await refused(bytes, 'cannot be read');
    }
  });
});

describe('an address of a picture', () => {
  test('is kept for good by whoever loads it, and shown by any page', async () => {
    const { image, imagemap } = await uploaded(await png(drawing(1040, 300)));
    for (const address of [image.originalContentUrl, image.previewImageUrl, `${imagemap.baseUrl}/240`]) {
      const { headers } = await load(address);
      expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
      expect(headers.get('content-disposition')).toBeNull();
      const asked = await load(address, { method: 'HEAD' });
      expect(asked.status).toBe(200);
      expect(asked.headers.get('content-length')).toBe(headers.get('content-length'));
      // With a cache-control of ours, fetch adds none that asks for the whole answer.
      const known = (tag: string) => load(address, { headers: { 'if-none-match': tag, 'cache-control': 'max-age=0' } });
      const again = await known(headers.get('etag') ?? '');
      expect(again.status).toBe(304);
      expect(await again.text()).toBe('');
      expect((await known('"another"')).status).toBe(200);
    }
  });

  test('gives the same bytes when many ask at once, from the store and from memory', async () => {
    const { image } = await uploaded(await png(noise(300, 300)));
    const ask = async () => Buffer.from(await (await load(image.previewImageUrl)).arrayBuffer());
    const [first, ...others] = [...(await Promise.all(Array.from({ length: 20 }, ask))), await ask()];
    expect(others.every((bytes) => first?.equals(bytes))).toBe(true);
  });

  test('that is none answers 404, without anything to keep', async () => {
    const small = await uploaded(await png(drawing(100, 100)));
    const wide = await uploaded(await png(drawing(1040, 100)));
    const unknown = 'a'.repeat(24);
    for (const path of [
      `${small.id}/240`,
      `${wide.id}/241`,
      `${wide.id}/1040.png`,
      `${wide.id}/original`,
      `${wide.id}/240/240`,
      `${wide.id}/..%2F..%2Fother`,
      wide.id.slice(1),
      unknown,
      `${unknown}/preview`,
      '%00',
    ]) {
      const answer = await load(`${PUBLIC}/media/${path}`);
      expect([path, answer.status]).toEqual([path, 404]);
      expect(answer.headers.get('cache-control')).toBeNull();
    }
  });
});

const bubbleSet = (name: string, bubble: object, more: object = {}) => ({
  name,
  contentType: 'service',
  variants: [{ key: 'all', when: null, languages: { 'zh-TW': [bubble] } }],
  ...more,
});
const imagemapOf = ({ imagemap }: { imagemap: object }) => ({
  type: 'imagemap',
  ...imagemap,
  altText: 'Spring sale',
  actions: [{ type: 'message', text: 'Show me', area: { x: 0, y: 0, width: 1040, height: 300 } }],
});

test('an imagemap of a hosted picture is saved, sent by a campaign and loaded by LINE in every width', async () => {
  const friend = await aFriend(product);
  const picture = await uploaded(await jpeg(noise(2000, 1300)), { use: 'imagemap' });
  const icon = await uploaded(await png(drawing(200, 200, '#3c3')), { use: 'icon' });
  const saved = await api('POST', '/message-sets', bubbleSet('Sale', imagemapOf(picture), { sender: icon.sender }));
  expect(saved).toMatchObject({ status: 201, body: { checkedByLine: true } });
  const campaign = await api('POST', '/campaigns', {
    name: 'Spring',
    audience: { standing: 'following' },
    content: { messageSet: saved.body.id },
    sendAt: new Date(),
  });
  expect(campaign).toMatchObject({ status: 201 });
  const seen = await eventually(async () => {
    const found = (await seenBy(product, friend.lineUserId)).find(({ message }) => message['type'] === 'imagemap');
    if (!found) throw new Error('The imagemap was not seen yet.');
    return found.message as { baseUrl: string; baseSize: { width: number; height: number } };
  }, 30_000);
  expect(seen).toMatchObject({ baseSize: { width: 1040, height: 676 }, sender: icon.sender });
  for (const width of WIDTHS) {
    const shown = await loaded(`${seen.baseUrl}/${width}`);
    expect(shown).toMatchObject({ type: 'image/jpeg', width, height: Math.round((1300 * width) / 2000) });
    expect(shown.bytes.length).toBeLessThanOrEqual(10_000_000);
  }
}, 60_000);

describe('what a channel has', () => {
  test('is listed newest first, a page at a time', async () => {
    const ids: string[] = [];
    for (const size of [11, 12, 13, 14, 15]) ids.unshift((await uploaded(await png(drawing(size, size)))).id);
    const first = (await api('GET', '/media?limit=2')).body;
    const second = (await api('GET', `/media?limit=2&before=${first.next}`)).body;
    const last = (await api('GET', `/media?limit=2&before=${second.next}`)).body;
    const pages = [first, second, last].map(({ pictures }) => pictures.map(({ id }: { id: string }) => id));
    expect(pages.flat()).toEqual(ids);
    expect(last.next).toBeNull();
    expect((await api('GET', '/media?before=nowhere')).status).toBe(400);
  });

  test('is deleted with all its sizes when nothing uses it, and again is not found', async () => {
    const { id, image, imagemap } = await uploaded(await png(drawing(1040, 100)));
    expect((await api('DELETE', `/media/${id}`)).status).toBe(204);
    for (const address of [image.originalContentUrl, image.previewImageUrl, `${imagemap.baseUrl}/1040`])
      expect((await load(address)).status).toBe(404);
    expect((await api('DELETE', `/media/${id}`)).status).toBe(404);
    expect((await api('GET', `/media/${id}`)).status).toBe(404);
  });
});

describe('a picture that is used is not deleted, and the answer names by what', () => {
  const templates = () => product.app.ctx.templates as Map<string, Map<string, MessageTemplate>>;
  afterEach(() => void templates().delete('with-picture'));

  const imageOf = ({ image }: { image: object }) => ({ type: 'image', ...image });
  const draft = async (content: object, more: object = {}) => {
    const answer = await api('POST', '/campaigns', {
      name: 'Draft',
      audience: { standing: 'following' },
      content,
      draft: true,
      sendAt: new Date(),
      ...more,
    });
    expect(answer.body.error).toBeUndefined();
    return answer.body.id as string;
  };
  const isKept = async (id: string, usedBy: object[], said: string) => {
    expect((await api('GET', `/media/${id}`)).body.usedBy).toMatchObject(usedBy);
    const answer = await api('DELETE', `/media/${id}`);
    expect(answer).toMatchObject({ status: 409, body: { error: { details: usedBy } } });
    expect(answer.body.error.message).toBe(`Picture Spring is used by ${said}.`);
  };
  const isFree = async (id: string) => expect((await api('DELETE', `/media/${id}`)).status).toBe(204);

  test('a message set, by a bubble or its sender, until it says something else', async () => {
    const shown = await uploaded(await png(drawing(70, 70)));
    const icon = await uploaded(await png(drawing(71, 71)));
    const { id } = (await api('POST', '/message-sets', bubbleSet('Sale', imageOf(shown), { sender: icon.sender })))
      .body;
    await isKept(shown.id, [{ kind: 'messageSet', id, name: 'Sale' }], 'messageSet Sale');
    await isKept(icon.id, [{ kind: 'messageSet', id, name: 'Sale' }], 'messageSet Sale');
    const over = bubbleSet('Sale', { type: 'text', text: 'Over' });
    expect(await api('PUT', `/message-sets/${id}`, { ...over, version: 1 })).toMatchObject({ status: 200 });
    await isFree(shown.id);
    await isFree(icon.id);
  });

  test('a campaign yet to be sent, also by the version of a message set that it is fixed to', async () => {
    const plain = await uploaded(await png(drawing(72, 72)));
    const fixed = await uploaded(await png(drawing(73, 73)));
    const { id: setId } = (await api('POST', '/message-sets', bubbleSet('Sale', imageOf(fixed)))).body;
    const plainId = await draft({ messages: [imageOf(plain)] });
    const fixedId = await draft({ messageSet: setId, version: 1 });
    const over = bubbleSet('Sale', { type: 'text', text: 'Over' });
    await api('PUT', `/message-sets/${setId}`, { ...over, version: 1 });
    await isKept(plain.id, [{ kind: 'campaign', id: plainId }], 'campaign Draft');
    await isKept(fixed.id, [{ kind: 'campaign', id: fixedId }], 'campaign Draft');
    for (const id of [plainId, fixedId]) await api('POST', `/campaigns/${id}/cancel`, {});
    await isFree(plain.id);
    await isFree(fixed.id);
  });

  test('a template', async () => {
    const picture = await uploaded(await png(drawing(74, 74)));
    const template = { name: 'with-picture', language: 'en', contentType: 'service', variables: {} };
    const messages = [imageOf(picture)];
    templates().set('with-picture', new Map([['en', { ...template, messages } as unknown as MessageTemplate]]));
    await isKept(picture.id, [{ kind: 'template', id: 'with-picture' }], 'template with-picture');
    templates().delete('with-picture');
    await isFree(picture.id);
  });

  test('a message set of another channel, into which the address was pasted', async () => {
    const bot = { channelId: '1000000002', channelSecret: 's'.repeat(32), accessToken: 'token-of-the-second' };
    await product.control.addBot({ ...bot, loginChannelId: '1000000010', webhookRedelivery: false });
    expect((await api('POST', '/channels', { name: 'Second', ...bot })).status).toBe(201);
    const picture = await uploaded(await png(drawing(75, 75)), { channelId: CHANNEL_ID });
    const saved = await api('POST', '/message-sets', {
      ...bubbleSet('Elsewhere', imageOf(picture)),
      channelId: bot.channelId,
    });
    expect(saved.status).toBe(201);
    await isKept(picture.id, [{ kind: 'messageSet', id: saved.body.id }], 'messageSet Elsewhere');
    expect((await uploaded(await png(drawing(75, 75)), { channelId: bot.channelId })).id).not.toBe(picture.id);
  });
});

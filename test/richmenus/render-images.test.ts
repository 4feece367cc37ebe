import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { RICH_MENU_IMAGE_BYTES_MAX } from '../../src/richmenus/core/definition.js';
import { RichMenuImageManifest } from '../../src/richmenus/core/image-manifest.js';
import { loadRichMenuDefinitions } from '../../src/richmenus/load-definitions.js';
import { renderRichMenuImages } from '../../src/richmenus/render-images.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'richmenus-'));
});
afterEach(() => rm(folder, { recursive: true }));

const menus = () => join(folder, 'menus');
const output = () => join(folder, 'images');
const readManifest = async () =>
  RichMenuImageManifest.parse(JSON.parse(await readFile(join(output(), 'manifest.json'), 'utf8')));

const TITLE = '<text x="20" y="200" font-size="60" data-width="760">{{title}}</text>';
const svgOf = (content: string, width = 800, height = 500) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="{{fontFamily}}">` +
  `<rect width="100%" height="100%" fill="#ffffff"/>${content}</svg>`;

async function writeMenu(
  titles: Record<string, string>,
  svg: string | null = svgOf(TITLE),
  name = 'small',
  size = { width: 800, height: 500 },
) {
  const texts = Object.fromEntries(
    Object.entries(titles).map(([language, title]) => [language, { bar: 'Menu', title }]),
  );
  const menu = {
    name,
    alias: name,
    size,
    languages: Object.keys(titles),
    chatBarText: '{{bar}}',
    areas: [],
    texts,
  };
  await mkdir(join(menus(), name), { recursive: true });
  await writeFile(join(menus(), name, 'menu.json'), JSON.stringify(menu));
  if (svg !== null) await writeFile(join(menus(), name, 'image.svg'), svg);
}
const writePicture = async (file: string, bytes: Buffer | Promise<Buffer>) =>
  writeFile(join(menus(), 'small', file), await bytes);
const aPicture = (width = 800, height = 500) =>
  sharp({ create: { width, height, channels: 4, background: { r: 200, g: 0, b: 0, alpha: 0.5 } } });
/** A picture that no palette makes small. */
const noise = (width: number, height: number) => {
  let seed = 1;
  const bytes = Buffer.from(
    Array.from({ length: width * height * 3 }, () => (seed = (seed * 16_807) % 2_147_483_647) % 256),
  );
  return sharp(bytes, { raw: { width, height, channels: 3 } });
};
const render = () => renderRichMenuImages(menus(), output());

describe('the menus that we ship', () => {
  test("are images within LINE's limits, of the size of their menu, and the manifest describes them", async () => {
    await renderRichMenuImages('richmenus', output());
    const { images } = await readManifest();
    const definitions = await loadRichMenuDefinitions('richmenus');
    expect(images).toHaveLength(definitions.flatMap(({ languages }) => languages).length);
    for (const image of images) {
      const data = await readFile(join(output(), image.file));
      const { width, height, format } = await sharp(data).metadata();
      const size = definitions.find(({ name }) => name === image.name)?.size;
      expect({ width, height }).toEqual(size);
      expect({ width: image.width, height: image.height }).toEqual(size);
      expect(image.contentType).toBe(`image/${format}`);
      expect(image.bytes).toBe(data.byteLength);
      expect(image.bytes).toBeLessThanOrEqual(RICH_MENU_IMAGE_BYTES_MAX);
    }
  }, 120_000);
});

describe('a rendering', () => {
  test('gives the same bytes every time', async () => {
    await writeMenu({ 'zh-TW': '預約試乘', th: 'จองทดลองขับ' });
    const first = await renderRichMenuImages(menus(), output());
    const second = await renderRichMenuImages(menus(), join(folder, 'again'));
    expect(second).toEqual(first);
    expect(second.renderedCount).toBe(2);
  });

  test('is skipped while nothing changed, and done again for the language whose text did', async () => {
    await writeMenu({ en: 'Ride', ja: '試乗' });
    expect(await render()).toMatchObject({ renderedCount: 2 });
    expect(await render()).toMatchObject({ renderedCount: 0 });
    await writeMenu({ en: 'Ride now', ja: '試乗' });
    const [before] = (await readManifest()).images;
    const { images, renderedCount } = await render();
    expect(renderedCount).toBe(1);
    expect(images[0]?.contentHash).not.toBe(before?.contentHash);
  });

  test('is done again when its image is gone', async () => {
    await writeMenu({ en: 'Ride' });
    const { images } = await render();
    await rm(join(output(), images[0]?.file ?? ''));
    expect(await render()).toMatchObject({ renderedCount: 1 });
  });

  test('shows text as text, whatever characters it has', async () => {
    await writeMenu({ en: 'Rides & "tea" <now>' });
    expect(await render()).toMatchObject({ renderedCount: 1 });
  });

  test('draws the Thai sara am beside its neighbours, not under them', async () => {
    await writeMenu({ th: 'คำถาม' });
    const whole = (await render()).images[0]?.contentHash;
    await writeMenu({ th: 'ค\u0e4d\u0e32ถาม' });
    expect((await render()).images[0]?.contentHash).toBe(whole);
  });

  test('becomes a JPEG when a palette cannot make it small enough', async () => {
    const clouds =
      '<filter id="clouds"><feTurbulence baseFrequency="0.05" numOctaves="2"/></filter>' +
      '<rect width="100%" height="100%" filter="url(#clouds)"/>';
    await writeMenu({ en: 'Ride' }, svgOf(clouds, 1500, 1000), 'small', { width: 1500, height: 1000 });
    expect((await render()).images[0]).toMatchObject({ contentType: 'image/jpeg', file: 'small.en.jpg' });
  });
});

describe('a picture', () => {
  test('for all languages, or of each, becomes an image of the size of the menu, without transparency', async () => {
    await writeMenu({ en: 'Ride', ja: '試乗' }, null);
    await writePicture('image.en.png', aPicture().png().toBuffer());
    await writePicture('image.ja.jpg', aPicture(1600, 1000).jpeg().toBuffer());
    const { images } = await render();
    expect(images).toMatchObject([
      { language: 'en', contentType: 'image/png', width: 800, height: 500 },
      { language: 'ja', contentType: 'image/jpeg', width: 800, height: 500 },
    ]);
    for (const { file } of images)
      expect(await sharp(join(output(), file)).metadata()).toMatchObject({ width: 800, height: 500, hasAlpha: false });
  });

  test('too large for LINE is written smaller', async () => {
    await writeMenu({ en: 'Ride' }, null);
    await writePicture('image.png', noise(800, 500).png().toBuffer());
    expect((await readFile(join(menus(), 'small', 'image.png'))).byteLength).toBeGreaterThan(RICH_MENU_IMAGE_BYTES_MAX);
    const [image] = (await render()).images;
    expect(image?.bytes).toBeLessThanOrEqual(RICH_MENU_IMAGE_BYTES_MAX);
  });

  test('that lies on its side as the camera held it stands upright', async () => {
    await writeMenu({ en: 'Ride' }, null);
    await writePicture('image.jpg', aPicture(500, 800).jpeg().withMetadata({ orientation: 6 }).toBuffer());
    expect((await render()).images[0]).toMatchObject({ width: 800, height: 500 });
  });

  test('is written again only when it changes', async () => {
    await writeMenu({ en: 'Ride' }, null);
    await writePicture('image.png', aPicture().png().toBuffer());
    expect(await render()).toMatchObject({ renderedCount: 1 });
    expect(await render()).toMatchObject({ renderedCount: 0 });
    await writePicture('image.png', aPicture().negate().png().toBuffer());
    expect(await render()).toMatchObject({ renderedCount: 1 });
  });

  test.each<[string, () => Buffer | Promise<Buffer>, string]>([
    [
      'is smaller',
      () => aPicture(400, 250).png().toBuffer(),
      'is 400x250; menu.json says 800x500, so it must have that size or',
    ],
    ['has another shape', () => aPicture(800, 600).png().toBuffer(), 'is 800x600; menu.json says 800x500'],
    ['is no image', () => Buffer.from('<html>'), 'begins with "<html>"; it must be a PNG or JPEG'],
    ['is empty', () => Buffer.alloc(0), 'is empty; it must be a PNG or JPEG'],
    [
      'is cut off',
      async () => (await noise(800, 500).png().toBuffer()).subarray(0, 5_000),
      'is damaged or cut off and cannot be read',
    ],
  ])('that %s is refused, by name', async (_what, bytes, problem) => {
    await writeMenu({ en: 'Ride' }, null);
    await writePicture('image.png', bytes());
    await expect(render()).rejects.toThrow(`Rich menu small (en): image.png ${problem}`);
  });
});

describe('a rendering is refused', () => {
  test.each([
    [
      'a character without glyph',
      { en: '\u1780' },
      svgOf(TITLE),
      'Rich menu small (en): image.svg would show boxes, its font has no glyph for \u1780.',
    ],
    [
      'a text that the image needs and nobody wrote',
      { en: 'Ride' },
      svgOf('<text>{{subtitle}}</text>'),
      'Rich menu small (en): image.svg uses {{subtitle}}, which the texts do not have.',
    ],
    [
      'an image of another size than the menu',
      { en: 'Ride' },
      svgOf(TITLE, 801),
      'Rich menu small: image.svg is 801x500, menu.json says 800x500.',
    ],
    [
      'a text too long for its room',
      { en: 'Ride '.repeat(20) },
      svgOf(TITLE),
      /Rich menu small \(en\): "Ride .*" is \d+ px wide, at most 760 fit/,
    ],
    [
      'braces that are no placeholder',
      { en: 'Ride' },
      svgOf('<text>{{title</text>'),
      'has double braces that are no placeholder',
    ],
  ])('for %s', async (_what, titles, svg, problem) => {
    await writeMenu(titles, svg);
    await expect(render()).rejects.toThrow(problem);
  });

  test('when two menus share an alias', async () => {
    await writeMenu({ en: 'Ride' });
    await writeMenu({ en: 'Ride' }, svgOf(TITLE), 'other');
    const file = join(menus(), 'other', 'menu.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace('"alias":"other"', '"alias":"small"'));
    await expect(render()).rejects.toThrow('Rich menu small: the alias small is that of other too.');
  });
});

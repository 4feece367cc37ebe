import { describe, expect, test } from '@jest/globals';
import { chooseImageSource } from '../../../src/richmenus/core/image-source.js';
import type { Language } from '../../../src/shared/language.js';

const languages: Language[] = ['en', 'ja'];
const choose = (...files: string[]) => chooseImageSource({ name: 'spring', languages }, ['menu.json', ...files]);
const picturesOf = (...files: string[]) => {
  const source = choose(...files);
  return source.kind === 'pictures' ? Object.fromEntries(source.files) : source;
};

describe('the image of a menu', () => {
  test('is a drawing for all languages', () => {
    expect(choose('image.svg')).toEqual({ kind: 'drawing', file: 'image.svg' });
  });

  test.each([
    [['image.png'], { en: 'image.png', ja: 'image.png' }],
    [['image.jpeg'], { en: 'image.jpeg', ja: 'image.jpeg' }],
    [['image.ja.jpg', 'image.en.png'], { en: 'image.en.png', ja: 'image.ja.jpg' }],
  ])('is a picture: %j', (files, expected) => {
    expect(picturesOf(...files)).toEqual(expected);
  });
});

describe('a folder is refused', () => {
  test.each([
    ['without any image', [], 'Rich menu spring (en): has no image; allowed are image.svg, image.png or image.jpg'],
    ['without the image of a language', ['image.en.png'], 'Rich menu spring (ja): has no image; allowed are'],
    [
      'with drawing and picture',
      ['image.svg', 'image.png'],
      'Rich menu spring: has both image.svg and image.png; keep one.',
    ],
    [
      'with two pictures',
      ['image.jpg', 'image.png'],
      'Rich menu spring (en): has both image.jpg and image.png; keep one.',
    ],
    [
      'with one picture for all and one for a language',
      ['image.en.png', 'image.png'],
      'Rich menu spring (en): has both image.en.png and image.png; keep one.',
    ],
    [
      'with a picture of a language that the menu lacks',
      ['image.en.png', 'image.ja.png', 'image.th.png'],
      'Rich menu spring: image.th.png is for the language th, menu.json has en, ja.',
    ],
    ['with a picture of no language', ['image.fr.png'], 'Rich menu spring: image.fr.png is for the language fr'],
    [
      'with an image of another kind',
      ['image.gif'],
      'Rich menu spring: image.gif is no image that can be used; allowed are',
    ],
  ])('%s', (_what, files, problem) => {
    expect(() => choose(...files)).toThrow(problem);
  });
});

import { describe, expect, test } from '@jest/globals';
import {
  boxLook,
  buttonLook,
  gravityLook,
  iconLook,
  imageLook,
  itemLook,
  layoutOf,
  lettersLook,
  type Place,
  textLook,
} from '../../../../src/console/line-messages/flex/looks.js';
import { bubbleWidth, ratioOf } from '../../../../src/console/line-messages/flex/measures.js';

const inside = (layout: Place['layout'], changes: Partial<Place> = {}): Place => ({
  layout,
  spacing: undefined,
  isFirst: false,
  ...changes,
});

describe('the place of a component', () => {
  test('in a row everybody shares alike, unless they say how much or need what they need', () => {
    expect(itemLook({ type: 'text' }, inside('horizontal'))).toMatchObject({ flex: '1 1 0', minWidth: 0 });
    expect(itemLook({ type: 'text', flex: 5 }, inside('baseline'))).toMatchObject({ flex: '5 1 0' });
    expect(itemLook({ type: 'text', flex: 0 }, inside('horizontal'))).toMatchObject({ flex: '0 0 auto' });
    for (const component of [{ type: 'icon' }, { type: 'separator' }, { type: 'box', width: '40px' }])
      expect(itemLook(component, inside('horizontal'))).toMatchObject({ flex: '0 0 auto' });
  });

  test('in a column they are as high as they need, and a filler takes the rest', () => {
    expect(itemLook({ type: 'text' }, inside('vertical'))).toMatchObject({ flex: '0 0 auto' });
    expect(itemLook({ type: 'filler' }, inside('vertical'))).toMatchObject({ flex: '1 0 auto' });
  });

  test('a margin of its own comes before the spacing of its box; the first one has neither', () => {
    const spaced = (changes: Partial<Place>) => inside('vertical', { spacing: 'sm', ...changes });
    expect(itemLook({ type: 'text' }, spaced({}))).toMatchObject({ marginTop: '4px' });
    expect(itemLook({ type: 'text', margin: 'xxl' }, spaced({}))).toMatchObject({ marginTop: '20px' });
    expect(itemLook({ type: 'text', margin: '7px' }, spaced({ layout: 'baseline' }))).toMatchObject({
      marginInlineStart: '7px',
    });
    expect(itemLook({ type: 'text', margin: 'xxl' }, spaced({ isFirst: true }))).not.toHaveProperty('marginTop');
  });

  test('one that stands apart is placed by its offsets alone', () => {
    const apart = { type: 'box', position: 'absolute', offsetTop: '-4px', offsetEnd: 'md', margin: 'xl', flex: 3 };
    expect(itemLook(apart, inside('horizontal'))).toEqual({ position: 'absolute', top: '-4px', insetInlineEnd: '8px' });
  });

  test('gravity places it within its room', () => {
    const gravities = ['top', 'center', 'bottom', 'constructor'].map((gravity) => gravityLook({ gravity }));
    expect(gravities.map(({ justifyContent }) => justifyContent)).toEqual([
      'flex-start',
      'center',
      'flex-end',
      'flex-start',
    ]);
  });
});

describe('a box', () => {
  test('lays out, pads, rounds and frames', () => {
    const box = {
      layout: 'horizontal',
      paddingAll: 'md',
      paddingTop: '10%',
      cornerRadius: 'xl',
      borderWidth: 'semi-bold',
      borderColor: '#8b5cf6',
      backgroundColor: '#eef2ff',
      justifyContent: 'space-between',
      alignItems: 'center',
      width: '50%',
      maxHeight: '80px',
    };
    expect(boxLook(box)).toEqual({
      display: 'flex',
      boxSizing: 'border-box',
      flexDirection: 'row',
      alignItems: 'center',
      justifyContent: 'space-between',
      paddingTop: '10%',
      paddingBottom: '8px',
      paddingInlineStart: '8px',
      paddingInlineEnd: '8px',
      width: '50%',
      maxHeight: '80px',
      backgroundColor: '#eef2ff',
      border: '3px solid #8b5cf6',
      borderRadius: '16px',
      overflow: 'hidden',
    });
  });

  test('has the padding of its block where it says none, and baseline and vertical as they are', () => {
    expect(boxLook({ layout: 'vertical' }, '20px')).toMatchObject({ flexDirection: 'column', paddingTop: '20px' });
    expect(boxLook({ layout: 'baseline' })).toMatchObject({ flexDirection: 'row', alignItems: 'baseline' });
    expect(layoutOf({ layout: 'diagonal' })).toBe('vertical');
  });

  test('has a gradient with two or three colours, before its plain colour', () => {
    const background = { type: 'linearGradient', angle: '45deg', startColor: '#000000', endColor: '#ffffff' };
    const gradient = (changes: object) =>
      boxLook({ backgroundColor: '#123456', background: { ...background, ...changes } });
    expect(gradient({}).backgroundImage).toBe('linear-gradient(45deg, #000000, #ffffff)');
    expect(gradient({ centerColor: '#ff0000', centerPosition: '10%' }).backgroundImage).toBe(
      'linear-gradient(45deg, #000000, #ff0000 10%, #ffffff)',
    );
    expect(gradient({ angle: '45deg, url(https://example.com)' })).toMatchObject({ backgroundColor: '#123456' });
  });

  test('takes no CSS that is not LINE’s', () => {
    const hostile = {
      paddingAll: 'calc(1px)',
      width: '100vw',
      height: '50px;color:red',
      cornerRadius: 'url(x)',
      backgroundColor: 'url(https://example.com)',
      justifyContent: 'inherit',
      offsetTop: 'var(--x)',
      spacing: ['1px'],
    };
    const clean = boxLook({ layout: 'vertical' });
    expect(boxLook({ layout: 'vertical', ...hostile })).toEqual(clean);
    expect(itemLook({ type: 'box', ...hostile }, inside('vertical'))).toEqual(
      itemLook({ type: 'box' }, inside('vertical')),
    );
  });
});

describe('letters', () => {
  test('have sizes by word and by pixels', () => {
    const sizes = ['xxs', 'md', '5xl', '17px', 'huge', '17em'].map((size) => lettersLook({ size }).fontSize);
    expect(sizes).toEqual(['11px', '16px', '74px', '17px', undefined, undefined]);
  });

  test('of a span say only what they say themselves', () => {
    expect(lettersLook({ text: 'x' })).toEqual({});
    expect(lettersLook({ weight: 'bold', color: '#ff0000', style: 'italic', decoration: 'line-through' })).toEqual({
      fontWeight: 700,
      color: '#ff0000',
      fontStyle: 'italic',
      textDecoration: 'line-through',
    });
  });

  test('stay on one line unless they wrap, and on so many as they may', () => {
    expect(textLook({ maxLines: 2 })).toMatchObject({ whiteSpace: 'nowrap', textOverflow: 'ellipsis' });
    expect(textLook({ wrap: true, maxLines: 2, lineSpacing: '4px', align: 'end' })).toMatchObject({
      whiteSpace: 'pre-wrap',
      WebkitLineClamp: 2,
      lineHeight: 'calc(1.4em + 4px)',
      textAlign: 'end',
    });
  });
});

test('buttons have three styles and two heights; a colour is that of the ground, or of a link’s letters', () => {
  expect(buttonLook({ style: 'primary', color: '#8b5cf6' })).toMatchObject({
    height: '52px',
    backgroundColor: '#8b5cf6',
    color: '#ffffff',
  });
  expect(buttonLook({ style: 'secondary', height: 'sm' })).toMatchObject({ height: '40px', color: '#111111' });
  expect(buttonLook({ color: '#8b5cf6' })).toMatchObject({ backgroundColor: 'transparent', color: '#8b5cf6' });
});

test('pictures have a size, a shape at most three times as high as wide, and a side', () => {
  expect(imageLook({ size: 'full', aspectRatio: '20:13', align: 'start' })).toMatchObject({
    width: '100%',
    aspectRatio: String(20 / 13),
    alignSelf: 'flex-start',
  });
  expect(imageLook({})).toMatchObject({ width: '100px', aspectRatio: '1', alignSelf: 'center' });
  expect([ratioOf('1:9'), ratioOf('0:1'), ratioOf('a:b')]).toEqual([1 / 3, 1, 1]);
  expect(iconLook({ size: 'xl' })).toMatchObject({ height: '22px' });
});

test('bubbles have seven widths, and mega’s when they say none', () => {
  const sizes = ['nano', 'micro', 'deca', 'hecto', 'kilo', 'mega', 'giga', undefined];
  expect(sizes.map(bubbleWidth)).toEqual([120, 160, 220, 241, 260, 300, 386, 300]);
});

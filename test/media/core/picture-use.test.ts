import { expect, test } from '@jest/globals';
import { baseSizeOf, findMisfit, heightAt } from '../../../src/media/core/picture-use.js';

const square = { contentType: 'image/png', width: 400, height: 400, bytes: 9_000 } as const;

test('a misfit is named with the value and what is allowed', () => {
  expect(findMisfit(square, 'image')).toBeNull();
  expect(findMisfit(square, 'icon')).toBeNull();
  expect(findMisfit(square, 'imagemap')).toBe('is 400 px wide; for an imagemap it must have at least 1040');
  expect(findMisfit({ ...square, contentType: 'image/jpeg' }, 'icon')).toMatch(/^is image\/jpeg; .* image\/png$/);
  expect(findMisfit({ ...square, height: 300 }, 'icon')).toMatch(/^is 400 x 300 px; .* square$/);
  expect(findMisfit({ ...square, bytes: 1_000_001 }, 'icon')).toMatch(/^takes 1000001 bytes; .* at most 1000000$/);
});

test('an imagemap is 1040 wide and as high as the shape says, at least one pixel', () => {
  expect(baseSizeOf({ width: 2080, height: 1001 })).toEqual({ width: 1040, height: 501 });
  expect(heightAt(240, { width: 50_000, height: 10 })).toBe(1);
});

import { describe, expect, test } from '@jest/globals';
import { TAG_RECIPES } from '../../../src/tags/core/recipes.js';
import { TagDefinition } from '../../../src/tags/core/tag.js';

describe.each(TAG_RECIPES.map((recipe) => [recipe.key, recipe] as const))('the recipe %s', (_key, { tags, use }) => {
  test('has tags that can be added as they are, and says what they are for', () => {
    for (const tag of tags) expect(TagDefinition.safeParse(tag).error).toBeUndefined();
    expect(use.length).toBeGreaterThan(20);
  });
});

test('no two recipes share a tag', () => {
  const tagIds = TAG_RECIPES.flatMap(({ tags }) => tags.map(({ tagId }) => tagId));
  expect(new Set(tagIds).size).toBe(tagIds.length);
});

import { z } from 'zod';
import { FlexAction, FlexButtonAction } from './action.js';
import { HttpsUrl } from './measured-text.js';

/** What is wrong at a place in a Flex Message. */
export type FlexProblem = { path: PropertyKey[]; message: string };

type Component = Record<string, unknown>;

const FLEX_SIZES = ['nano', 'micro', 'deca', 'hecto', 'kilo', 'mega', 'giga'] as const;
const VIDEO_SIZES: readonly unknown[] = ['kilo', 'mega', 'giga'];
const LAYOUTS: readonly unknown[] = ['horizontal', 'vertical', 'baseline'];
const BLOCK_CHILDREN: readonly unknown[] = ['box', 'button', 'image', 'text', 'separator', 'filler'];
const BASELINE_CHILDREN: readonly unknown[] = ['icon', 'text', 'filler'];
const RATIO_PART_MAX = 100_000;
const RATIO_HEIGHT_MAX = 3; // times the width

/**
 * What LINE would refuse in a bubble: blocks that are no box, children that a layout does not take, videos out of place,
 * buttons without a label, images without an https URL. What LINE added after this was written is LINE's to judge.
 */
export function findBubbleProblems(bubble: Component, { isInCarousel }: { isInCarousel: boolean }): FlexProblem[] {
  const { hero, size = 'mega', action, direction } = bubble;
  const blocks = ['header', 'body', 'footer'].flatMap((key) => {
    const block = bubble[key];
    if (block === undefined) return [];
    return isComponent(block) && block['type'] === 'box' ? findProblems(block, [key]) : refuse([key], 'must be a box');
  });
  return [
    ...(FLEX_SIZES.some((known) => known === size) ? [] : refuse(['size'], `must be one of ${FLEX_SIZES.join(', ')}`)),
    ...(direction === undefined || direction === 'ltr' || direction === 'rtl'
      ? []
      : refuse(['direction'], 'must be ltr or rtl')),
    ...(action === undefined ? [] : checkWith(FlexAction, action, ['action'])),
    ...blocks,
    ...(hero === undefined ? [] : findHeroProblems(hero, !isInCarousel && VIDEO_SIZES.includes(size))),
  ];
}

function findHeroProblems(hero: unknown, isVideoAllowed: boolean): FlexProblem[] {
  const type = isComponent(hero) ? hero['type'] : undefined;
  if (!isComponent(hero) || !['box', 'image', 'video'].some((known) => known === type))
    return refuse(['hero'], 'must be a box, an image or a video');
  if (type !== 'video') return findProblems(hero, ['hero']);
  if (!isVideoAllowed) return refuse(['hero'], 'may be a video only in a single bubble of size kilo, mega or giga');
  const { altContent, url, previewUrl, aspectRatio, action } = hero;
  const alternative = isComponent(altContent) && ['box', 'image'].some((known) => known === altContent['type']);
  return [
    ...checkWith(HttpsUrl, url, ['hero', 'url']),
    ...checkWith(HttpsUrl, previewUrl, ['hero', 'previewUrl']),
    ...findRatioProblems(aspectRatio, ['hero']),
    ...(action === undefined ? [] : checkWith(FlexAction, action, ['hero', 'action'])),
    ...(alternative
      ? findProblems(altContent, ['hero', 'altContent'])
      : refuse(['hero', 'altContent'], 'must be a box or an image, shown where the video cannot play')),
  ];
}

function findProblems(component: Component, path: PropertyKey[]): FlexProblem[] {
  const { type, action } = component;
  const own = action === undefined || type === 'button' ? [] : checkWith(FlexAction, action, [...path, 'action']);
  switch (type) {
    case 'box':
      return [...own, ...findBoxProblems(component, path)];
    case 'button':
      return checkWith(FlexButtonAction, action, [...path, 'action']);
    case 'image':
      return [
        ...own,
        ...checkWith(HttpsUrl, component['url'], [...path, 'url']),
        ...findRatioProblems(component['aspectRatio'], path),
      ];
    case 'icon':
      return checkWith(HttpsUrl, component['url'], [...path, 'url']);
    case 'text':
      return [...own, ...findTextProblems(component, path)];
    default:
      return own;
  }
}

function findBoxProblems({ layout, contents, background }: Component, path: PropertyKey[]): FlexProblem[] {
  if (!LAYOUTS.includes(layout)) return refuse([...path, 'layout'], `must be one of ${LAYOUTS.join(', ')}`);
  if (!Array.isArray(contents)) return refuse([...path, 'contents'], 'must be a list of components');
  const isBaseline = layout === 'baseline';
  const allowed = isBaseline ? BASELINE_CHILDREN : BLOCK_CHILDREN;
  const inside = contents.flatMap((child: unknown, index) => {
    const place = [...path, 'contents', index];
    if (!isComponent(child) || !allowed.includes(child['type']))
      return refuse([...place, 'type'], `must be one of ${allowed.join(', ')} in a ${String(layout)} box`);
    const misplaced = isBaseline ? ['gravity', 'offsetBottom'].filter((key) => child[key] !== undefined) : [];
    return [
      ...misplaced.flatMap((key) => refuse([...place, key], 'is not allowed in a baseline box')),
      ...findProblems(child, place),
    ];
  });
  return [...findGradientProblems(background, [...path, 'background']), ...inside];
}

function findTextProblems({ text, contents }: Component, path: PropertyKey[]): FlexProblem[] {
  if (contents === undefined || (Array.isArray(contents) && contents.length === 0))
    return typeof text === 'string' && text !== '' ? [] : refuse([...path, 'text'], 'must not be empty');
  if (!Array.isArray(contents)) return refuse([...path, 'contents'], 'must be a list of spans');
  return contents.flatMap((span: unknown, index) => {
    const place = [...path, 'contents', index];
    if (!isComponent(span) || span['type'] !== 'span') return refuse([...place, 'type'], 'must be span');
    const said = span['text'];
    return typeof said === 'string' && said !== '' ? [] : refuse([...place, 'text'], 'must not be empty');
  });
}

function findGradientProblems(background: unknown, path: PropertyKey[]): FlexProblem[] {
  if (background === undefined) return [];
  if (!isComponent(background) || background['type'] !== 'linearGradient')
    return refuse([...path, 'type'], 'must be linearGradient');
  const degrees = Number(/^(\d+(?:\.\d+)?)deg$/.exec(textOf(background['angle']))?.[1] ?? Number.NaN);
  return degrees < 360 ? [] : refuse([...path, 'angle'], 'must be from 0deg to below 360deg');
}

function findRatioProblems(ratio: unknown, path: PropertyKey[]): FlexProblem[] {
  if (ratio === undefined) return [];
  const [, width = 0, height = 0] = (/^(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)$/.exec(textOf(ratio)) ?? []).map(Number);
  const isPart = (part: number) => part >= 1 && part <= RATIO_PART_MAX;
  return isPart(width) && isPart(height) && height <= width * RATIO_HEIGHT_MAX
    ? []
    : refuse([...path, 'aspectRatio'], 'must be width:height such as 20:13, the height at most 3 times the width');
}

function checkWith(schema: z.ZodType, value: unknown, path: PropertyKey[]): FlexProblem[] {
  const issues = schema.safeParse(value).error?.issues ?? [];
  return issues.map((issue) => ({ path: [...path, ...issue.path], message: issue.message }));
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const refuse = (path: PropertyKey[], message: string): FlexProblem[] => [{ path, message }];
const isComponent = (value: unknown): value is Component =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

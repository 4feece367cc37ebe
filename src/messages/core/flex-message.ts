import { z } from 'zod';
import { countUtf8Bytes } from '../../shared/text-length.js';
import { FlexAction, FlexButtonAction } from './action.js';
import { ALT_TEXT_LENGTH_MAX, FLEX_BUBBLE_BYTES_MAX, FLEX_BUBBLES_MAX, FLEX_CAROUSEL_BYTES_MAX } from './limits.js';
import { HttpsUrl, utf16Text } from './measured-text.js';
import { messageExtras } from './message-extras.js';

type Problem = { path: PropertyKey[]; message: string };

/** A bubble; its boxes are LINE's to judge, its size, actions and image URLs are checked here. */
export const FlexBubble = z.looseObject({ type: z.literal('bubble'), size: z.string().optional() }).check((context) => {
  const bytes = countUtf8Bytes(JSON.stringify(context.value));
  if (bytes > FLEX_BUBBLE_BYTES_MAX) {
    const message = `must have at most ${FLEX_BUBBLE_BYTES_MAX} bytes of JSON, has ${bytes}`;
    context.issues.push({ code: 'custom', message, input: context.value, params: { tooLong: true } });
  }
  for (const { path, message } of findProblems(context.value)) {
    context.issues.push({ code: 'custom', path, message, input: context.value });
  }
});

export const FlexCarousel = z
  .strictObject({ type: z.literal('carousel'), contents: z.array(FlexBubble).min(1).max(FLEX_BUBBLES_MAX) })
  .check((context) => {
    const bytes = countUtf8Bytes(JSON.stringify(context.value));
    if (bytes > FLEX_CAROUSEL_BYTES_MAX) {
      const message = `must have at most ${FLEX_CAROUSEL_BYTES_MAX} bytes of JSON, has ${bytes}`;
      context.issues.push({ code: 'custom', message, input: context.value, params: { tooLong: true } });
    }
    const sizes = new Set(context.value.contents.map(({ size }) => size ?? 'mega'));
    if (sizes.size > 1) {
      const message = `must hold bubbles of one size, holds ${[...sizes].join(', ')}`;
      context.issues.push({ code: 'custom', path: ['contents'], message, input: context.value });
    }
  });

export const FlexMessage = z.strictObject({
  type: z.literal('flex'),
  altText: utf16Text(ALT_TEXT_LENGTH_MAX),
  contents: z.discriminatedUnion('type', [FlexBubble, FlexCarousel]),
  ...messageExtras,
});

function findProblems(value: unknown, path: PropertyKey[] = []): Problem[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown, index) => findProblems(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  const component: Record<string, unknown> = { ...value };
  return [
    ...findOwnProblems(component, path),
    ...Object.entries(component)
      .filter(([key]) => key !== 'action')
      .flatMap(([key, item]) => findProblems(item, [...path, key])),
  ];
}

function findOwnProblems(component: Record<string, unknown>, path: PropertyKey[]): Problem[] {
  const problems: Problem[] = [];
  const check = (key: string, schema: z.ZodType) => {
    for (const issue of schema.safeParse(component[key]).error?.issues ?? []) {
      problems.push({ path: [...path, key, ...issue.path], message: issue.message });
    }
  };
  if (component['type'] === 'button') check('action', FlexButtonAction);
  else if (component['action'] !== undefined) check('action', FlexAction);
  for (const key of ['url', 'previewUrl']) if (component[key] !== undefined) check(key, HttpsUrl);
  if (component['type'] === 'text' && component['contents'] === undefined) check('text', z.string().min(1));
  return problems;
}

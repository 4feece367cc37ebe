import { z } from 'zod';
import { countUtf8Bytes } from '../../shared/text-length.js';
import { findBubbleProblems } from './flex-component.js';
import { ALT_TEXT_LENGTH_MAX, FLEX_BUBBLE_BYTES_MAX, FLEX_BUBBLES_MAX, FLEX_CAROUSEL_BYTES_MAX } from './limits.js';
import { utf16Text } from './measured-text.js';
import { messageExtras } from './message-extras.js';

/** A bubble. Its looks are LINE's to judge; its size, its structure, its actions and URLs are checked here. */
const bubble = ({ isInCarousel }: { isInCarousel: boolean }) =>
  z.looseObject({ type: z.literal('bubble'), size: z.string().optional() }).check((context) => {
    const bytes = countUtf8Bytes(JSON.stringify(context.value));
    if (bytes > FLEX_BUBBLE_BYTES_MAX) {
      const message = `must have at most ${FLEX_BUBBLE_BYTES_MAX} bytes of JSON, has ${bytes}`;
      context.issues.push({ code: 'custom', message, input: context.value, params: { tooLong: true } });
      return;
    }
    for (const { path, message } of findBubbleProblems(context.value, { isInCarousel })) {
      context.issues.push({ code: 'custom', path, message, input: context.value });
    }
  });

const FlexBubble = bubble({ isInCarousel: false });

const FlexCarousel = z
  .strictObject({
    type: z.literal('carousel'),
    contents: z
      .array(bubble({ isInCarousel: true }))
      .min(1)
      .max(FLEX_BUBBLES_MAX),
  })
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

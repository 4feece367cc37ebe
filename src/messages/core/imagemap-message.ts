import { z } from 'zod';
import {
  ALT_TEXT_LENGTH_MAX,
  CLIPBOARD_TEXT_LENGTH_MAX,
  IMAGEMAP_ACTIONS_MAX,
  IMAGEMAP_LABEL_LENGTH_MAX,
  IMAGEMAP_TEXT_LENGTH_MAX,
  IMAGEMAP_URI_LENGTH_MAX,
  IMAGEMAP_VIDEO_LABEL_LENGTH_MAX,
  IMAGEMAP_WIDTH,
} from './limits.js';
import { HttpsUrl, tappableUri, utf16Text } from './measured-text.js';
import { messageExtras } from './message-extras.js';

const area = z.strictObject({
  x: z.int().nonnegative(),
  y: z.int().nonnegative(),
  width: z.int().positive(),
  height: z.int().positive(),
});

const label = utf16Text(IMAGEMAP_LABEL_LENGTH_MAX).optional();

const ImagemapAction = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('uri'), label, linkUri: tappableUri(IMAGEMAP_URI_LENGTH_MAX), area }),
  z.strictObject({ type: z.literal('message'), label, text: utf16Text(IMAGEMAP_TEXT_LENGTH_MAX), area }),
  z.strictObject({ type: z.literal('clipboard'), label, clipboardText: utf16Text(CLIPBOARD_TEXT_LENGTH_MAX), area }),
]);

/** One image with tappable areas; LINE asks for `{baseUrl}/{width}`, so the URL has no extension. */
export const ImagemapMessage = z
  .strictObject({
    type: z.literal('imagemap'),
    baseUrl: HttpsUrl,
    altText: utf16Text(ALT_TEXT_LENGTH_MAX),
    baseSize: z.strictObject({ width: z.literal(IMAGEMAP_WIDTH), height: z.int().positive() }),
    video: z
      .strictObject({
        originalContentUrl: HttpsUrl,
        previewImageUrl: HttpsUrl,
        area,
        externalLink: z
          .strictObject({
            linkUri: tappableUri(IMAGEMAP_URI_LENGTH_MAX),
            label: utf16Text(IMAGEMAP_VIDEO_LABEL_LENGTH_MAX),
          })
          .optional(),
      })
      .optional(),
    actions: z.array(ImagemapAction).max(IMAGEMAP_ACTIONS_MAX),
    ...messageExtras,
  })
  .check(({ value: { baseSize, video, actions }, issues }) => {
    const areas = [
      ...actions.map(({ area: one }, index) => ({ one, path: ['actions', index, 'area'] })),
      ...(video ? [{ one: video.area, path: ['video', 'area'] }] : []),
    ];
    for (const { one, path } of areas)
      if (one.x + one.width > baseSize.width || one.y + one.height > baseSize.height) {
        const message = `must lie within baseSize, ${baseSize.width} × ${baseSize.height}`;
        issues.push({ code: 'custom', path, message, input: one });
      }
  });

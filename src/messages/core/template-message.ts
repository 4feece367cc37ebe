import { z } from 'zod';
import { DefaultAction, ImageCarouselAction, TemplateAction } from './action.js';
import {
  ALT_TEXT_LENGTH_MAX,
  BUTTONS_ACTIONS_MAX,
  BUTTONS_TEXT_GRAPHEMES_MAX,
  CAROUSEL_ACTIONS_MAX,
  CAROUSEL_COLUMNS_MAX,
  CAROUSEL_TEXT_GRAPHEMES_MAX,
  CONFIRM_ACTIONS,
  CONFIRM_TEXT_GRAPHEMES_MAX,
  TEMPLATE_TITLE_GRAPHEMES_MAX,
  TEXT_BESIDE_IMAGE_OR_TITLE_GRAPHEMES_MAX,
} from './limits.js';
import { graphemeText, HttpsUrl, utf16Text } from './measured-text.js';
import { messageExtras } from './message-extras.js';

const imageLook = {
  imageAspectRatio: z.enum(['rectangle', 'square']).optional(),
  imageSize: z.enum(['cover', 'contain']).optional(),
};

const imageBackgroundColor = z
  .string()
  .regex(/^#[0-9a-fA-F]{6}$/, { error: 'must be a colour such as #FFFFFF' })
  .optional();

/** Title, text and image of a buttons template or of a carousel column. */
function card(textAloneMax: number, actionsMax: number) {
  const shorterText = graphemeText(TEXT_BESIDE_IMAGE_OR_TITLE_GRAPHEMES_MAX);
  return {
    shape: {
      thumbnailImageUrl: HttpsUrl.optional(),
      imageBackgroundColor,
      title: graphemeText(TEMPLATE_TITLE_GRAPHEMES_MAX).optional(),
      text: graphemeText(textAloneMax),
      defaultAction: DefaultAction.optional(),
      actions: z.array(TemplateAction).min(1).max(actionsMax),
    },
    /** Why the text is too long beside a title or an image, or undefined when it is not. */
    findLongText(value: { title?: string | undefined; thumbnailImageUrl?: string | undefined; text: string }) {
      if (value.title === undefined && value.thumbnailImageUrl === undefined) return undefined;
      return shorterText.safeParse(value.text).error?.issues[0]?.message;
    },
  };
}

const buttonsCard = card(BUTTONS_TEXT_GRAPHEMES_MAX, BUTTONS_ACTIONS_MAX);

const ButtonsTemplate = z
  .strictObject({ type: z.literal('buttons'), ...imageLook, ...buttonsCard.shape })
  .check(({ value, issues }) => {
    const problem = buttonsCard.findLongText(value);
    if (problem === undefined) return;
    const message = `${problem}, because there is a title or an image`;
    issues.push({ code: 'custom', path: ['text'], message, input: value.text, params: { tooLong: true } });
  });

const ConfirmTemplate = z.strictObject({
  type: z.literal('confirm'),
  text: graphemeText(CONFIRM_TEXT_GRAPHEMES_MAX),
  actions: z.array(TemplateAction).length(CONFIRM_ACTIONS),
});

const columnCard = card(CAROUSEL_TEXT_GRAPHEMES_MAX, CAROUSEL_ACTIONS_MAX);

const CarouselTemplate = z
  .strictObject({
    type: z.literal('carousel'),
    ...imageLook,
    columns: z.array(z.strictObject(columnCard.shape)).min(1).max(CAROUSEL_COLUMNS_MAX),
  })
  .check(({ value, issues }) => {
    const [first] = value.columns;
    for (const [index, column] of value.columns.entries()) {
      const refuse = (key: keyof typeof column, message: string, tooLong = false) =>
        issues.push({
          code: 'custom',
          path: ['columns', index, key],
          message,
          input: column[key],
          params: { tooLong },
        });

      const problem = columnCard.findLongText(column);
      if (problem !== undefined) refuse('text', `${problem}, because there is a title or an image`, true);
      if (first === undefined) continue;
      if (column.actions.length !== first.actions.length) refuse('actions', 'must be as many as in the first column');
      for (const key of ['title', 'thumbnailImageUrl'] as const) {
        if ((column[key] === undefined) !== (first[key] === undefined))
          refuse(key, 'must be in all columns or in none');
      }
    }
  });

const ImageCarouselTemplate = z.strictObject({
  type: z.literal('image_carousel'),
  columns: z
    .array(z.strictObject({ imageUrl: HttpsUrl, action: ImageCarouselAction }))
    .min(1)
    .max(CAROUSEL_COLUMNS_MAX),
});

/** What LINE calls a template message: buttons, confirm, carousel or image carousel. */
export const TemplateMessage = z.strictObject({
  type: z.literal('template'),
  altText: utf16Text(ALT_TEXT_LENGTH_MAX),
  template: z.discriminatedUnion('type', [ButtonsTemplate, ConfirmTemplate, CarouselTemplate, ImageCarouselTemplate]),
  ...messageExtras,
});

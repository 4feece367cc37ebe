import { z } from 'zod';
import {
  ACTION_TEXT_GRAPHEMES_MAX,
  ACTION_URI_LENGTH_MAX,
  CLIPBOARD_TEXT_LENGTH_MAX,
  FLEX_LABEL_GRAPHEMES_MAX,
  IMAGE_CAROUSEL_LABEL_GRAPHEMES_MAX,
  POSTBACK_DATA_LENGTH_MAX,
  QUICK_REPLY_LABEL_GRAPHEMES_MAX,
  RICH_MENU_ALIAS_ID_LENGTH_MAX,
  RICH_MENU_LABEL_GRAPHEMES_MAX,
  TEMPLATE_LABEL_GRAPHEMES_MAX,
} from './limits.js';
import { graphemeText, tappableUri, utf16Text } from './measured-text.js';

/** How the mark begins that stands behind the data of a rich menu's areas; reserved, so that nothing else is taken for one. */
export const MENU_MARK_START = '&lifeline.menu=';

const postbackData = utf16Text(POSTBACK_DATA_LENGTH_MAX).refine((data) => !data.includes(MENU_MARK_START), {
  error: `must not hold ${MENU_MARK_START}, which marks the areas of rich menus`,
});

/** Action of a button in a buttons, confirm or carousel template: the label is required. */
export const TemplateAction = anyActionOf(tapActions(graphemeText(TEMPLATE_LABEL_GRAPHEMES_MAX)));

/** Action of an image in an image carousel. */
export const ImageCarouselAction = anyActionOf(tapActions(graphemeText(IMAGE_CAROUSEL_LABEL_GRAPHEMES_MAX).optional()));

/** Action of anything in a flex message but a button. */
export const FlexAction = anyActionOf(tapActions(graphemeText(FLEX_LABEL_GRAPHEMES_MAX).optional()));

/** Action of a flex button: the label is required. */
export const FlexButtonAction = anyActionOf(tapActions(graphemeText(FLEX_LABEL_GRAPHEMES_MAX)));

/** Action behind the image of a template, where no label is shown. */
export const DefaultAction = anyActionOf(tapActions(graphemeText(TEMPLATE_LABEL_GRAPHEMES_MAX).optional()));

const quickReplyLabel = graphemeText(QUICK_REPLY_LABEL_GRAPHEMES_MAX);

/** Action of a quick reply: the label is required, and camera, camera roll and location exist only here. */
export const QuickReplyAction = z.discriminatedUnion('type', [
  ...tapActions(quickReplyLabel),
  z.strictObject({ type: z.literal('camera'), label: quickReplyLabel }),
  z.strictObject({ type: z.literal('cameraRoll'), label: quickReplyLabel }),
  z.strictObject({ type: z.literal('location'), label: quickReplyLabel }),
]);

/** A stable name under which a rich menu is reached when switching. */
export const RichMenuAliasId = utf16Text(RICH_MENU_ALIAS_ID_LENGTH_MAX).regex(/^[a-z0-9_-]+$/, {
  error: 'may contain only a-z, 0-9, _ and -',
});

const richMenuLabel = graphemeText(RICH_MENU_LABEL_GRAPHEMES_MAX).optional();

/** Action of a rich menu area; switching to another menu by its alias exists only here. */
export const RichMenuAction = z.discriminatedUnion('type', [
  ...tapActions(richMenuLabel),
  z.strictObject({
    type: z.literal('richmenuswitch'),
    label: richMenuLabel,
    richMenuAliasId: RichMenuAliasId,
    data: postbackData,
  }),
]);

function anyActionOf<Actions extends ReturnType<typeof tapActions>>(actions: Actions) {
  return z.discriminatedUnion('type', actions);
}

function tapActions<Label extends z.ZodType<string | undefined>>(label: Label) {
  return [postback(label), message(label), uri(label), datetimePicker(label), clipboard(label)] as const;
}

function postback<Label extends z.ZodType<string | undefined>>(label: Label) {
  return z
    .strictObject({
      type: z.literal('postback'),
      label,
      data: postbackData,
      displayText: graphemeText(ACTION_TEXT_GRAPHEMES_MAX).optional(),
      inputOption: z.enum(['closeRichMenu', 'openRichMenu', 'openKeyboard', 'openVoice']).optional(),
      fillInText: graphemeText(ACTION_TEXT_GRAPHEMES_MAX).optional(),
    })
    .refine((action) => action.fillInText === undefined || action.inputOption === 'openKeyboard', {
      path: ['fillInText'],
      error: 'is allowed only with inputOption openKeyboard',
    });
}

function message<Label extends z.ZodType<string | undefined>>(label: Label) {
  return z.strictObject({ type: z.literal('message'), label, text: graphemeText(ACTION_TEXT_GRAPHEMES_MAX) });
}

function uri<Label extends z.ZodType<string | undefined>>(label: Label) {
  return z.strictObject({
    type: z.literal('uri'),
    label,
    uri: tappableUri(ACTION_URI_LENGTH_MAX),
    altUri: z.strictObject({ desktop: tappableUri(ACTION_URI_LENGTH_MAX) }).optional(),
  });
}

const PICKED = {
  date: /^\d{4}-\d{2}-\d{2}$/,
  time: /^\d{2}:\d{2}$/,
  datetime: /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}$/,
};

/** Whether LINE can show it: a day and time that exist, within its years. */
function isPickable(mode: keyof typeof PICKED, picked: string): boolean {
  if (!PICKED[mode].test(picked)) return false;
  const [day, time = '00:00'] = mode === 'time' ? ['2000-01-01', picked] : picked.split(/[Tt]/);
  const at = new Date(`${day}T${time}:00Z`);
  if (Number.isNaN(at.getTime()) || !at.toISOString().startsWith(`${day}T${time}`)) return false;
  return day !== undefined && day >= '1900-01-01' && day <= '2100-12-31';
}

function datetimePicker<Label extends z.ZodType<string | undefined>>(label: Label) {
  return z
    .strictObject({
      type: z.literal('datetimepicker'),
      label,
      data: postbackData,
      mode: z.enum(['date', 'time', 'datetime']),
      initial: z.string().optional(),
      min: z.string().optional(),
      max: z.string().optional(),
    })
    .check(({ value, issues }) => {
      for (const key of ['initial', 'min', 'max'] as const) {
        const picked = value[key];
        if (picked === undefined || isPickable(value.mode, picked)) continue;
        issues.push({
          code: 'custom',
          path: [key],
          message: `must be a ${value.mode} without time zone, from 1900-01-01 to 2100-12-31`,
          input: picked,
        });
      }
      if (value.min !== undefined && value.max !== undefined && value.min.toUpperCase() >= value.max.toUpperCase()) {
        issues.push({
          code: 'custom',
          path: ['max'],
          message: `must be later than min ${value.min}`,
          input: value.max,
        });
      }
    });
}

function clipboard<Label extends z.ZodType<string | undefined>>(label: Label) {
  return z.strictObject({ type: z.literal('clipboard'), label, clipboardText: utf16Text(CLIPBOARD_TEXT_LENGTH_MAX) });
}

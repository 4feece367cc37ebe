import { z } from 'zod';
import { ChannelId } from '../channels/schemas.js';
import { Sender } from './core/message-extras.js';
import { Variant } from './core/message-set.js';
import { ContentType } from './core/template.js';
import { TemplateVariable } from './core/variables.js';

/** A message set in a list: what it is, without its bubbles. */
export const ListedMessageSet = z.object({
  id: z.string(),
  channelId: ChannelId,
  name: z.string(),
  contentType: ContentType,
  variantKeys: z.array(z.string()),
  languages: z.array(z.string()),
  version: z.number(),
  checkedByLine: z.boolean(),
  createdAt: z.date(),
  savedAt: z.date(),
  savedBy: z.looseObject({ kind: z.string() }),
});

/** What was saved, to be sent back, changed, as the next version. */
export const SavedContent = {
  name: z.string(),
  contentType: ContentType,
  variables: z.record(z.string(), TemplateVariable),
  sender: Sender.optional(),
  variants: z.array(Variant),
};

/** A message set with what was saved. */
export const PresentedMessageSet = ListedMessageSet.extend(SavedContent);

export const Inspected = z.object({
  problems: z.array(z.string()),
  warnings: z.array(z.string()),
  checkedByLine: z.boolean(),
});

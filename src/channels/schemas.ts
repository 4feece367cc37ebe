import { z } from 'zod';
import { Language } from '../shared/language.js';
import { isTimeZone } from '../shared/local-day.js';

const timeZone = z.string().refine(isTimeZone, { error: (issue) => `${String(issue.input)} is not an IANA time zone` });
export const ChannelId = z.string().regex(/^\d{1,20}$/, "must be LINE's numeric channel ID");

export const AddChannelInput = z.strictObject({
  channelId: ChannelId,
  name: z.string().trim().min(1).max(100),
  channelSecret: z.string().min(1).max(200),
  accessToken: z.string().min(1).max(1_000),
  timeZone: timeZone.default('Asia/Taipei'),
  defaultLanguage: Language.default('zh-TW'),
  loginChannelId: ChannelId.optional(),
  liffId: z.string().max(60).optional(),
  basicId: z
    .string()
    .regex(/^@[\w.-]+$/, 'must start with @')
    .max(40)
    .optional(),
  /** The brand's page that signs a friend in for an account link; LINE's link token is added to it. */
  accountLinkUrl: z
    .url({ protocol: /^https$/, error: 'must be an address that begins with https://' })
    .max(500)
    .nullable()
    .optional(),
});
export type AddChannelInput = z.input<typeof AddChannelInput>;

/** What is left out stays as it is: what a new channel has by default is not put back. */
export const UpdateChannelInput = AddChannelInput.omit({ channelId: true })
  .extend({ timeZone, defaultLanguage: Language })
  .partial();
export type UpdateChannelInput = z.input<typeof UpdateChannelInput>;

/** A channel as it leaves the server: never with its secrets. */
export const PresentedChannel = z.object({
  channelId: z.string(),
  name: z.string(),
  timeZone: z.string(),
  defaultLanguage: Language,
  loginChannelId: z.string().nullable(),
  liffId: z.string().nullable(),
  basicId: z.string().nullable(),
  accountLinkUrl: z.string().nullable(),
  webhookUrl: z.string(),
  previousSecretUntil: z.date().nullable(),
  createdAt: z.date(),
});

/** What a page of ours inside LINE sends of itself: its LIFF app, and the ID token that LINE gave it. */
export const Visit = z.strictObject({
  liffId: z.string().min(1).max(60),
  idToken: z.string().min(1).max(5_000),
});

/** Who may call the routes behind our pages inside LINE, and why nobody needs a key for them. */
export const VISITOR_ACCESS = {
  public: "Called by our page inside LINE; the caller proves who they are with LINE's ID token.",
};

import { z } from 'zod';
import { follow, block } from '../acts/follow.js';
import { createGroup, groupText, joinBot, leaveBot, memberJoined, memberLeft } from '../acts/groups.js';
import { accountLink, beacon, membership, sendRaw, videoPlayComplete } from '../acts/other-acts.js';
import { editText, sendLocation, sendMedia, sendSticker, sendText, unsend } from '../acts/say.js';
import { postback, tapAction, tapMenuArea, tapQuickReply } from '../acts/tap.js';
import { tapMessage } from '../acts/tap-message.js';
import { UserId } from './setup-verbs.js';
import { verb } from './verb.js';

const Webhook = z.object({ hold: z.boolean().optional(), background: z.boolean().optional() });
const JsonObjectSchema = z.record(z.string(), z.unknown());
const Act = z.object({
  channelId: z.string(),
  userId: UserId,
  groupId: z.string().optional(),
  standby: z.boolean().optional(),
  webhook: Webhook.optional(),
});
const Tap = Act.extend({ params: JsonObjectSchema.optional() });
const GroupAct = Act.omit({ userId: true }).extend({ groupId: z.string() });
const Text = Act.extend({
  text: z.string().min(1),
  quoteToken: z.string().optional(),
  mention: JsonObjectSchema.optional(),
  emojis: z.array(JsonObjectSchema).optional(),
});
const Media = Act.extend({
  type: z.enum(['image', 'video', 'audio', 'file']),
  bytes: z.string(),
  contentType: z.string().optional(),
  fileName: z.string().optional(),
  duration: z.number().optional(),
  preparing: z.number().optional(),
  externalUrl: z.string().optional(),
});
const Location = Act.extend({
  title: z.string().optional(),
  address: z.string().optional(),
  latitude: z.number(),
  longitude: z.number(),
});

/** What people do; each sends the signed webhook that LINE would send. */
export const actVerbs = {
  follow: verb(Act, follow),
  block: verb(Act, block),
  sendText: verb(Text, sendText),
  sendSticker: verb(Act.extend({ packageId: z.string().optional(), stickerId: z.string().optional() }), sendSticker),
  sendMedia: verb(Media, sendMedia),
  sendLocation: verb(Location, sendLocation),
  unsend: verb(Act.extend({ messageId: z.string() }), unsend),
  editText: verb(Act.extend({ messageId: z.string(), text: z.string().min(1) }), editText),
  postback: verb(
    Act.extend({ data: z.string(), params: JsonObjectSchema.optional(), displayText: z.string().optional() }),
    postback,
  ),
  tapQuickReply: verb(Tap.extend({ index: z.number().int().optional(), label: z.string().optional() }), tapQuickReply),
  tapAction: verb(Tap.extend({ label: z.string() }), tapAction),
  tapMessage: verb(Tap.extend({ messageId: z.string(), action: JsonObjectSchema }), tapMessage),
  tapMenuArea: verb(Tap.extend({ index: z.number().int() }), tapMenuArea),
  beacon: verb(
    Act.extend({
      hwid: z.string(),
      type: z.enum(['enter', 'banner', 'stay']).optional(),
      dm: z.string().optional(),
    }),
    beacon,
  ),
  accountLink: verb(Act.extend({ linkToken: z.string(), nonce: z.string().min(10).max(255) }), accountLink),
  videoPlayComplete: verb(Act.extend({ trackingId: z.string() }), videoPlayComplete),
  membership: verb(
    Act.extend({ type: z.enum(['joined', 'left', 'renewed']), membershipId: z.number().int() }),
    membership,
  ),
  createGroup: verb(
    z.object({ name: z.string().optional(), kind: z.enum(['group', 'room']).optional(), userIds: z.array(UserId) }),
    createGroup,
  ),
  joinBot: verb(GroupAct, joinBot),
  leaveBot: verb(GroupAct, leaveBot),
  groupText: verb(Text.extend({ groupId: z.string() }), groupText),
  memberJoined: verb(GroupAct.extend({ userIds: z.array(UserId) }), memberJoined),
  memberLeft: verb(GroupAct.extend({ userIds: z.array(UserId) }), memberLeft),
  sendRaw: verb(
    z.object({ channelId: z.string(), events: z.array(JsonObjectSchema), webhook: Webhook.optional() }),
    sendRaw,
  ),
};

import type { SealedDefinition } from '../edges.js';
import { resealFields } from '../infra/mongo/reseal.js';
import { ChannelModel } from './channel.model.js';

export type { Channel } from './channel.model.js';
export { addUrlOf } from './add-url.js';
export { addChannel } from './add-channel.js';
export { ensureFirstChannel } from './ensure-first-channel.js';
export {
  findChannel,
  findWebhookSecrets,
  forgetChannel,
  gatewayOf,
  getChannel,
  resolveChannel,
} from './channel-access.js';
export { findUses, requireUnused } from './uses.js';
export { getTimeZone } from './get-time-zone.js';
export { getLiffChannel } from './find-liff-channel.js';
export { identifyVisitor } from './identify-visitor.js';
export { liffPageOf, memberPageOf } from './liff-page.js';
export { listChannelIds } from './list-channel-ids.js';
export { routes } from './routes.js';

const SEALED_FIELDS = ['sealedSecret', 'sealedPreviousSecret', 'sealedAccessToken'];

export const sealed: SealedDefinition[] = [
  { name: 'channels', reseal: (secrets) => resealFields(secrets, ChannelModel, SEALED_FIELDS) },
];

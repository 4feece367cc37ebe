export type { Channel } from './channel.model.js';
export { addChannel } from './add-channel.js';
export { ensureFirstChannel } from './ensure-first-channel.js';
export { findChannel, findWebhookSecrets, gatewayOf, getChannel, resolveChannel } from './channel-access.js';
export { getTimeZone } from './get-time-zone.js';
export { listChannelIds } from './list-channel-ids.js';
export { routes } from './routes.js';

export { abandonWideSend } from './clean-wide-send.js';
export { countOverridden, countPassing, countRefusals, type Overridden, type Passing } from './count-overridden.js';
export { findWideSend, openWideSend, renderForAll } from './open-wide-send.js';
export { sendWide, type WideEnd } from './send-wide.js';
export type { WideSend } from './wide-send.model.js';
export { deliver, deliverToGroup, type DeliverInput } from './deliver.js';
export { jobs, sweeps } from './jobs.js';
export {
  cancelPlanned,
  findRest,
  planDeliveries,
  planFailedAgain,
  recallUntaken,
  releaseUndecided,
  type Recipient,
} from './plan-deliveries.js';
export { findRecipients, groupDeliveries, sumDeliveries, type DeliveryGroup } from './count-deliveries.js';
export { readAllowance } from './allowance.js';
export { priceSender, type SenderCost } from './price-sender.js';
export { getSendingPolicy } from './sending-policy.js';
export { DELIVERY_STATES, REJECT_REASONS } from './delivery.model.js';
export { listRecipients, scanRecipients } from './list-recipients.js';
export type { StopReason } from './outcome.js';
export { askContents, type PlacedContent } from './ask-contents.js';
export { loadContent } from './load-content.js';
export { pinContent } from './pin-content.js';
export { listAccepted } from './list-accepted.js';
export { findDelivery, findDeliveries, readSent, type SentLine } from './read-sent.js';
import { policyRoutes } from './policy-routes.js';
import { previewRoutes } from './preview-routes.js';
import { deliveryRoutes } from './routes.js';

export const routes = [...deliveryRoutes, ...previewRoutes, ...policyRoutes];
export { sendPlanned } from './send-planned.js';
export { deliveryNotSent } from './events.js';
export { exports, holdings, timeline } from './holdings.js';

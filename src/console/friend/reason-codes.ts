import { UNKNOWN_REASONS } from '../../deliveries/core/delivery-state.js';
import { PASSABLE_REASONS, SKIP_REASONS } from '../../deliveries/core/gates.js';
import { REJECT_REASONS } from '../../deliveries/core/reject-reason.js';

/** Every reason that a delivery can have for its outcome. */
export const REASONS = [...new Set([...SKIP_REASONS, ...PASSABLE_REASONS, ...REJECT_REASONS, ...UNKNOWN_REASONS])];

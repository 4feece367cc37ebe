import type { z } from 'zod';
import type { PresentedDelivery } from '../../deliveries/schemas.js';
import type { PresentedErasure, PresentedTimeline } from '../../friends/schemas.js';
import type { PresentedFriendTag, PresentedLedgerEntry } from '../../tags/schemas.js';
import type { Wire } from '../api/wire.js';

export type Timeline = Wire<z.infer<typeof PresentedTimeline>>;
export type TimelineEntry = Timeline['entries'][number];
export type FriendTag = Wire<z.infer<typeof PresentedFriendTag>>;
export type LedgerEntry = Wire<z.infer<typeof PresentedLedgerEntry>>;
export type Delivery = Wire<z.infer<typeof PresentedDelivery>>;
export type Erasure = Wire<z.infer<typeof PresentedErasure>>;

import { defineModel } from '../infra/mongo/model.js';
import type { OwnershipRequest } from './core/request.js';

export const OwnershipRequestModel = defineModel<OwnershipRequest>(
  'OwnershipRequest',
  'ownershipRequests',
  {
    channelId: String,
    friendId: String,
    serial: String,
    itemId: String,
    note: String,
    way: String,
    state: String,
    asks: Number,
    requestedAt: Date,
    decidedAt: Date,
    decidedBy: String,
    reason: String,
    mergeId: String,
  },
  [[{ channelId: 1, state: 1, requestedAt: -1 }], [{ friendId: 1, requestedAt: -1 }]],
);

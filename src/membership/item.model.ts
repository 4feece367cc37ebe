import { Anything, defineModel } from '../infra/mongo/model.js';
import type { Item } from './core/item.js';

export const ItemModel = defineModel<Item>(
  'Item',
  'items',
  {
    channelId: String,
    serial: String,
    model: String,
    boughtOn: String,
    warrantyUntil: String,
    phoneHash: String,
    accountId: String,
    owner: Anything,
    pastOwners: [Anything],
    owedTo: [String],
    owedAt: Date,
    createdAt: Date,
    rev: Number,
    mergeId: String,
  },
  [
    [{ channelId: 1, createdAt: -1 }],
    [{ 'owner.friendId': 1 }],
    [{ 'pastOwners.friendId': 1 }],
    [{ channelId: 1, accountId: 1 }],
    [{ owedAt: 1 }],
  ],
);

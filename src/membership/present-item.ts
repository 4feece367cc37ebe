import type { z } from 'zod';
import type { Item } from './core/item.js';
import type { PresentedItem } from './schemas.js';

/** The item as callers see it. */
export function presentItem(item: Item): z.infer<typeof PresentedItem> {
  const { serial, model, boughtOn, warrantyUntil, accountId, owner, pastOwners, createdAt } = item;
  const hasPhone = item.phoneHash !== null;
  return { serial, model, boughtOn, warrantyUntil, hasPhone, accountId, owner, pastOwners, createdAt };
}

import { z } from 'zod';
import { ChannelId } from '../channels/schemas.js';
import { FriendId } from '../friends/schemas.js';
import { OWNER_WAYS, serialKey } from './core/item.js';
import { REQUEST_STATES } from './core/request.js';

export const Serial = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^\P{C}*$/u, 'must not hold control characters')
  .regex(/[\p{L}\p{N}]/u, 'must hold a letter or digit');
export const ItemModelName = z.string().trim().min(1).max(100);
export const AccountId = z.string().trim().min(1).max(200);
export const PresentedAccountLink = z.object({ accountId: z.string(), linkedAt: z.date() });
const CalendarDate = z.iso.date({ error: 'must be a date such as 2026-12-24' });
/** A telephone number in E.164. */
export const Phone = z
  .string()
  .trim()
  .transform((given) => given.replace(/[\s()-]/g, ''))
  .pipe(z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be a number with its country, such as +886912345678'));

export const ItemInput = z
  .strictObject({
    serial: Serial,
    model: ItemModelName,
    boughtOn: CalendarDate.nullable().optional(),
    warrantyUntil: CalendarDate.nullable().optional(),
    /** The buyer's telephone number; only a keyed hash of it is stored. */
    phone: Phone.nullable().optional(),
    /** The brand's own account that the item belongs to. */
    accountId: AccountId.nullable().optional(),
  })
  .refine(({ boughtOn, warrantyUntil }) => !boughtOn || !warrantyUntil || boughtOn <= warrantyUntil, {
    path: ['warrantyUntil'],
    error: 'must not end before boughtOn',
  });
export type ItemInput = z.infer<typeof ItemInput>;

const ITEMS_AT_ONCE_MAX = 1_000;
export const RegisterItemsInput = z.strictObject({
  channelId: ChannelId.optional(),
  items: z
    .array(ItemInput)
    .min(1)
    .max(ITEMS_AT_ONCE_MAX)
    .superRefine((items, { addIssue }) => {
      const seen = new Set<string>();
      for (const [index, { serial }] of items.entries()) {
        const key = serialKey(serial);
        if (seen.has(key))
          addIssue({ code: 'custom', path: [index, 'serial'], message: `names ${serial} once more; name it once` });
        seen.add(key);
      }
    }),
});

const PresentedOwner = z.object({ friendId: z.string(), since: z.date(), way: z.enum(OWNER_WAYS), by: z.string() });

/** An item as it leaves the server; the telephone number never does. */
export const PresentedItem = z
  .object({
    serial: z.string(),
    model: z.string(),
    boughtOn: z.string().nullable(),
    warrantyUntil: z.string().nullable(),
    hasPhone: z.boolean(),
    accountId: z.string().nullable(),
    owner: PresentedOwner.nullable(),
    pastOwners: z.array(PresentedOwner.extend({ until: z.date(), reason: z.string() })),
    createdAt: z.date(),
  })
  .meta({ id: 'Item' });

export const Reason = z.string().trim().min(1).max(500);
export const Note = z.string().trim().max(1_000).default('');
export const RequestId = z.string().min(1).max(120);

export const TransferInput = z.strictObject({
  channelId: ChannelId.optional(),
  /** Whose it is now; null for nobody, as after a sale to somebody unknown. */
  friendId: FriendId.nullable(),
  reason: Reason,
});

export const PresentedRequest = z
  .object({
    id: z.string(),
    friendId: z.string(),
    serial: z.string(),
    note: z.string(),
    way: z.enum(OWNER_WAYS),
    state: z.enum(REQUEST_STATES),
    /** What the record of the item says now; null when the brand does not know the serial. */
    item: PresentedItem.nullable(),
    requestedAt: z.date(),
    decidedAt: z.date().nullable(),
    decidedBy: z.string().nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'OwnershipRequest' });

/** What a friend sees of what they own. */
export const Garage = z
  .object({
    displayName: z.string().nullable(),
    items: z.array(
      z.object({
        serial: z.string(),
        model: z.string(),
        boughtOn: z.string().nullable(),
        warrantyUntil: z.string().nullable(),
        since: z.date(),
      }),
    ),
    waiting: z.array(z.object({ serial: z.string(), requestedAt: z.date() })),
    ways: z.object({ phone: z.boolean(), accountLink: z.boolean() }),
  })
  .meta({ id: 'Garage' });

import { DeliveryModel, type Delivery } from './delivery.model.js';

/** One friend's part in a send. */
export type RecipientRow = Pick<
  Delivery,
  '_id' | 'friendId' | 'arm' | 'state' | 'reason' | 'method' | 'plannedAt' | 'settledAt' | 'lineRequestId'
>;

/** Which recipients are meant; what is absent is any. */
export interface RecipientFilter {
  state?: Delivery['state'];
  reason?: string;
  arm?: string;
}

/** A page of a sender's recipients, in order of ids, after `afterId`. */
export async function listRecipients(
  senderId: string,
  { state, reason, arm }: RecipientFilter,
  { afterId, limit }: { afterId: string | null; limit: number },
): Promise<RecipientRow[]> {
  return DeliveryModel.find(
    {
      'sender.id': senderId,
      ...(state === undefined ? {} : { state }),
      ...(reason === undefined ? {} : { reason: reason as Delivery['reason'] & string }),
      ...(arm === undefined ? {} : { arm }),
      ...(afterId === null ? {} : { _id: { $gt: afterId } }),
    },
    { friendId: 1, arm: 1, state: 1, reason: 1, method: 1, plannedAt: 1, settledAt: 1, lineRequestId: 1 },
  )
    .sort({ _id: 1 })
    .limit(limit)
    .lean();
}

const PAGE = 1_000;

/** All recipients of a sender, read as a stream. */
export async function* scanRecipients(senderId: string): AsyncGenerator<RecipientRow> {
  let afterId: string | null = null;
  for (;;) {
    const page: RecipientRow[] = await listRecipients(senderId, {}, { afterId, limit: PAGE });
    yield* page;
    afterId = page.at(-1)?._id ?? null;
    if (page.length < PAGE) return;
  }
}

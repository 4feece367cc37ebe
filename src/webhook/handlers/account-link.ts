import { answerAccountLink } from '../../autoresponses/index.js';
import type { Context } from '../../context.js';
import type { FriendDocument } from '../../friends/index.js';
import { EventParts } from '../../line/webhook-events.js';
import { finishAccountLink } from '../../membership/index.js';
import type { Handled, Incoming } from '../handle-event.js';
import { activityOf, recordOnly } from './record-only.js';

/** A friend came back from the brand's sign-in page. The nonce is a secret and is not recorded. */
export async function handleAccountLink(
  ctx: Context,
  incoming: Incoming,
  friend: FriendDocument | null,
): Promise<Handled> {
  const { nonce, result } = EventParts.accountLink.parse(incoming.event).link;
  const kind = 'account.linked';
  if (!friend || result !== 'ok') return recordOnly(incoming, friend, kind, { result });
  const { at, id: eventId, reply } = incoming;
  const { isLinked, friend: linked } = await finishAccountLink(ctx, friend, { nonce, at, eventId });
  if (isLinked) await answerAccountLink(ctx, linked, { eventId, reply });
  const activity = activityOf(incoming, linked, { kind, data: { result: isLinked ? result : 'unknown nonce' } });
  return { friend: linked, activities: [activity], activeAt: at, note: null };
}

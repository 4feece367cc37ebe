import { getChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import { countSends, findFriendsById, uncountSends, type Friend } from '../friends/index.js';
import type { LineMessage } from '../line/gateway.js';
import { fillLinks, hasLinks, prepareLinks, type PreparedLinks } from '../links/index.js';
import { findOpenComplaints } from '../notices/index.js';
import { contentTypeOf } from './core/content.js';
import { hasCaps, limitsFor } from './core/caps.js';
import { capReason, decideDelivery, type PassableReason, type SkipReason } from './core/gates.js';
import type { LinkTracking } from './core/link-tracking.js';
import type { Hours, SendingPolicy } from './core/sending-policy.js';
import { DeliveryModel, type Delivery, type Sender } from './delivery.model.js';
import { loadContent } from './load-content.js';
import { tellNotSent } from './tell-not-sent.js';
import { renderOrReject } from './render-or-reject.js';
import { getSendingPolicy } from './sending-policy.js';

/** A delivery that may leave now, with what it says. */
export interface Ready {
  delivery: Delivery;
  messages: LineMessage[];
  /** What would have held it back, were it not transactional. */
  passed: PassableReason[];
}

/** Words of a person: what they answer in the chat, and that something a friend was unhappy with is fixed. */
const STAFF_SENDERS: ReadonlySet<Sender['kind']> = new Set(['inbox', 'feedback']);

/** What a sender wants beside what the channel's policy says. */
export interface GateOptions {
  /** Hours in which its messages shall arrive, in each friend's zone. */
  hours?: Hours | null;
  /** Whether its links are tracked: each friend's own, or the same for all so that they can share a multicast. */
  links?: LinkTracking | null;
}

/**
 * Looks at planned deliveries of one channel in the last moment: what may not be sent ends with its reason, what comes at a
 * closed hour waits for the next open one, the rest is rendered, with links that know who follows them, and counted on the
 * friend for caps. `failed` counts what could not be rendered.
 */
export async function gateDeliveries(
  ctx: Context,
  channelId: string,
  deliveries: Delivery[],
  { hours = null, links = null }: GateOptions = {},
): Promise<{ ready: Ready[]; failed: number }> {
  const now = ctx.clock.now();
  const channel = await getChannel(ctx, channelId);
  const policy = await getSendingPolicy(ctx, channelId);
  const friends = await findFriendsById(deliveries.map(({ friendId }) => friendId));
  const loaded = await loadContent(
    ctx,
    channelId,
    deliveries.map(({ content }) => content),
  );
  const types = new Map(
    deliveries.map((delivery) => [delivery._id, contentTypeOf(delivery.content, loaded) ?? 'service']),
  );
  const promoted = deliveries.filter(({ _id }) => types.get(_id) === 'promotion').map(({ friendId }) => friendId);
  const complaining = await findOpenComplaints(promoted);

  const ready: (Ready & { friend: Friend | null; isCounted: boolean })[] = [];
  const ended: { id: string; set: Partial<Delivery> }[] = [];
  for (const delivery of deliveries) {
    const { _id: id, friendId, transactional, reply, isUnasked, plannedAt, sender, content } = delivery;
    if (delivery.groupId !== undefined && 'messages' in content) {
      ready.push({ delivery, messages: content.messages, passed: [], friend: null, isCounted: false });
      continue;
    }
    const friend = friends.get(friendId);
    const contentType = types.get(id) ?? 'service';
    const isFromStaff = STAFF_SENDERS.has(sender.kind);
    const isAnswer = (reply !== null && !isUnasked) || isFromStaff;
    const decision = decideDelivery(
      friend,
      { id, transactional, contentType, isAnswer, isFromStaff, plannedAt, hours },
      { policy, channelZone: channel.timeZone, now, hasOpenComplaint: complaining.has(friendId) },
    );
    if (decision.kind === 'skip' || !friend) {
      ended.push({ id, set: skipped(decision.kind === 'skip' ? decision.reason : 'noFriend', now) });
      continue;
    }
    if (decision.kind === 'wait') {
      ended.push({ id, set: waitingUntil(delivery, decision.until) });
      continue;
    }
    const messages = renderOrReject(ctx, friend, delivery, loaded);
    const isCounted = !transactional && !isAnswer && !policy.exempt.includes(contentType);
    if (messages) ready.push({ delivery, messages, passed: decision.passed, friend, isCounted });
    else ended.push({ id, set: { state: 'rejected', reason: 'templateInvalid', settledAt: now } });
  }
  const capped = await countAgainstCaps(
    policy,
    ready.filter(({ isCounted }) => isCounted),
    types,
    now,
  );
  for (const [id, reason] of capped) ended.push({ id, set: skipped(reason, now) });
  await writeAll('planned', ended);
  const over = new Set(ended.flatMap(({ id, set }) => (set.state === undefined ? [] : [id])));
  await uncountDeliveries(
    deliveries.filter(({ _id, friendId }) => over.has(_id) && isCountedOn(friends.get(friendId), _id)),
  );
  const endings = new Map(ended.map(({ id, set }) => [id, set]));
  await tellNotSent(
    ctx,
    deliveries.flatMap((delivery) => {
      const { state, reason } = endings.get(delivery._id) ?? {};
      return state === undefined ? [] : [{ delivery, reason: reason ?? state }];
    }),
  );
  const leaving = ready.filter(({ delivery }) => !capped.has(delivery._id));
  return {
    ready: links ? await withTrackedLinks(ctx, channelId, leaving, links) : leaving,
    failed: ended.filter(({ set }) => set.state === 'rejected').length,
  };
}

/** The same with each destination replaced by a link of ours. What says the same is prepared once. */
async function withTrackedLinks(
  ctx: Context,
  channelId: string,
  ready: Ready[],
  { track, utm }: LinkTracking,
): Promise<Ready[]> {
  const prepared = new Map<string, Promise<PreparedLinks<LineMessage>>>();
  return Promise.all(
    ready.map(async (one) => {
      const { messages, delivery } = one;
      if (!hasLinks(messages)) return one;
      const key = JSON.stringify(messages);
      const links = prepared.get(key) ?? prepareLinks(ctx, messages, { channelId, sender: delivery.sender, utm });
      prepared.set(key, links);
      return { ...one, messages: fillLinks(ctx, await links, track === 'personal' ? delivery.friendId : null) };
    }),
  );
}

/** Counts what is about to leave; resolves to what a cap keeps back all the same, because others were counted meanwhile. */
async function countAgainstCaps(
  policy: SendingPolicy,
  counted: { delivery: Delivery; friend: Friend | null }[],
  types: Map<string, string>,
  now: Date,
): Promise<Map<string, SkipReason>> {
  if (!hasCaps(policy)) return new Map();
  const kept = await countSends(
    now,
    counted.map(({ delivery: { _id, friendId }, friend }) => {
      const isPromotion = types.get(_id) === 'promotion';
      return {
        friendId,
        deliveryId: _id,
        isPromotion,
        limits: limitsFor(policy, friend?.stage?.name ?? null, isPromotion),
      };
    }),
  );
  return new Map([...kept].map(([id, list]) => [id, capReason(list)]));
}

/** A process that died may have counted what now ends without a send. */
const isCountedOn = (friend: Friend | undefined, deliveryId: string) =>
  friend?.sent?.all?.some(({ id }) => id === deliveryId) ?? false;

/** Takes sends that reached nobody off the friends' counts for caps. */
export const uncountDeliveries = (deliveries: Pick<Delivery, '_id' | 'friendId'>[]): Promise<void> =>
  uncountSends(deliveries.map(({ _id, friendId }) => ({ friendId, deliveryId: _id })));

/** The same for those of the given deliveries that have not left, or were kept from it. */
export async function uncountPlanned(deliveries: Pick<Delivery, '_id' | 'friendId'>[]): Promise<void> {
  const ids = deliveries.map(({ _id }) => _id);
  const kept = await DeliveryModel.find(
    { _id: { $in: ids }, state: { $in: ['planned', 'skipped'] } },
    { friendId: 1 },
  ).lean();
  await uncountDeliveries(kept);
}

const skipped = (reason: SkipReason, now: Date): Partial<Delivery> => ({ state: 'skipped', reason, settledAt: now });

/** What has a time of its own moves that; what its sender leads is out of its reach until then. */
const waitingUntil = ({ dueAt }: Delivery, until: Date): Partial<Delivery> =>
  dueAt === null ? { notBefore: until } : { dueAt: until };

/**
 * Writes each change on its delivery while that is still in the state it was seen in, and left to nobody else if that is given.
 * Resolves to how many that was so for.
 */
export async function writeAll(
  state: Delivery['state'],
  changes: { id: string; set: Partial<Delivery>; takeOverAt?: Date | null }[],
): Promise<number> {
  if (changes.length === 0) return 0;
  const { matchedCount } = await DeliveryModel.collection.bulkWrite(
    changes.map(({ id, set, takeOverAt }) => ({
      updateOne: {
        filter: { _id: id as never, state, ...(takeOverAt === undefined ? {} : { takeOverAt }) },
        update: { $set: set },
      },
    })),
    { ordered: false },
  );
  return matchedCount;
}

import { getChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import { countSends, findFriendsById } from '../friends/index.js';
import type { ContentType } from '../messages/core/template.js';
import { findOpenComplaints } from '../notices/index.js';
import { hasCaps } from './core/caps.js';
import { decideDelivery, type SkipReason } from './core/gates.js';
import { contentTypeOf, type Content } from './core/content.js';
import { endOfHours } from './core/hours.js';
import { DeliveryModel, type Delivery } from './delivery.model.js';
import { gateDeliveries, writeAll } from './gate-deliveries.js';
import { loadContent } from './load-content.js';
import { getSendingPolicy } from './sending-policy.js';
import type { WideSend } from './wide-send.model.js';

const LINE_USER_ID = /^U[0-9a-f]{32}$/; // one of another form makes LINE refuse all that are uploaded with it
const NO_LIMITS = { all: [], promotions: [] };

/** When the channel's quiet hours end, while they keep a wide send back: it goes to everybody at one moment. */
export async function endOfQuietHours(ctx: Context, { channelId, _id }: WideSend): Promise<Date | null> {
  const { quietHours, exempt } = await getSendingPolicy(ctx, channelId);
  const first = await DeliveryModel.findOne({ 'sender.id': _id, state: 'planned' }, { content: 1 }).lean();
  if (!quietHours || (first && exempt.includes(await typeOf(ctx, channelId, first.content)))) return null;
  return endOfHours(quietHours, ctx.clock.now(), (await getChannel(ctx, channelId)).timeZone);
}

/** What a wide send is for: all its deliveries say the same. */
async function typeOf(ctx: Context, channelId: string, content: Content): Promise<ContentType> {
  return contentTypeOf(content, await loadContent(ctx, channelId, [content])) ?? 'service';
}

/**
 * Lets deliveries of a narrowcast pass the gates. What it skips is not uploaded; as nobody's hour can be waited for, a friend
 * for whom it is a quiet hour is skipped too.
 */
export async function gateNarrowcast(ctx: Context, channelId: string, page: Delivery[]): Promise<void> {
  const now = ctx.clock.now();
  const isWrong = ({ lineUserId }: Delivery) => !LINE_USER_ID.test(lineUserId);
  await writeAll(
    'planned',
    page.filter(isWrong).map(({ _id: id }) => ({ id, set: { state: 'rejected', reason: 'invalid', settledAt: now } })),
  );
  const { ready } = await gateDeliveries(
    ctx,
    channelId,
    page.filter((one) => !isWrong(one)),
  );
  const passed = new Set(ready.map(({ delivery }) => delivery._id));
  await writeAll(
    'planned',
    page.filter(({ _id }) => !passed.has(_id)).map(({ _id: id }) => ({ id, set: skipped('quietHours', now) })),
  );
}

/**
 * Notes on deliveries of a broadcast what would have held them back: LINE sends it to all who follow, whatever we know of them.
 * Only whom LINE does not reach either is skipped. It is counted for caps, and kept back by none.
 */
export async function gateBroadcast(ctx: Context, channelId: string, page: Delivery[]): Promise<void> {
  const now = ctx.clock.now();
  const channel = await getChannel(ctx, channelId);
  const policy = await getSendingPolicy(ctx, channelId);
  const friends = await findFriendsById(page.map(({ friendId }) => friendId));
  const complaining = await findOpenComplaints([...friends.keys()]);
  const [first] = page;
  if (!first) return;
  const contentType = await typeOf(ctx, channelId, first.content);
  const facts = { policy, channelZone: channel.timeZone, now };
  const changes = page.map((delivery): { delivery: Delivery; set: Partial<Delivery> } => {
    const friend = friends.get(delivery.friendId);
    const { _id: id, plannedAt } = delivery;
    const gated = { id, transactional: true, contentType, isAnswer: false, plannedAt, hours: null };
    const decision = decideDelivery(friend && { ...friend, blacklisted: null }, gated, {
      ...facts,
      hasOpenComplaint: complaining.has(delivery.friendId),
    });
    if (decision.kind !== 'send')
      return { delivery, set: skipped(decision.kind === 'skip' ? decision.reason : 'quietHours', now) };
    const passed: Delivery['passed'] = friend?.blacklisted ? ['blacklisted', ...decision.passed] : decision.passed;
    return { delivery, set: { passed } };
  });
  await writeAll(
    'planned',
    changes.map(({ delivery, set }) => ({ id: delivery._id, set })),
  );
  if (!hasCaps(policy) || policy.exempt.includes(contentType)) return;
  const counted = changes.flatMap(({ delivery: { _id, friendId }, set }) => {
    if (set.state === 'skipped') return [];
    return [{ friendId, deliveryId: _id, isPromotion: contentType === 'promotion', limits: NO_LIMITS }];
  });
  await countSends(now, counted);
}

const skipped = (reason: SkipReason, settledAt: Date): Partial<Delivery> => ({ state: 'skipped', reason, settledAt });

import { scanActivities } from '../activity/index.js';
import type { DeliveryState } from '../deliveries/core/delivery-state.js';
import { findRecipients } from '../deliveries/index.js';
import { listClickers } from '../links/index.js';
import { netOf } from '../sales/core/order.js';
import { scanOrders } from '../sales/index.js';
import type { Campaign } from './campaign.model.js';
import { HOLDOUT_ARM } from './core/assignment.js';
import type { ConversionRule } from './core/campaign.js';

const HOUR_MS = 3_600_000;
const SCANNED_MAX = 1_000_000;
const PAGE = 500;

/** What friends did after a campaign, in one arm; an arm is null without a split test. */
export interface Responses {
  arm: string | null;
  /** Friends who clicked a link of the campaign. */
  clicked: number;
  /** Every click of these friends. */
  clicks: number;
  /**
   * Friends who got it and did what its conversion rule says within its time after it was accepted; of the held out, after it was
   * meant to arrive.
   */
  converted: number;
  /** What they bought within that time, refunds taken off, by currency in its minor unit. */
  revenueMinor: Record<string, number>;
  /** The same friends counted from when the message was meant to arrive, whether it did or not: to compare with the held out. */
  convertedAsIntended: number;
}

/** A recipient, as far as what they did counts. */
interface Counted {
  arm?: string;
  state: DeliveryState;
  settledAt: Date | null;
  intendedAt?: Date;
}

/** Something that counts as a conversion. */
interface Success {
  friendId: string;
  at: Date;
  valueMinor: number;
  currency: string | null;
}

/**
 * What friends did after a campaign, by arm; those held out are the arm `holdout`. Counted from what is stored about friends
 * when it is asked for, so a refund, a merge or an order told late is in it.
 */
export async function measureResponses(campaign: Campaign): Promise<Responses[]> {
  const byArm = new Map<string | null, Responses>();
  const responsesOf = (arm: string | null) => {
    const known = byArm.get(arm) ?? {
      arm,
      clicked: 0,
      clicks: 0,
      converted: 0,
      revenueMinor: {},
      convertedAsIntended: 0,
    };
    byArm.set(arm, known);
    return known;
  };
  await addClicks(campaign, responsesOf);
  if (campaign.conversion && campaign.startedAt) await addConversions(campaign, campaign.conversion, responsesOf);
  return [...byArm.values()];
}

type ResponsesOf = (arm: string | null) => Responses;

/** Of those who clicked, the ones whom LINE took it for; somebody else can only have come by a link that was passed on. */
async function addClicks(campaign: Campaign, responsesOf: ResponsesOf): Promise<void> {
  let afterId: string | null = null;
  for (;;) {
    const page = await listClickers(campaign._id, { afterId, limit: PAGE });
    const recipients = await findRecipients(
      senderOf(campaign),
      page.map(({ friendId }) => friendId),
    );
    for (const { friendId, count } of page) {
      const { arm = null, state } = recipients.get(friendId) ?? {};
      if (state !== 'accepted') continue;
      const responses = responsesOf(arm);
      responses.clicked += 1;
      responses.clicks += count;
    }
    afterId = page.at(-1)?.friendId ?? afterId;
    if (page.length < PAGE) return;
  }
}

async function addConversions(campaign: Campaign, rule: ConversionRule, responsesOf: ResponsesOf): Promise<void> {
  const windowMs = rule.withinHours * HOUR_MS;
  const [converted, asIntended] = [new Set<string>(), new Set<string>()];
  for await (const page of pagesOf(successesAfter(campaign, rule))) {
    const recipients = await findRecipients(senderOf(campaign), [...new Set(page.map(({ friendId }) => friendId))]);
    for (const { friendId, at, valueMinor, currency } of page) {
      const recipient = recipients.get(friendId);
      if (!recipient) continue;
      const responses = responsesOf(recipient.arm ?? null);
      const isWithin = (from: Date | null | undefined) =>
        from !== null && from !== undefined && at >= from && at.getTime() - from.getTime() < windowMs;
      if (isWithin(recipient.intendedAt) && !asIntended.has(friendId)) {
        asIntended.add(friendId);
        responses.convertedAsIntended += 1;
      }
      if (!isWithin(countedFrom(recipient))) continue;
      if (!converted.has(friendId)) responses.converted += 1;
      converted.add(friendId);
      if (currency !== null) responses.revenueMinor[currency] = (responses.revenueMinor[currency] ?? 0) + valueMinor;
    }
  }
}

/** From when on what a friend does counts; who is held out has the time that they would have had. Null: it does not count. */
function countedFrom({ arm, state, settledAt, intendedAt }: Counted): Date | null {
  if (arm === HOLDOUT_ARM) return intendedAt ?? null;
  return state === 'accepted' ? settledAt : null;
}

/** What counts as a success in the channel from the campaign's start on, as long as any of its recipients has time. */
async function* successesAfter(
  { channelId, startedAt, doneAt }: Campaign,
  rule: ConversionRule,
): AsyncGenerator<Success> {
  const from = startedAt ?? new Date(0);
  const until = doneAt ? new Date(doneAt.getTime() + rule.withinHours * HOUR_MS) : new Date(8.64e15);
  if (rule.on === 'activity') {
    const activities = scanActivities({ channelId, kind: rule.kind, since: from, until }, SCANNED_MAX);
    for await (const { friendId, at } of activities)
      if (friendId) yield { friendId, at, valueMinor: 0, currency: null };
    return;
  }
  for await (const order of scanOrders(channelId, { from, until })) {
    const isMeant = rule.product === null || order.items.some(({ sku }) => sku === rule.product);
    const valueMinor = netOf(order);
    if (isMeant && valueMinor > 0)
      yield { friendId: order.friendId, at: order.orderedAt, valueMinor, currency: order.currency };
  }
}

async function* pagesOf<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item[]> {
  let page: Item[] = [];
  for await (const item of items) {
    page.push(item);
    if (page.length < PAGE) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

/** The sender that a campaign's deliveries name. */
export const senderOf = ({ _id }: Pick<Campaign, '_id'>) => ({ kind: 'campaign' as const, id: _id });

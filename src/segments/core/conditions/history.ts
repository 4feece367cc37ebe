import { z } from 'zod';
import { CAMPAIGNS_KEPT, CONVERSATION_STATES } from '../../../friends/core/friend.js';
import { Comparison, comparisonOf, CountComparison, isWithin, listBounds, toRange } from '../comparison.js';
import { Age, before, Duration, durationMs, isOfAge, nextAgeChangeAt, soonest, toAgeRange } from '../duration.js';
import { sayAge, sayAll, sayComparison, sayDuration } from '../reading.js';
import { ANY_CAMPAIGN, boundFilter, defineCondition, Names, seeKnown, type MongoFilter } from './condition.js';

const OrdersCondition = z.strictObject({
  /** Without any part: everybody, because none is a number of orders too. */
  orders: z.strictObject({
    count: CountComparison.optional(),
    /** Sum after refunds, in the minor unit of the currency. */
    totalMinor: Comparison.optional(),
    lastMinor: Comparison.optional(),
    /** How long ago the last order was; friends without orders never meet it. */
    last: Age.optional(),
    first: Age.optional(),
    /** SKUs; any of them was bought. */
    product: Names.optional(),
  }),
});
type OrdersCondition = z.infer<typeof OrdersCondition>;

export const ordersCondition = defineCondition<OrdersCondition>({
  key: 'orders',
  schema: OrdersCondition,
  see({ orders: given }, { orders }, now) {
    const { count, totalMinor, lastMinor, last, first, product } = given;
    const truth =
      (!count || isWithin(count, orders.count)) &&
      (!totalMinor || isWithin(totalMinor, orders.totalMinor)) &&
      (!lastMinor || (orders.lastMinor !== null && isWithin(lastMinor, orders.lastMinor))) &&
      (!last || (orders.lastAt !== null && isOfAge(last, orders.lastAt, now))) &&
      (!first || (orders.firstAt !== null && isOfAge(first, orders.firstAt, now))) &&
      (!product || orders.products.some((sku) => product.includes(sku)));
    return {
      truth,
      value: { count: orders.count, totalMinor: orders.totalMinor, lastAt: orders.lastAt },
      nextCheckAt: soonest(
        [
          last && orders.lastAt ? nextAgeChangeAt(last, orders.lastAt, now) : null,
          first && orders.firstAt ? nextAgeChangeAt(first, orders.firstAt, now) : null,
        ],
        now,
      ),
    };
  },
  match({ orders: { count, totalMinor, lastMinor, last, first, product } }, now) {
    return {
      ...(count ? { 'orders.count': toRange(count) } : {}),
      ...(totalMinor ? { 'orders.totalMinor': toRange(totalMinor) } : {}),
      ...(lastMinor ? { 'orders.lastMinor': toRange(lastMinor) } : {}),
      ...(last ? { 'orders.lastAt': toAgeRange(last, now) } : {}),
      ...(first ? { 'orders.firstAt': toAgeRange(first, now) } : {}),
      ...(product ? { 'orders.products': { $in: product } } : {}),
    };
  },
  read({ orders: { count, totalMinor, lastMinor, last, first, product } }, say) {
    const parts = [
      count && say('ordersCount', { bounds: sayComparison(say, count) }),
      totalMinor && say('ordersTotal', { bounds: sayComparison(say, totalMinor) }),
      lastMinor && say('ordersLastAmount', { bounds: sayComparison(say, lastMinor) }),
      last && say('ordersLast', { age: sayAge(say, last) }),
      first && say('ordersFirst', { age: sayAge(say, first) }),
      product && say('ordersProduct', { products: product.join(', ') }),
    ].filter((part) => typeof part === 'string');
    return parts.length === 0 ? say('everyone') : sayAll(say, [say('orders'), ...parts]);
  },
});

const CampaignCondition = z.strictObject({
  campaign: z.string().min(1).max(40),
  did: z.enum(['accepted', 'clicked']),
  within: Duration.optional(),
});

/** LINE accepted the campaign's message for this friend, or the friend tapped a link of it. */
export const campaignCondition = defineCondition<z.infer<typeof CampaignCondition>>({
  key: 'campaign',
  schema: CampaignCondition,
  see({ campaign, did, within }, { campaigns }, now) {
    const received = campaigns.find(({ id }) => id === campaign);
    const at = (did === 'accepted' ? received?.acceptedAt : received?.clickedAt) ?? null;
    return {
      truth: at !== null && (within === undefined || at > before(now, within)),
      value: at,
      nextCheckAt: at && within !== undefined ? soonest([new Date(at.getTime() + durationMs(within))], now) : null,
    };
  },
  match: ({ campaign, did, within }, now) => ({
    campaigns: {
      $elemMatch: {
        id: campaign,
        [did === 'accepted' ? 'acceptedAt' : 'clickedAt']:
          within === undefined ? { $ne: null } : { $gt: before(now, within) },
      },
    },
  }),
  refersTo: ({ campaign }) => [{ kind: 'campaign', id: campaign }],
  read: ({ campaign, did, within }, say) =>
    sayAll(
      say,
      [
        say(did === 'accepted' ? 'campaignAccepted' : 'campaignClicked', { campaign }),
        within !== undefined && say('within', { time: sayDuration(say, within) }),
      ].filter((part) => typeof part === 'string'),
    ),
});

const CampaignsCondition = z.strictObject({
  campaigns: z.strictObject({
    /** How many reached the friend, of the latest CAMPAIGNS_KEPT. */
    count: CountComparison.refine(
      (count) => listBounds(count).every(({ limit }) => limit < CAMPAIGNS_KEPT),
      `at most the latest ${CAMPAIGNS_KEPT - 1} campaigns are counted`,
    ),
    within: Duration.optional(),
    /** Only those that advertise, or only those that do not. */
    of: z.enum(['promotion', 'service']).optional(),
  }),
});

/** How many campaigns reached the friend: who had enough for now. */
export const campaignsCondition = defineCondition<z.infer<typeof CampaignsCondition>>({
  key: 'campaigns',
  schema: CampaignsCondition,
  see({ campaigns: { count, within, of } }, { campaigns }, now) {
    const counted = campaigns.filter(
      ({ acceptedAt, isPromotion = false }) =>
        (within === undefined || acceptedAt > before(now, within)) &&
        (of === undefined || isPromotion === (of === 'promotion')),
    );
    return {
      truth: isWithin(count, counted.length),
      value: counted.length,
      nextCheckAt:
        within === undefined
          ? null
          : soonest(
              counted.map(({ acceptedAt }) => new Date(acceptedAt.getTime() + durationMs(within))),
              now,
            ),
    };
  },
  match({ campaigns: { count, within, of } }, now) {
    const since = within === undefined ? new Date(0) : before(now, within);
    const one = { acceptedAt: { $gt: since }, ...(of === undefined ? {} : { isPromotion: ofKind(of) }) };
    // More than one cannot be counted without looking at each, so only those with one are looked at.
    const atLeast = (number: number): MongoFilter =>
      number === 1
        ? { campaigns: { $elemMatch: one } }
        : { $and: [{ campaigns: { $elemMatch: one } }, { $expr: { $gte: [numberSince(since, of), number] } }] };
    return { $and: listBounds(count).map(({ bound, limit }) => boundFilter(bound, limit, atLeast)) };
  },
  refersTo: () => [{ kind: 'campaign', id: ANY_CAMPAIGN }],
  read: ({ campaigns: { count, within, of } }, say) =>
    sayAll(
      say,
      [
        say(of === undefined ? 'campaignsCount' : of === 'promotion' ? 'promotionsCount' : 'serviceCount', {
          bounds: sayComparison(say, count),
        }),
        within !== undefined && say('within', { time: sayDuration(say, within) }),
      ].filter((part) => typeof part === 'string'),
    ),
});

type CampaignKind = 'promotion' | 'service' | undefined;

const ofKind = (of: CampaignKind) => (of === 'promotion' ? true : { $ne: true });

/** An expression: how many campaigns reached the friend since. */
function numberSince(since: Date, of: CampaignKind): object {
  const isOfKind = { [of === 'promotion' ? '$eq' : '$ne']: ['$$one.isPromotion', true] };
  const cond = { $and: [{ $gt: ['$$one.acceptedAt', since] }, ...(of === undefined ? [] : [isOfKind])] };
  return { $size: { $filter: { input: '$campaigns', as: 'one', cond } } };
}

const SurveyCondition = z.strictObject({
  survey: z.string().min(1).max(40),
  score: comparisonOf(z.number().int().min(0).max(10)).optional(),
  within: Duration.optional(),
});

/** The friend's latest answer to a survey; unknown when they have not answered it. */
export const surveyCondition = defineCondition<z.infer<typeof SurveyCondition>>({
  key: 'survey',
  schema: SurveyCondition,
  see({ survey, score, within }, { surveys }, now) {
    const answer = surveys.find(({ id }) => id === survey);
    return {
      ...seeKnown(
        answer,
        ({ score: given, at }) =>
          (score === undefined || isWithin(score, given)) && (within === undefined || at > before(now, within)),
      ),
      nextCheckAt:
        answer && within !== undefined ? soonest([new Date(answer.at.getTime() + durationMs(within))], now) : null,
    };
  },
  isKnown: ({ survey }) => ({ surveys: { $elemMatch: { id: survey } } }),
  match: ({ survey, score, within }, now) => ({
    surveys: {
      $elemMatch: {
        id: survey,
        ...(score ? { score: toRange(score) } : {}),
        ...(within === undefined ? {} : { at: { $gt: before(now, within) } }),
      },
    },
  }),
  refersTo: ({ survey }) => [{ kind: 'survey', id: survey }],
  read: ({ survey, score, within }, say) =>
    sayAll(
      say,
      [
        say('survey', { survey }),
        score && say('surveyScore', { bounds: sayComparison(say, score) }),
        within !== undefined && say('within', { time: sayDuration(say, within) }),
      ].filter((part) => typeof part === 'string'),
    ),
});

const ConversationCondition = z.strictObject({
  conversation: z.array(z.enum(CONVERSATION_STATES)).min(1).max(CONVERSATION_STATES.length),
  for: Age.optional(),
});

export const conversationCondition = defineCondition<z.infer<typeof ConversationCondition>>({
  key: 'conversation',
  schema: ConversationCondition,
  see: (given, { conversation }, now) => ({
    ...seeKnown(
      conversation,
      ({ state, since }) =>
        given.conversation.includes(state) && (given.for === undefined || isOfAge(given.for, since, now)),
    ),
    nextCheckAt: conversation && given.for ? nextAgeChangeAt(given.for, conversation.since, now) : null,
  }),
  isKnown: () => ({ 'conversation.state': { $ne: null } }),
  match: (given, now) => ({
    'conversation.state': { $in: given.conversation },
    ...(given.for ? { 'conversation.since': toAgeRange(given.for, now) } : {}),
  }),
  read: (given, say) =>
    sayAll(
      say,
      [
        say('conversation', { states: given.conversation.join(', ') }),
        given.for && say('since', { age: sayAge(say, given.for) }),
      ].filter((part) => typeof part === 'string'),
    ),
});

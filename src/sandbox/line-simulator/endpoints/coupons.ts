import { type ErrorDetail, LineError, fieldErrors, notFound } from '../http/line-error.js';
import { type Answer, type ChannelCall, type Route, channelRoute, ok, perSecond } from '../http/route.js';
import { type JsonObject, isObject } from '../json.js';
import { COUPONS_MAX, COUPON_TEXT_MAX } from '../limits.js';
import type { Simulator } from '../simulator.js';
import type { Coupon } from '../world/audience.js';
import { pageOf, readLimit } from './paging.js';

const rate = perSecond(200);
const PATH = '/v2/bot/coupon';
const COUPONS_PAGE = { default: 20, max: 100 };
const REWARDS = ['cashBack', 'discount', 'free', 'gift', 'others'];

/** Coupons: made, listed, closed. Who used one is not to be learned by API. */
export const couponRoutes: Route[] = [
  channelRoute(`POST ${PATH}`, create, { rate }),
  channelRoute(`PUT ${PATH}/{couponId}/close`, close, { rate }),
  channelRoute(
    `GET ${PATH}`,
    (sim, { bot, query }) => {
      const now = sim.clock.now();
      const wanted = query.getAll('status');
      const found = [...bot.coupons.values()].filter(
        (coupon) => wanted.length === 0 || wanted.includes(statusOf(coupon)),
      );
      const limit = readLimit(query, COUPONS_PAGE.default, COUPONS_PAGE.max);
      const { items, next } = pageOf(found, limit, query.get('start'), now);
      return ok({ items: items.map(({ couponId, object }) => ({ couponId, title: object['title'] })), next });
    },
    { rate },
  ),
  channelRoute(
    `GET ${PATH}/{couponId}`,
    (_sim, { bot, params }) => {
      const coupon = bot.coupons.get(params['couponId'] ?? '');
      if (!coupon) throw notFound();
      return ok({ ...coupon.object, couponId: coupon.couponId, status: statusOf(coupon) });
    },
    { rate },
  ),
];

function create(sim: Simulator, { bot, body }: ChannelCall): Answer {
  const object = isObject(body) ? body : {};
  const details = faultsOf(object);
  if (details.length) throw fieldErrors(details);
  const now = sim.clock.now();
  const valid = [...bot.coupons.values()].filter((coupon) => statusOf(coupon) === 'RUNNING').length;
  if (valid >= COUPONS_MAX) throw new LineError(400, 'You have too many coupons created.');
  const couponId = sim.ids.ulid(now);
  bot.coupons.set(couponId, { couponId, object, createdAt: now });
  return ok({ couponId });
}

function close(sim: Simulator, { bot, params }: ChannelCall): Answer {
  const coupon = bot.coupons.get(params['couponId'] ?? '');
  const refuse = (status: number, message: string) =>
    new LineError(status, 'The request body has 1 error(s)', [{ message, property: '' }]);
  if (!coupon) throw refuse(404, 'coupon not found');
  if (coupon.closedAt !== undefined) throw refuse(410, 'The coupon has already been closed.');
  coupon.closedAt = sim.clock.now();
  return ok();
}

function statusOf(coupon: Coupon): 'RUNNING' | 'CLOSED' {
  return coupon.closedAt === undefined ? 'RUNNING' : 'CLOSED';
}

function faultsOf(object: JsonObject): ErrorDetail[] {
  const details: ErrorDetail[] = [];
  for (const [property, max] of Object.entries(COUPON_TEXT_MAX)) {
    const value = object[property];
    const min = property === 'title' ? 1 : 0;
    const length = typeof value === 'string' ? value.length : 0;
    if (length < min || length > max) details.push({ message: `Length must be between ${min} and ${max}`, property });
  }
  for (const property of ['startTimestamp', 'endTimestamp']) {
    if (typeof object[property] !== 'number') details.push({ message: 'must be specified', property });
  }
  if (Number(object['endTimestamp']) <= Number(object['startTimestamp'])) {
    details.push({ message: 'must be after startTimestamp', property: 'endTimestamp' });
  }
  if (!['PUBLIC', 'UNLISTED', 'PRIVATE'].includes(String(object['visibility']))) {
    details.push({ message: 'Must be one of the following values: [PUBLIC, UNLISTED]', property: 'visibility' });
  }
  const reward = isObject(object['reward']) ? object['reward']['type'] : undefined;
  if (!REWARDS.includes(String(reward))) {
    details.push({ message: `Must be one of the following values: [${REWARDS.join(', ')}]`, property: 'reward.type' });
  }
  return details;
}

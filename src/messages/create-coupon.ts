import { gatewayOf, resolveChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import { InvalidInputError } from '../errors.js';
import { LineInvalidError } from '../line/errors.js';
import { COUPON_TIME_ZONES, toLineCoupon, type CouponInput } from './core/coupon.js';

/** Makes a coupon at LINE, which alone keeps it; InvalidInputError naming what LINE refuses. */
export async function createCoupon(
  ctx: Pick<Context, 'clock' | 'secrets' | 'connectLine'>,
  channelId: string | undefined,
  input: CouponInput,
): Promise<string> {
  const channel = await resolveChannel(ctx, channelId);
  const coupon = toLineCoupon(input, channel.timeZone);
  if (coupon === null) {
    const message = `timezone is missing, because LINE has no name for ${channel.timeZone}; it must be one of ${COUPON_TIME_ZONES.join(', ')}.`;
    throw new InvalidInputError('invalid_input', message);
  }
  try {
    return await (await gatewayOf(ctx, channel._id)).createCoupon(coupon);
  } catch (error) {
    if (!(error instanceof LineInvalidError)) throw error;
    const said = error.details.map(({ property, message }) => `${property}: ${message}`).join(', ');
    throw new InvalidInputError('invalid_input', `LINE refuses the coupon: ${said || error.message}.`, error.details);
  }
}

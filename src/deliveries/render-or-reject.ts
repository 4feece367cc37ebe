import type { Context } from '../context.js';
import { AppError } from '../errors.js';
import type { Friend } from '../friends/index.js';
import type { LineMessage } from '../line/gateway.js';
import { renderFor, type Loaded } from './core/content.js';
import type { Delivery } from './delivery.model.js';

/** The messages of a delivery for its friend, or null when they cannot be made; the log says why. */
export function renderOrReject(
  ctx: Pick<Context, 'log'>,
  friend: Friend,
  delivery: Pick<Delivery, '_id' | 'content'>,
  loaded: Loaded,
): LineMessage[] | null {
  try {
    return renderFor(friend, delivery.content, loaded);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    ctx.log.warn({ err: error, deliveryId: delivery._id }, 'content could not be rendered');
    return null;
  }
}

import type { Context } from '../context.js';
import { AppError } from '../errors.js';
import type { Friend } from '../friends/index.js';
import type { LineMessage } from '../line/gateway.js';
import type { Language } from '../shared/language.js';
import { renderFor } from './core/content.js';
import type { Delivery } from './delivery.model.js';

/** The messages of a delivery for its friend, or null when they cannot be made; the log says why. */
export function renderOrReject(
  ctx: Pick<Context, 'templates' | 'log'>,
  friend: Friend,
  delivery: Pick<Delivery, '_id' | 'content'>,
  fallback: Language,
): LineMessage[] | null {
  try {
    return renderFor(friend, delivery.content, ctx.templates, fallback);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    ctx.log.warn({ err: error, deliveryId: delivery._id }, 'content could not be rendered');
    return null;
  }
}

import { liffPageOf, type Channel } from '../channels/index.js';
import type { Context } from '../context.js';

/**
 * Where a friend answers an asking inside LINE; null while the channel has no LIFF app. The id of the asking cannot be guessed, and the
 * page opens for nobody but the friend who was asked.
 */
export const surveyPageOf = (
  ctx: Pick<Context, 'liff'>,
  channel: Pick<Channel, 'liffId'>,
  responseId: string,
): string | null => liffPageOf(ctx, channel, `survey?asking=${encodeURIComponent(responseId)}`);

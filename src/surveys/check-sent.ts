import type { Context } from '../context.js';
import { findDelivery } from '../deliveries/index.js';
import { findResponse } from './find-response.js';
import { messageIdOf } from './say-in-chat.js';
import { skipAsking } from './skip-asking.js';
import { SurveyResponseModel } from './survey.model.js';
import { giveBackTurn } from './take-turn.js';

export const CHECK_SENT = 'surveys.checkSent';
/** After the asking; most messages have left by then. */
export const SENT_BY_MS = 3_000;
const LOOK_MS = 10 * 60_000;

/**
 * Looks whether the message of an asking has left. Who never got it was not asked: the asking is skipped, with the reason, and the
 * friend's quiet days are those from before.
 */
export async function checkSent(ctx: Pick<Context, 'clock'>, responseId: string): Promise<void> {
  const now = ctx.clock.now();
  const response = await findResponse({ _id: responseId });
  if (!response?.lookAt || response.state === 'scheduled' || response.lookAt > now) return;
  const delivery = await findDelivery(messageIdOf(responseId, 'ask'));
  const isOpen = delivery?.state === 'planned' || delivery?.state === 'inFlight';
  const isLost = delivery?.state === 'skipped' || delivery?.state === 'rejected';
  if (isLost && response.state === 'asked' && response.answers.length + response.done.length === 0) {
    await giveBackTurn(response.friendId, responseId);
    await skipAsking(response, delivery.reason === 'staffHasChat' ? 'staffHasChat' : 'notSent');
    return;
  }
  const { lookAt } = response;
  const change = isOpen ? { $set: { lookAt: new Date(now.getTime() + LOOK_MS) } } : { $unset: { lookAt: '' } };
  await SurveyResponseModel.updateOne({ _id: responseId, lookAt }, change);
}

import type { Context } from '../context.js';
import { ASK_SURVEY } from './schedule-survey.js';
import { SurveyResponseModel } from './survey.model.js';

const WAITING_MAX = 100;

/** Looks at what waited to be asked while staff had the chat with a friend: they have it no more. */
export async function askWaiting(ctx: Pick<Context, 'clock' | 'wake'>, friendId: string): Promise<void> {
  const now = ctx.clock.now();
  const waiting = { friendId, state: 'scheduled' as const, lookAt: { $exists: true } };
  const found = await SurveyResponseModel.find(waiting, { _id: 1 }).limit(WAITING_MAX).lean();
  if (found.length === 0) return;
  // Found by the sweep should this wake-up be lost.
  await SurveyResponseModel.updateMany({ ...waiting, _id: { $in: found.map(({ _id }) => _id) } }, { lookAt: now });
  ctx.wake(
    ASK_SURVEY,
    found.map(({ _id }) => ({ responseId: _id })),
  );
}

import type { FriendDocument } from '../friends/index.js';
import type { Cause } from './cause.js';
import type { AnswerValue } from './core/answer-value.js';
import { keepAnonymously } from './keep-anonymously.js';
import type { AskedSurvey } from './load-survey.js';
import { askQuestion, thank, type SpeakingNeeds } from './say-in-chat.js';
import type { SurveyResponse } from './survey.model.js';

interface Given {
  survey: AskedSurvey;
  asked: SurveyResponse;
  question: string;
  value: AnswerValue;
}

/** Takes an anonymous answer in the chat, and asks the next question or thanks. */
export async function answerAnonymously(
  ctx: SpeakingNeeds,
  friend: FriendDocument,
  given: Given,
  { at, reply }: Cause,
): Promise<FriendDocument> {
  const { survey, asked } = given;
  const kept = await keepAnonymously(ctx, { ...given, at });
  if (kept.kind === 'refused' || kept.kind === 'late') return friend;
  const { next } = kept;
  // Named after the question, not after the event: what is said next tells nothing of the answer.
  if (next) await askQuestion(ctx, { survey, friend, as: next.key, reply }, next, { _id: asked._id, chosen: [] });
  else await thank(ctx, { survey, friend, as: 'thanks', reply }, asked);
  return friend;
}

import { getChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import { deliver, type DeliverInput } from '../deliveries/index.js';
import type { Friend } from '../friends/index.js';
import { Language } from '../shared/language.js';
import { askInChat } from './core/ask-in-chat.js';
import { inviteToPage } from './core/invite-to-page.js';
import type { Question, Texts } from './core/question.js';
import { say, type Speaking } from './core/say.js';
import { isLowScore, lastWordsOf } from './core/score.js';
import type { AskedSurvey } from './load-survey.js';
import type { SurveyResponse } from './survey.model.js';

/** Beside time and wake-ups, what reading the channel takes. */
export type SpeakingNeeds = Pick<Context, 'clock' | 'wake' | 'secrets' | 'connectLine'>;
type Needs = SpeakingNeeds;

interface Said {
  survey: AskedSurvey;
  friend: Friend;
  /** What it is said for, unique within the asking; the same is said once. */
  as: string;
  reply?: DeliverInput['reply'];
  /** Nothing that the friend did asks for it. */
  isUnasked?: boolean;
}

/** The delivery of what is said in an asking. */
export const messageIdOf = (responseId: string, as: string): string => `survey:${responseId}:${as}`;

/** Asks one question of an asking. */
export async function askQuestion(
  ctx: Needs,
  { survey, friend, as, reply = null, isUnasked = false }: Said,
  question: Question,
  { _id: responseId, chosen }: Pick<SurveyResponse, '_id' | 'chosen'>,
): Promise<void> {
  const { isAnonymous } = survey.questionnaire;
  const mine = chosen.filter((one) => one.startsWith(`${question.key}:`));
  const asking = { responseId, chosen: mine.map((one) => one.slice(question.key.length + 1)), isAnonymous };
  const content: DeliverInput['content'] = survey.templates
    ? { template: survey.templates.ask, values: { responseId } }
    : {
        messages: askInChat(question, asking, await speakingTo(ctx, friend)),
        contentType: 'service',
      };
  const id = messageIdOf(responseId, as);
  await deliver(ctx, { id, friend, sender: senderOf(survey), content, reply, isUnasked });
}

/** Leads to the page on which an asking is answered. */
export async function invite(
  ctx: Needs,
  { survey, friend, as, reply = null, isUnasked = false }: Said,
  { _id: responseId, invitation, url }: Pick<SurveyResponse, '_id'> & { invitation: Texts; url: string },
): Promise<void> {
  const messages = inviteToPage(invitation, url, await speakingTo(ctx, friend));
  const content: DeliverInput['content'] = { messages, contentType: 'service' };
  const id = messageIdOf(responseId, as);
  await deliver(ctx, { id, friend, sender: senderOf(survey), content, reply, isUnasked });
}

/** Thanks for the answers, or is sorry about a low score. */
export async function thank(
  ctx: Needs,
  { survey, friend, as, reply = null }: Said,
  { _id: responseId, score }: Pick<SurveyResponse, '_id' | 'score'>,
): Promise<void> {
  const { questionnaire, templates } = survey;
  const content: DeliverInput['content'] = templates
    ? { template: isLowScore(questionnaire, score) ? templates.sorry : templates.thanks, values: {} }
    : {
        messages: [{ type: 'text', text: say(lastWordsOf(questionnaire, score), await speakingTo(ctx, friend)) }],
        contentType: 'service',
      };
  const id = messageIdOf(responseId, as);
  // Staff whom this very answer brings into the chat silence what comes after it.
  const transactional = reply !== null && !friend.conversation?.heldSince;
  await deliver(ctx, { id, friend, sender: senderOf(survey), content, reply, transactional });
}

const senderOf = ({ id }: AskedSurvey) => ({ kind: 'survey' as const, id });

async function speakingTo(ctx: Needs, { channelId, profile }: Friend): Promise<Speaking> {
  const { defaultLanguage } = await getChannel(ctx, channelId);
  return { wanted: profile?.language ?? undefined, fallback: Language.parse(defaultLanguage) };
}

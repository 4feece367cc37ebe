import type { Messages } from '../../messages/core/message.js';
import { scaleOf, type Question } from './question.js';
import { say, word, type Speaking } from './say.js';

/** One question as a message with quick replies, for one asking. Those of several choices show what was chosen so far. */
export function askInChat(
  question: Question,
  { responseId, chosen, isAnonymous }: { responseId: string; chosen: readonly string[]; isAnonymous: boolean },
  speaking: Speaking,
): Messages {
  const items = repliesTo(question, chosen, speaking).map(({ label, answer }) => ({
    type: 'action' as const,
    action: {
      type: 'postback' as const,
      label,
      displayText: label,
      data: writeAnswer({ responseId, question: question.key, answer, isAnonymous }),
    },
  }));
  const text = say(question.texts, speaking);
  return [{ type: 'text', text, ...(items.length > 0 ? { quickReply: { items } } : {}) }];
}

function repliesTo(question: Question, chosen: readonly string[], speaking: Speaking) {
  const reply = (key: 'yes' | 'no' | 'done' | 'skip') => ({ label: word(key, speaking).text, answer: key });
  const skip = question.isOptional ? [reply('skip')] : [];
  const scale = scaleOf(question);
  if (scale) {
    const scores = Array.from({ length: scale.to - scale.from + 1 }, (_none, step) => String(scale.from + step));
    return [...scores.map((score) => ({ label: score, answer: score })), ...skip];
  }
  if (question.type === 'text') return skip;
  if (!('choices' in question)) return [reply('yes'), reply('no'), ...skip];
  const left = question.choices.filter(({ key }) => !chosen.includes(key));
  const choices = left.map(({ key, texts }) => ({
    label: say(texts, speaking),
    answer: question.type === 'multiple' ? `add:${key}` : key,
  }));
  const done = question.type === 'multiple' && chosen.length > 0 ? [reply('done')] : [];
  return [...choices, ...done, ...skip];
}

/** What a tap says: `survey=<response>&q=<question>&a=<answer>`, and `anonymous=1` where its record must not tell. */
function writeAnswer(tap: { responseId: string; question: string; answer: string; isAnonymous: boolean }): string {
  const data = new URLSearchParams({ survey: tap.responseId, q: tap.question, a: tap.answer });
  if (tap.isAnonymous) data.set('anonymous', '1');
  return data.toString();
}

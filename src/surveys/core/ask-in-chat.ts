import { chooseLanguage } from '../../messages/core/language.js';
import type { Messages } from '../../messages/core/message.js';
import type { Language } from '../../shared/language.js';
import { scaleOf, type Question, type Texts } from './question.js';

const WORDS: Record<'yes' | 'no' | 'done' | 'skip', Record<Language, string>> = {
  yes: { 'zh-TW': '是', ja: 'はい', en: 'Yes', th: 'ใช่' },
  no: { 'zh-TW': '否', ja: 'いいえ', en: 'No', th: 'ไม่ใช่' },
  done: { 'zh-TW': '完成', ja: '完了', en: 'Done', th: 'เสร็จสิ้น' },
  skip: { 'zh-TW': '略過', ja: 'スキップ', en: 'Skip', th: 'ข้าม' },
};

/** Whom a text is for: their language as LINE gives it, and that of the channel. */
export interface Speaking {
  wanted: string | undefined;
  fallback: Language;
}

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

/** A text in the language that is wanted, else in the channel's, else in the first. */
export function say(texts: Texts, { wanted, fallback }: Speaking): string {
  const available = Object.keys(texts) as Language[];
  const language = chooseLanguage(
    available,
    wanted,
    available.includes(fallback) ? fallback : (available[0] ?? fallback),
  );
  return texts[language] ?? '';
}

function repliesTo(question: Question, chosen: readonly string[], speaking: Speaking) {
  const word = (key: keyof typeof WORDS) => say(WORDS[key], speaking);
  const skip = question.isOptional ? [{ label: word('skip'), answer: 'skip' }] : [];
  const scale = scaleOf(question);
  if (scale) {
    const scores = Array.from({ length: scale.to - scale.from + 1 }, (_none, step) => String(scale.from + step));
    return [...scores.map((score) => ({ label: score, answer: score })), ...skip];
  }
  if (question.type === 'text') return skip;
  if (!('choices' in question))
    return [{ label: word('yes'), answer: 'yes' }, { label: word('no'), answer: 'no' }, ...skip];
  const left = question.choices.filter(({ key }) => !chosen.includes(key));
  const choices = left.map(({ key, texts }) => ({
    label: say(texts, speaking),
    answer: question.type === 'multiple' ? `add:${key}` : key,
  }));
  const done = question.type === 'multiple' && chosen.length > 0 ? [{ label: word('done'), answer: 'done' }] : [];
  return [...choices, ...done, ...skip];
}

/** What a tap says: `survey=<response>&q=<question>&a=<answer>`, and `anonymous=1` where its record must not tell. */
function writeAnswer(tap: { responseId: string; question: string; answer: string; isAnonymous: boolean }): string {
  const data = new URLSearchParams({ survey: tap.responseId, q: tap.question, a: tap.answer });
  if (tap.isAnonymous) data.set('anonymous', '1');
  return data.toString();
}

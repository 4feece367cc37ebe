import type { Language } from '../../shared/language.js';

const DIGITS = 6;
export const CODE_LIFE_MINUTES = 10;
/** Guesses at one code. Of a million codes, and three codes an hour, 15 guesses an hour find one in 7.6 years on average. */
export const GUESSES_MAX = 5;
/** Codes that leave within an hour for one friend, and for one item. */
export const CODES_PER_HOUR_MAX = 3;

/** Proof by telephone, under way: whoever has the buyer's phone reads the code. */
export interface PhoneProof {
  _id: string;
  channelId: string;
  friendId: string;
  /** The item whose buyer has that number; null when none does, which the friend does not learn. */
  itemId: string | null;
  /** The sealed number, until the code was sent; then null. */
  sealedPhone: string | null;
  language: Language;
  guesses: number;
  startedAt: Date;
  expiresAt: Date;
  usedAt: Date | null;
  /** Set while the code is still to be sent. */
  sendOwedAt: Date | null;
}

/** The code of a proof: six digits out of a random number of 32 bits. */
export const oneTimeCode = (random: number): string => String(random % 10 ** DIGITS).padStart(DIGITS, '0');

const TEXTS: Record<Language, (code: string, brand: string) => string> = {
  'zh-TW': (code, brand) => `【${brand}】您的驗證碼是 ${code}，${CODE_LIFE_MINUTES} 分鐘內有效，請勿告訴他人。`,
  ja: (code, brand) =>
    `【${brand}】認証コードは ${code} です。${CODE_LIFE_MINUTES}分間有効です。他の人に教えないでください。`,
  en: (code, brand) => `${brand}: your code is ${code}. It is valid for ${CODE_LIFE_MINUTES} minutes. Do not share it.`,
  th: (code, brand) => `${brand}: รหัสของคุณคือ ${code} ใช้ได้ภายใน ${CODE_LIFE_MINUTES} นาที ห้ามบอกผู้อื่น`,
};

/** What the telephone shows. */
export const textOf = (language: Language, code: string, brand: string): string => TEXTS[language](code, brand);

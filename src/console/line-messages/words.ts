import type { Language } from '../../shared/language.js';

type Words = Record<'sticker' | 'unknown' | 'coupon' | 'file' | 'picture' | 'location', string>;

const WORDS: Record<Language, Words> = {
  'zh-TW': {
    sticker: '貼圖',
    unknown: '無法顯示的訊息類型',
    coupon: '優惠券',
    file: '檔案',
    picture: '圖片無法載入',
    location: '位置資訊',
  },
  ja: {
    sticker: 'スタンプ',
    unknown: '表示できない種類のメッセージ',
    coupon: 'クーポン',
    file: 'ファイル',
    picture: '画像を読み込めません',
    location: '位置情報',
  },
  en: {
    sticker: 'Sticker',
    unknown: 'A kind of message that cannot be shown',
    coupon: 'Coupon',
    file: 'File',
    picture: 'The picture could not be loaded',
    location: 'Location',
  },
  th: {
    sticker: 'สติกเกอร์',
    unknown: 'ข้อความประเภทที่แสดงไม่ได้',
    coupon: 'คูปอง',
    file: 'ไฟล์',
    picture: 'โหลดรูปภาพไม่ได้',
    location: 'ตำแหน่งที่ตั้ง',
  },
};

const isKnown = (language: string): language is Language => Object.hasOwn(WORDS, language);

/** The few words that messages are drawn with, in the language of the page. */
export const wordsIn = (language: string): Words => WORDS[isKnown(language) ? language : 'en'];

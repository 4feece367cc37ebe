import { type Fields, textOf } from './fields.js';
import style from './messages.module.css';
import { Picture } from './picture.js';
import { stickerSource } from './stickers.js';
import { wordsIn } from './words.js';

const KEYWORDS_SHOWN = 3;

/** LINE's own picture of a sticker; where that does not load, a tile with what the sticker says. */
export function Sticker({ message }: { message: Fields }) {
  const stickerId = textOf(message['stickerId']);
  return <Picture source={stickerSource(stickerId)} alt={nameOf(message)} fit="contain" className={style['sticker']} />;
}

function nameOf({ text, keywords }: Fields): string {
  const words = Array.isArray(keywords) ? keywords.filter((word) => typeof word === 'string') : [];
  if (textOf(text) !== '') return textOf(text);
  return words.slice(0, KEYWORDS_SHOWN).join(', ') || wordsIn(document.documentElement.lang).sticker;
}

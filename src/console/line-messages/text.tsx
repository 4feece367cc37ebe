import { allowedLink } from './allowed.js';
import type { Fields } from './fields.js';
import style from './messages.module.css';
import { Tappable } from './taps.js';
import { readText, type TextPart } from './text-parts.js';

/** A bubble of text; web addresses in it can be tapped. */
export function Text({ message, by }: { message: Fields; by: 'account' | 'friend' }) {
  return (
    <div className={`${style['text']} ${by === 'friend' ? style['own'] : ''}`} dir="auto">
      {readText(message).map((part, index) => (
        // The pieces of one text never change places.
        // oxlint-disable-next-line react/no-array-index-key
        <Part key={index} part={part} />
      ))}
    </div>
  );
}

function Part({ part: { kind, text } }: { part: TextPart }) {
  const address = kind === 'link' ? allowedLink(text) : undefined;
  if (address !== undefined)
    return (
      <Tappable action={{ type: 'uri', uri: address }} className={style['link']}>
        {text}
      </Tappable>
    );
  return kind === 'plain' ? text : <span className={style[kind]}>{text}</span>;
}

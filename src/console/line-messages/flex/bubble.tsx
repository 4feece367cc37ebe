import { allowedColour } from '../allowed.js';
import { type Fields, fieldsOf, isFields, textOf } from '../fields.js';
import style from '../messages.module.css';
import { Tappable } from '../taps.js';
import { Component } from './component.js';
import { bubbleWidth } from './measures.js';

const BLOCKS = ['header', 'hero', 'body', 'footer'] as const;
type BlockName = (typeof BLOCKS)[number];

/** Space around the contents of a block by the bubble's size; LINE publishes none, so measured by eye. */
const PADDINGS = { large: { usual: '20px', footer: '10px' }, small: { usual: '13px', footer: '10px' } };
const LARGE = new Set(['', 'mega', 'giga']);

/** One bubble, its blocks under each other. */
export function Bubble({ bubble }: { bubble: Fields }) {
  const size = textOf(bubble['size']);
  const paddings = LARGE.has(size) ? PADDINGS.large : PADDINGS.small;
  const blocks = BLOCKS.filter((name) => isFields(bubble[name]));
  return (
    <Tappable action={bubble['action']} className={style['bubble']} look={{ width: bubbleWidth(size) }}>
      <div dir={bubble['direction'] === 'rtl' ? 'rtl' : 'ltr'} className={style['blocks']}>
        {blocks.map((name, index) => (
          <Block
            key={name}
            name={name}
            block={fieldsOf(bubble[name])}
            look={fieldsOf(fieldsOf(bubble['styles'])[name])}
            isFirst={index === 0}
            padding={name === 'hero' ? '0px' : name === 'footer' ? paddings.footer : paddings.usual}
          />
        ))}
      </div>
    </Tappable>
  );
}

interface BlockProps {
  name: BlockName;
  block: Fields;
  /** What `styles` says of the block. */
  look: Fields;
  isFirst: boolean;
  padding: string;
}

function Block({ name, block, look, isFirst, padding }: BlockProps) {
  const line =
    look['separator'] === true && !isFirst ? (allowedColour(look['separatorColor']) ?? '#d4d6da') : undefined;
  return (
    <div
      className={name === 'body' ? style['bodyBlock'] : style['block']}
      style={{
        backgroundColor: allowedColour(look['backgroundColor']),
        ...(line !== undefined && { borderTop: `1px solid ${line}` }),
      }}
    >
      <Component
        component={block}
        place={{ layout: 'vertical', spacing: undefined, isFirst: true }}
        padding={padding}
        isBlock
      />
    </div>
  );
}

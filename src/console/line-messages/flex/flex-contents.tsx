import { type Fields, fieldsOf, listOf, textOf } from '../fields.js';
import { Unknown } from '../others.js';
import style from '../messages.module.css';
import { Bubble } from './bubble.js';

/** A Flex Message: one bubble, or several to swipe. */
export function FlexContents({ message }: { message: Fields }) {
  const contents = fieldsOf(message['contents']);
  if (contents['type'] === 'bubble') return <Bubble bubble={contents} />;
  if (contents['type'] !== 'carousel') return <Unknown type={`flex ${textOf(contents['type'])}`} />;
  return (
    <div className={style['carousel']}>
      {listOf(contents['contents']).map((bubble, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- bubbles have no name and keep their order
        <Bubble key={index} bubble={bubble} />
      ))}
    </div>
  );
}

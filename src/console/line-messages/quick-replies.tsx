import type { Message } from '../../messages/core/message.js';
import { allowedSource, type LineAction } from './allowed.js';
import { type Fields, fieldsOf, listOf, textOf } from './fields.js';
import style from './messages.module.css';
import { Tappable, Taps } from './taps.js';

/** The quick replies of a message, in a row to scroll. LINE shows those of the last message alone, until something is said. */
export function QuickReplies({
  message,
  onAction,
}: {
  message: Message | Fields;
  onAction?: ((action: LineAction) => void) | undefined;
}) {
  const items = listOf(fieldsOf((message as Fields)['quickReply'])['items']);
  if (items.length === 0) return null;
  return (
    <Taps value={onAction}>
      <div className={style['quickReplies']}>
        {items.map((item, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- quick replies keep their order
          <QuickReply key={index} item={item} />
        ))}
      </div>
    </Taps>
  );
}

function QuickReply({ item }: { item: Fields }) {
  const icon = allowedSource(item['imageUrl']);
  return (
    <Tappable action={item['action']} className={style['quickReply']}>
      {icon !== undefined && <img src={icon} alt="" width={20} height={20} referrerPolicy="no-referrer" />}
      {textOf(fieldsOf(item['action'])['label'])}
    </Tappable>
  );
}

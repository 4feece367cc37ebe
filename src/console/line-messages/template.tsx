import { allowedColour } from './allowed.js';
import { type Fields, fieldsOf, listOf, textOf } from './fields.js';
import style from './messages.module.css';
import { Unknown } from './others.js';
import { Picture } from './picture.js';
import { Tappable } from './taps.js';

/** Buttons, confirm, carousel or image carousel. */
export function Template({ message }: { message: Fields }) {
  const template = fieldsOf(message['template']);
  switch (template['type']) {
    case 'buttons':
      return <Card card={template} look={template} />;
    case 'confirm':
      return (
        <div className={style['template']}>
          <p className={style['says']}>{textOf(template['text'])}</p>
          <div className={style['choice']}>
            <Actions actions={listOf(template['actions'])} />
          </div>
        </div>
      );
    case 'carousel':
      return (
        <div className={style['carousel']}>
          {listOf(template['columns']).map((column, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- columns have no name and keep their order
            <Card key={index} card={column} look={template} />
          ))}
        </div>
      );
    case 'image_carousel':
      return (
        <div className={style['carousel']}>
          {listOf(template['columns']).map((column, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- columns have no name and keep their order
            <ImageColumn key={index} column={column} />
          ))}
        </div>
      );
    default:
      return <Unknown type={`template ${textOf(template['type'])}`} />;
  }
}

/** A card of a buttons template or a carousel; how pictures look is said for all columns at once. */
function Card({ card, look }: { card: Fields; look: Fields }) {
  const source = card['thumbnailImageUrl'];
  const title = textOf(card['title']);
  return (
    <div className={style['template']}>
      <Tappable action={card['defaultAction']} className={style['upper']}>
        {source !== undefined && (
          <Picture
            source={source}
            fit={look['imageSize'] === 'contain' ? 'contain' : 'cover'}
            className={style['thumbnail']}
            look={{
              aspectRatio: look['imageAspectRatio'] === 'square' ? '1' : '1.51',
              backgroundColor: allowedColour(card['imageBackgroundColor']) ?? '#ffffff',
            }}
          />
        )}
        {title !== '' && <strong className={style['title']}>{title}</strong>}
        <p className={style['says']}>{textOf(card['text'])}</p>
      </Tappable>
      <Actions actions={listOf(card['actions'])} />
    </div>
  );
}

function Actions({ actions }: { actions: Fields[] }) {
  return actions.map((action, index) => (
    // oxlint-disable-next-line react/no-array-index-key -- buttons keep their order
    <Tappable key={index} action={action} className={style['button']}>
      {textOf(action['label'])}
    </Tappable>
  ));
}

function ImageColumn({ column }: { column: Fields }) {
  const label = textOf(fieldsOf(column['action'])['label']);
  return (
    <Tappable action={column['action']} label={label} className={style['imageColumn']}>
      <Picture source={column['imageUrl']} fit="cover" />
      {label !== '' && <span>{label}</span>}
    </Tappable>
  );
}

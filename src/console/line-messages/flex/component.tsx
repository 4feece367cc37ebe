import { IconPlayerPlayFilled } from '@tabler/icons-react';
import { allowedColour } from '../allowed.js';
import { type Fields, fieldsOf, listOf, textOf } from '../fields.js';
import style from '../messages.module.css';
import { Picture } from '../picture.js';
import { Tappable } from '../taps.js';
import type { Look } from './look.js';
import {
  boxLook,
  buttonLook,
  gravityLook,
  iconLook,
  imageLook,
  itemLook,
  layoutOf,
  lettersLook,
  pictureFit,
  type Place,
  textLook,
} from './looks.js';
import { spacing } from './measures.js';

interface ComponentProps {
  component: Fields;
  place: Place;
  /** Padding of a box that says none itself; that of its block. */
  padding?: string;
  /** Whether it is a block of the bubble, which it fills. */
  isBlock?: boolean;
}

/** One component of a Flex Message at its place; what LINE added later is left out, as an old phone would. */
export function Component({ component, place, padding, isBlock = false }: ComponentProps) {
  const item = itemLook(component, place);
  switch (component['type']) {
    case 'box':
      return (
        <Box box={component} look={{ ...item, ...boxLook(component, padding), ...(isBlock && { flexGrow: 1 }) }} />
      );
    case 'text':
      return (
        <Tappable action={component['action']} look={{ ...item, ...gravityLook(component) }}>
          <p className={style['flexText']} style={textLook(component)}>
            <Said component={component} />
          </p>
        </Tappable>
      );
    case 'button':
      return (
        <div style={{ ...item, ...gravityLook(component) }}>
          <Tappable action={component['action']} className={style['flexButton']} look={buttonLook(component)}>
            <span>{textOf(fieldsOf(component['action'])['label'])}</span>
          </Tappable>
        </div>
      );
    case 'image':
    case 'video':
      return (
        <Tappable action={component['action']} look={{ ...item, ...gravityLook(component) }}>
          <Frame component={component} />
        </Tappable>
      );
    case 'icon':
      return (
        <span style={item}>
          <Picture source={component['url']} fit="contain" className={style['flexIcon']} look={iconLook(component)} />
        </span>
      );
    case 'separator':
      return <Separator separator={component} place={place} look={item} />;
    case 'filler':
      return <span style={item} />;
    case 'spacer':
      return <span style={{ ...item, flexBasis: spacing(component['size']) ?? '8px' }} />;
    default:
      return null;
  }
}

function Box({ box, look }: { box: Fields; look: Look }) {
  const contents = listOf(box['contents']);
  // What stands apart from the others neither takes room nor is a first one.
  const first = contents.findIndex((component) => component['position'] !== 'absolute');
  return (
    <Tappable action={box['action']} look={look}>
      {contents.map((component, index) => (
        <Component
          // oxlint-disable-next-line react/no-array-index-key -- components have no name and keep their order
          key={index}
          component={component}
          place={{ layout: layoutOf(box), spacing: box['spacing'], isFirst: index === first }}
        />
      ))}
    </Tappable>
  );
}

/** The words of a text: its spans where it has any, else its own. */
function Said({ component }: { component: Fields }) {
  const spans = listOf(component['contents']);
  if (spans.length === 0) return textOf(component['text']);
  return spans.map((span, index) => (
    // oxlint-disable-next-line react/no-array-index-key -- spans keep their order
    <span key={index} style={lettersLook(span)}>
      {textOf(span['text'])}
    </span>
  ));
}

/** An image; of a video its preview, as wide as the bubble. */
function Frame({ component }: { component: Fields }) {
  const isVideo = component['type'] === 'video';
  const image = isVideo ? { size: 'full', aspectMode: 'cover', ...component } : component;
  return (
    <span className={style['frame']} style={imageLook(image)}>
      <Picture source={isVideo ? component['previewUrl'] : component['url']} fit={pictureFit(image)} />
      {isVideo && <IconPlayerPlayFilled className={style['playSign']} size={44} aria-hidden />}
    </span>
  );
}

function Separator({ separator, place, look }: { separator: Fields; place: Place; look: Look }) {
  const thickness = place.layout === 'vertical' ? { height: 1 } : { width: 1 };
  const ground = { backgroundColor: allowedColour(separator['color']) ?? '#d4d6da' };
  return <span role="presentation" style={{ ...look, flexShrink: 0, alignSelf: 'stretch', ...thickness, ...ground }} />;
}

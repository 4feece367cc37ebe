import type { Message } from '../../messages/core/message.js';
import type { LineAction } from './allowed.js';
import { type Fields, textOf } from './fields.js';
import { FlexContents } from './flex/flex-contents.js';
import { Imagemap } from './imagemap.js';
import { Audio, File, Image, Location, type OwnContent, Video } from './media.js';
import { Coupon, Unknown } from './others.js';
import { Sticker } from './sticker.js';
import { Taps } from './taps.js';
import { Template } from './template.js';
import { Text } from './text.js';

interface LineMessageProps {
  /** A message object of LINE's: as an account sends it, or as a webhook brought it. Looked at before it is drawn. */
  message: Message | Fields;
  /** Does what a tap asks for. Only actions that are allowed come here; without it nothing can be tapped. */
  onAction?: ((action: LineAction) => void) | undefined;
  /** Whose words they are: a phone shows its owner's in green. */
  by?: 'account' | 'friend';
  /** Where a friend's picture, video or sound is kept, since the message of a webhook does not say. */
  content?: OwnContent | undefined;
}

/** One bubble, as LINE shows it. Stands within a `LineChat`. */
export function LineMessage({ message, onAction, by = 'account', content }: LineMessageProps) {
  return (
    <Taps value={onAction}>
      <Bubble message={message} by={by} content={content} />
    </Taps>
  );
}

function Bubble({
  message,
  by,
  content,
}: {
  message: Fields;
  by: 'account' | 'friend';
  content?: OwnContent | undefined;
}) {
  switch (message['type']) {
    case 'text':
    case 'textV2':
      return <Text message={message} by={by} />;
    case 'sticker':
      return <Sticker message={message} />;
    case 'image':
      return <Image message={message} content={content} />;
    case 'video':
      return <Video message={message} content={content} />;
    case 'audio':
      return <Audio message={message} content={content} by={by} />;
    case 'file':
      return <File message={message} />;
    case 'location':
      return <Location message={message} />;
    case 'imagemap':
      return <Imagemap message={message} />;
    case 'template':
      return <Template message={message} />;
    case 'flex':
      return <FlexContents message={message} />;
    case 'coupon':
      return <Coupon message={message} />;
    default:
      return <Unknown type={textOf(message['type'])} />;
  }
}

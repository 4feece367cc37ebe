import { IconFile, IconMapPinFilled } from '@tabler/icons-react';
import { allowedSource } from './allowed.js';
import { type Fields, fieldsOf, numberOf, textOf } from './fields.js';
import style from './messages.module.css';
import { Picture } from './picture.js';
import { wordsIn } from './words.js';

/** Where something that a friend sent is kept: an address of the page's own origin, or of a blob. */
export interface OwnContent {
  source: string;
}

interface MediaProps {
  message: Fields;
  content?: OwnContent | undefined;
}

export function Image({ message, content }: MediaProps) {
  if (content) return <img src={content.source} alt="" className={style['media']} />;
  const { originalContentUrl, previewImageUrl } = elsewhere(message);
  return <Picture source={previewImageUrl ?? originalContentUrl} className={style['media']} />;
}

export function Video({ message, content }: MediaProps) {
  const { originalContentUrl, previewImageUrl } = elsewhere(message);
  const source = content?.source ?? allowedSource(originalContentUrl);
  if (source === undefined) return <Picture source={previewImageUrl} className={style['media']} />;
  return (
    // oxlint-disable-next-line jsx-a11y/media-has-caption -- LINE's videos have none
    <video src={source} poster={allowedSource(previewImageUrl)} controls preload="none" className={style['media']} />
  );
}

export function Audio({ message, content, by }: MediaProps & { by: 'account' | 'friend' }) {
  const source = content?.source ?? allowedSource(elsewhere(message)['originalContentUrl']);
  const seconds = Math.ceil((numberOf(message['duration']) ?? 0) / 1_000);
  return (
    <div className={`${style['audio']} ${by === 'friend' ? style['own'] : ''}`}>
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- LINE's sounds have none */}
      <audio src={source} controls preload="none" />
      <span>{`${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`}</span>
    </div>
  );
}

/** A file that a friend sent: its name and size. */
export function File({ message }: { message: Fields }) {
  const size = numberOf(message['fileSize']);
  return (
    <div className={`${style['card']} ${style['row']}`}>
      <IconFile size={28} aria-hidden />
      <span>
        <strong>{textOf(message['fileName']) || wordsIn(document.documentElement.lang).file}</strong>
        {size !== undefined && <small>{`${Math.ceil(size / 1_000)} kB`}</small>}
      </span>
    </div>
  );
}

/** A place; tapped, it opens on a map. */
export function Location({ message }: { message: Fields }) {
  const [latitude, longitude] = [numberOf(message['latitude']) ?? 0, numberOf(message['longitude']) ?? 0];
  return (
    <a
      className={`${style['card']} ${style['place']}`}
      href={`https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`}
      target="_blank"
      rel="noopener noreferrer"
    >
      <span className={style['map']}>
        <IconMapPinFilled size={32} aria-hidden />
      </span>
      <strong>{textOf(message['title']) || wordsIn(document.documentElement.lang).location}</strong>
      <small>{textOf(message['address']) || `${latitude}, ${longitude}`}</small>
    </a>
  );
}

/** Addresses of the content: the message's own, or those of another provider that a webhook names. */
const elsewhere = (message: Fields): Fields => ({ ...message, ...fieldsOf(message['contentProvider']) });

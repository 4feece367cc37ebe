import { IconFile, IconMapPin, IconPointer } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { textOf } from '../line-messages/fields.js';
import { stickerSource } from '../line-messages/stickers.js';
import type { HeardLine } from './read-line.js';
import classes from './thread.module.css';

/** What a friend said, sent or tapped. */
export function Heard({ conversationId, heard }: { conversationId: string; heard: HeardLine }) {
  const { t } = useTranslation();
  const { content, messageId, isUnsent } = heard;
  if (isUnsent) return <p className={classes.bubble}>{t('inbox.line.unsentText')}</p>;
  const media = `/api/v1/conversations/${conversationId}/media/${encodeURIComponent(messageId ?? '')}`;
  switch (content['type']) {
    case 'text':
      return <p className={classes.bubble}>{textOf(content['text'])}</p>;
    case 'image':
      return <Picture url={media} label={t('inbox.line.image')} />;
    case 'video':
      return (
        // What friends film has no captions.
        // oxlint-disable-next-line jsx_a11y/media-has-caption
        <video className={classes.media} src={media} controls preload="none" aria-label={t('inbox.line.video')} />
      );
    case 'audio':
      // oxlint-disable-next-line jsx_a11y/media-has-caption
      return <audio src={media} controls preload="none" aria-label={t('inbox.line.audio')} />;
    case 'file':
      return (
        <p className={classes.bubble}>
          <IconFile size={16} aria-hidden />{' '}
          <a href={media} download>
            {textOf(content['fileName']) || t('inbox.line.file')}
          </a>
        </p>
      );
    case 'sticker': {
      const stickerId = textOf(content['stickerId']);
      const keywords = Array.isArray(content['keywords']) ? content['keywords'].slice(0, 3).join(', ') : '';
      return (
        <Picture
          isSticker
          url={stickerSource(stickerId)}
          label={keywords ? t('inbox.line.stickerOf', { keywords }) : t('inbox.line.sticker')}
        />
      );
    }
    case 'location':
      return (
        <p className={classes.bubble}>
          <IconMapPin size={16} aria-hidden /> {textOf(content['title']) || t('inbox.line.location')}
          <br />
          <small>{textOf(content['address'])}</small>
        </p>
      );
    case 'tap':
      return (
        <p className={classes.bubble} data-tap>
          <IconPointer size={15} aria-hidden /> {textOf(content['displayText']) || textOf(content['data'])}
        </p>
      );
    default:
      return <p className={classes.bubble}>{t('inbox.line.other', { type: textOf(content['type']) })}</p>;
  }
}

/** A picture; where it cannot be loaded, what it is. */
function Picture({ url, label, isSticker = false }: { url: string | undefined; label: string; isSticker?: boolean }) {
  const [isBroken, setBroken] = useState(false);
  if (isBroken || url === undefined) return <p className={classes.bubble}>{label}</p>;
  const picture = (
    <img
      className={isSticker ? classes.sticker : classes.media}
      src={url}
      alt={label}
      loading="lazy"
      referrerPolicy="no-referrer"
      onError={() => setBroken(true)}
    />
  );
  if (isSticker) return picture;
  return (
    <a href={url} target="_blank" rel="noreferrer">
      {picture}
    </a>
  );
}

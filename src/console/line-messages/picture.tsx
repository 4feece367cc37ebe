import { type CSSProperties, useState } from 'react';
import { allowedSource } from './allowed.js';
import style from './messages.module.css';
import { wordsIn } from './words.js';

interface PictureProps {
  source: unknown;
  alt?: string;
  fit?: 'cover' | 'contain' | undefined;
  className?: string | undefined;
  look?: CSSProperties | undefined;
}

/** A picture of the web; where there is none, or it does not load, its alternative text in a grey field. */
export function Picture({ source, alt = '', fit, className = '', look }: PictureProps) {
  const [failed, setFailed] = useState<string>();
  const address = allowedSource(source);
  if (address === undefined || failed === address)
    return (
      <span className={`${style['missing']} ${className}`} style={look} role="img" aria-label={alt}>
        {alt === '' ? wordsIn(document.documentElement.lang).picture : alt}
      </span>
    );
  return (
    <img
      src={address}
      alt={alt}
      className={className}
      style={{ ...look, objectFit: fit }}
      loading="lazy"
      decoding="async"
      referrerPolicy="no-referrer"
      onError={() => setFailed(address)}
    />
  );
}

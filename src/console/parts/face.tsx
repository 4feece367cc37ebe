import { useState } from 'react';
import classes from './face.module.css';

/** Grounds on which white letters are read well (WCAG AA, 4.5 : 1). */
const GROUNDS = ['#6d4bd8', '#1f6fd6', '#0b7d86', '#b34a12', '#a3346d', '#4f6272'];

/** A person's picture; without one, or when it cannot be loaded, how their name begins, on a ground of their own. */
export function Face({ name, url, size = 34 }: { name: string | null; url: string | null; size?: number }) {
  const [broken, setBroken] = useState<string | null>(null);
  const style = { width: size, height: size, fontSize: size * 0.36 };
  if (url !== null && url !== broken && /^https?:\/\//.test(url))
    return (
      <img
        className={classes.face}
        style={style}
        src={url}
        alt=""
        loading="lazy"
        referrerPolicy="no-referrer"
        onError={() => setBroken(url)}
      />
    );
  const letters = Array.from((name ?? '?').trim());
  return (
    <span className={classes.face} style={{ ...style, background: groundOf(letters) }} aria-hidden>
      {initialsOf(name ?? '?')}
    </span>
  );
}

/** Of words their first letters, of names without spaces the first two. */
function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters =
    words.length > 1 ? words.slice(0, 2).flatMap((word) => Array.from(word).slice(0, 1)) : Array.from(name);
  return letters.slice(0, 2).join('').toUpperCase();
}

function groundOf(letters: string[]): string {
  const sum = letters.reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  return GROUNDS[sum % GROUNDS.length] ?? '#4f6272';
}

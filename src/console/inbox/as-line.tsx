import type { Fields } from '../line-messages/fields.js';
import { LineChat, LineMessage } from '../line-messages/index.js';
import classes from './thread.module.css';

/** A message as a phone draws it; nothing on it can be tapped here. */
export function AsLine({ message, scheme }: { message: Fields; scheme: 'light' | 'dark' }) {
  return (
    <LineChat scheme={scheme} className={classes.asLine}>
      <LineMessage message={message} />
    </LineChat>
  );
}

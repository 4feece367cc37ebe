import { useComputedColorScheme } from '@mantine/core';
import { lazy, Suspense } from 'react';
import type { Fields } from '../line-messages/fields.js';
import classes from './thread.module.css';

const AsLine = lazy(async () => ({ default: (await import('./as-line.js')).AsLine }));

const isText = (message: Fields) => message['type'] === 'text' && typeof message['text'] === 'string';

/** What was sent to a friend: texts as what they say, everything else as the friend's phone draws it. */
export function Said({ messages }: { messages: Fields[] }) {
  const scheme = useComputedColorScheme('light');
  return messages.map((message, index) =>
    isText(message) ? (
      // Bubbles of one answer never change their order.
      // oxlint-disable-next-line react/no-array-index-key
      <p key={index} className={classes.bubble}>
        {String(message['text'])}
      </p>
    ) : (
      // oxlint-disable-next-line react/no-array-index-key
      <Suspense key={index} fallback={<p className={classes.bubble}>{altOf(message)}</p>}>
        <AsLine message={message} scheme={scheme} />
      </Suspense>
    ),
  );
}

/** What stands for a message where it cannot be drawn. */
const altOf = ({ altText, type }: Fields): string => String(altText ?? type);

import { useComputedColorScheme } from '@mantine/core';
import { lazy, Suspense } from 'react';
import classes from './thread.module.css';

const AsLine = lazy(async () => ({ default: (await import('./as-line.js')).AsLine }));

const isText = (message: Record<string, unknown>) => message['type'] === 'text' && typeof message['text'] === 'string';

/** What was sent to a friend: texts as what they say, everything else as the friend's phone draws it. */
export function Said({ messages }: { messages: Record<string, unknown>[] }) {
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
const altOf = ({ altText, type }: Record<string, unknown>): string => String(altText ?? type);

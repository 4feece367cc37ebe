import classes from './thread.module.css';

/** What was sent to a friend. */
export function Said({ messages }: { messages: Record<string, unknown>[] }) {
  return messages.map((message, index) => (
    // Bubbles of one answer never change their order.
    // oxlint-disable-next-line react/no-array-index-key
    <p key={index} className={classes.bubble}>
      {[message['text'], message['altText'], message['type']].find((one) => typeof one === 'string') as string}
    </p>
  ));
}

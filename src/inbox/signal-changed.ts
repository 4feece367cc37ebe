import type { Context } from '../context.js';

/** The topic of signals that name conversations which changed. */
export const CONVERSATIONS_CHANGED = 'conversations';

/** Tells consoles at once which conversations changed; without it they find out some seconds later. */
export const signalChanged = ({ signal }: Pick<Context, 'signal'>, conversationIds: string[]): void =>
  signal(CONVERSATIONS_CHANGED, conversationIds);

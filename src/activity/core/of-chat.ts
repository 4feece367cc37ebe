const SAID = new Set(['message.received', 'message.edited', 'message.unsent', 'postback.tapped']);

/** Whether a kind of activity is part of what was said in a chat, or says what became of a conversation. */
export const isOfChat = (kind: string): boolean => SAID.has(kind) || kind.startsWith('conversation.');

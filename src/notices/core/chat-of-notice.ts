/** Kinds of notices that a friend is unhappy, until staff close them; they say what the friend answered or wrote. */
export const COMPLAINTS = ['survey.lowScore', 'feedback.open'];

interface Told {
  kind: string;
  friendId: string | null;
  data: Record<string, unknown>;
}

/** The conversation, or the chat with a friend, that a notice tells of; null when it tells of none. */
export function chatOfNotice({ kind, friendId, data }: Told): { conversationId: string } | { friendId: string } | null {
  const { conversationId } = data;
  if (typeof conversationId === 'string') return { conversationId };
  return friendId !== null && COMPLAINTS.includes(kind) ? { friendId } : null;
}

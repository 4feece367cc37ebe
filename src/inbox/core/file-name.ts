/** By what name each of the media is saved that LINE sends without one. */
const ENDINGS: Record<string, string> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'video/mp4': 'mp4',
  'audio/mp4': 'm4a',
  'audio/x-m4a': 'm4a',
  'audio/m4a': 'm4a',
};

/** The name under which media of a message are saved: the one that a friend's file had, else the message's id with an ending. */
export function fileNameOf(
  { messageId, content }: { messageId?: string; content: Record<string, unknown> | null },
  contentType: string,
): string {
  const given = content?.['fileName'];
  if (typeof given === 'string' && given.trim() !== '') return given;
  const ending = ENDINGS[contentType.split(';')[0]?.trim().toLowerCase() ?? ''];
  return ending === undefined ? (messageId ?? 'media') : `${messageId ?? 'media'}.${ending}`;
}

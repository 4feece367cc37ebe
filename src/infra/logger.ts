import { pino, type Logger } from 'pino';

export type { Logger };

/** Fields that may hold a person's words, name or a secret: they never reach the log, wherever they sit. */
const REDACTED = [
  'text',
  'displayName',
  'profile',
  'messages',
  'body',
  'replyToken',
  'accessToken',
  'channelSecret',
  'authorization',
  'code',
  'idToken',
];

// What we log is flat; three levels cover an object that slipped in whole.
const DEPTHS = ['', '*.', '*.*.', '*.*.*.'];

/** Structured JSON logs on standard output. Ids, counts and reasons only: no names, texts or secrets. */
export function createLogger(level: string, role: string): Logger {
  return pino({
    level,
    base: { role, pid: process.pid },
    redact: { paths: REDACTED.flatMap((field) => DEPTHS.map((depth) => `${depth}${field}`)), censor: '[withheld]' },
    serializers: { err: withoutContent },
  });
}

/** An error as type, code and stack; its message stays, our own messages name ids and never quote content. */
function withoutContent(error: unknown) {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack } = error;
  const cause = error.cause instanceof Error ? { name: error.cause.name, message: error.cause.message } : undefined;
  return { name, message, stack, cause, ...('code' in error ? { errorCode: error.code } : {}) };
}

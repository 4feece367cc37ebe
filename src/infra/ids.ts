import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { monotonicFactory } from 'ulid';

const ulid = monotonicFactory();

/** A new id that sorts by the time of its making (ULID, 26 characters). */
export const newId = (): string => ulid();

/** The id that belongs to a cause, of the same form: the same cause has the same one. */
export const derivedId = (cause: string): string =>
  BigInt(`0x${createHash('sha256').update(cause).digest('hex')}`)
    .toString(36)
    .toUpperCase()
    .slice(0, 26);

/** A fresh UUID for LINE's X-Line-Retry-Key header. */
export const newRetryKey = (): string => randomUUID();

/** An unguessable token of `bytes` random bytes, URL-safe. */
export const newToken = (bytes = 24): string => randomBytes(bytes).toString('base64url');

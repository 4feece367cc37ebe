import { randomBytes, randomUUID } from 'node:crypto';
import { monotonicFactory } from 'ulid';

const ulid = monotonicFactory();

/** A new id that sorts by the time of its making (ULID, 26 characters). */
export const newId = (): string => ulid();

/** A fresh UUID for LINE's X-Line-Retry-Key header. */
export const newRetryKey = (): string => randomUUID();

/** An unguessable token of `bytes` random bytes, URL-safe. */
export const newToken = (bytes = 24): string => randomBytes(bytes).toString('base64url');

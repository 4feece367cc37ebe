import { validateSignature } from '@line/bot-sdk';

/** True when the signature header fits the raw body under any of the secrets (two while a secret is being rotated). */
export function hasValidSignature(rawBody: Buffer, signature: string | undefined, secrets: string[]): boolean {
  if (!signature) return false;
  return secrets.some((secret) => validateSignature(rawBody, secret, signature));
}

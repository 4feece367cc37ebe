import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12; // NIST SP 800-38D recommends 96-bit nonces for GCM
const TAG_BYTES = 16;

/** Seals small secrets (channel secrets, tokens) for storage and makes keyed hashes, both from APP_SECRET. */
export interface SecretBox {
  seal(plain: string): string;
  open(sealed: string): string;
  /** Keyed hash for values that must be found again but never read back: API keys, ownership codes. */
  fingerprint(value: string): string;
}

export function createSecretBox(appSecret: string): SecretBox {
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', appSecret, 'lifeline', purpose, 32));
  const sealKey = derive('seal');
  const fingerprintKey = derive('fingerprint');
  return {
    seal(plain) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', sealKey, nonce);
      const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', sealKey, bytes.subarray(0, NONCE_BYTES));
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString(
        'utf8',
      );
    },
    fingerprint: (value) => createHmac('sha256', fingerprintKey).update(value).digest('base64url'),
  };
}

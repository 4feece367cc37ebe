import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12; // NIST SP 800-38D recommends 96-bit nonces for GCM
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const KEY_ID_BYTES = 6; // a multiple of three, so that in base64 it stands for itself

/** Seals small secrets (channel secrets, tokens) for storage and makes keyed hashes, both from APP_SECRET. */
export interface SecretBox {
  seal(plain: string): string;
  /** Opens what was sealed by the secret of now or the one before it; throws for anything else. */
  open(sealed: string): string;
  /** What everything begins with that was sealed by the secret of now. */
  sealedPrefix: string;
  /** Keyed hash for values that must be found again but never read back: API keys, ownership codes. */
  fingerprint(value: string): string;
}

const derive = (appSecret: string, purpose: string, bytes = KEY_BYTES) =>
  Buffer.from(hkdfSync('sha256', appSecret, 'lifeline', purpose, bytes));

/** The key of fingerprints that belongs to a secret, unless another one is kept. */
export const deriveFingerprintKey = (appSecret: string): Buffer => derive(appSecret, 'fingerprint');

interface SealKey {
  id: Buffer;
  key: Buffer;
}

const sealKeyOf = (appSecret: string): SealKey => ({
  id: derive(appSecret, 'key id', KEY_ID_BYTES),
  key: derive(appSecret, 'seal'),
});

/** Fingerprints keep their key when the secret changes: what they stand for is not known and cannot be hashed anew. */
export function createSecretBox(
  appSecret: string,
  {
    previous = null,
    fingerprintKey = deriveFingerprintKey(appSecret),
  }: { previous?: string | null; fingerprintKey?: Buffer } = {},
): SecretBox {
  const current = sealKeyOf(appSecret);
  const keys = [current, ...(previous === null ? [] : [sealKeyOf(previous)])];
  return {
    seal(plain) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', current.key, nonce);
      const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return Buffer.concat([current.id, nonce, cipher.getAuthTag(), sealed]).toString('base64url');
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      const named = keys.find(({ id }) => bytes.subarray(0, KEY_ID_BYTES).equals(id));
      if (named) return openWith(named.key, bytes.subarray(KEY_ID_BYTES));
      // What earlier versions sealed does not name its key: it is of the oldest.
      return openWith((keys.at(-1) ?? current).key, bytes);
    },
    sealedPrefix: current.id.toString('base64url'),
    fingerprint: (value) => createHmac('sha256', fingerprintKey).update(value).digest('base64url'),
  };
}

function openWith(key: Buffer, bytes: Buffer): string {
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
}

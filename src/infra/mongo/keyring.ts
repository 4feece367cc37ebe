import { InvalidInputError } from '../../errors.js';
import { createSecretBox, deriveFingerprintKey, type SecretBox } from '../secret-box.js';
import { defineModel, isDuplicateKey } from './model.js';

/** A key that outlives APP_SECRET, sealed by it. */
interface KeptKey {
  _id: string;
  sealedKey: string;
}

const KeyringModel = defineModel<KeptKey>('KeptKey', 'keyring', { sealedKey: String });

const FINGERPRINTS = 'fingerprints';

/**
 * The secret box of this installation. The key of fingerprints is kept in the store from the first start on, so that API keys,
 * codes and links stay good when APP_SECRET changes. Rejects with InvalidInputError when neither secret is the one of the store.
 */
export async function openSecretBox(appSecret: string, previous: string | null): Promise<SecretBox> {
  const box = createSecretBox(appSecret, { previous });
  const sealedKey = await readOrKeep(box, previous ?? appSecret);
  let kept: Buffer;
  try {
    kept = Buffer.from(box.open(sealedKey), 'base64url');
  } catch (cause) {
    throw new InvalidInputError(
      'invalid_input',
      'APP_SECRET is not the one that this database was set up with. Set that one, or set it as APP_SECRET_PREVIOUS beside a new one.',
      undefined,
      { cause },
    );
  }
  if (!sealedKey.startsWith(box.sealedPrefix))
    await KeyringModel.updateOne(
      { _id: FINGERPRINTS, sealedKey },
      { $set: { sealedKey: box.seal(kept.toString('base64url')) } },
    );
  return createSecretBox(appSecret, { previous, fingerprintKey: kept });
}

async function readOrKeep(box: SecretBox, oldest: string): Promise<string> {
  const found = await KeyringModel.findById(FINGERPRINTS).lean();
  if (found) return found.sealedKey;
  const sealedKey = box.seal(deriveFingerprintKey(oldest).toString('base64url'));
  try {
    await KeyringModel.collection.insertOne({ _id: FINGERPRINTS as never, sealedKey });
    return sealedKey;
  } catch (error) {
    if (isDuplicateKey(error)) return readOrKeep(box, oldest);
    throw error;
  }
}

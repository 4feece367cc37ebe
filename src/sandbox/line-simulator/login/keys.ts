import { type JWK, exportJWK, generateKeyPair, importJWK } from 'jose';
import type { Simulator } from '../simulator.js';

/** LIFF and native ID tokens are signed with ES256; web login's HS256 uses the channel secret instead. */
export const ID_TOKEN_ALGORITHM = 'ES256';
export const ID_TOKEN_ISSUER = 'https://access.line.me';
const KEY_ID = 'line-simulator-login-key';

/** The private key of this simulator, made at its first use and kept with its state. */
export async function loginKey(sim: Simulator): Promise<JWK> {
  if (sim.world.loginKey) return sim.world.loginKey;
  const { privateKey } = await generateKeyPair(ID_TOKEN_ALGORITHM, { extractable: true });
  const key = { ...(await exportJWK(privateKey)), kid: KEY_ID, alg: ID_TOKEN_ALGORITHM, use: 'sig' };
  // Two first uses at the same time must end with one key.
  sim.world.loginKey ??= key;
  sim.touch();
  return sim.world.loginKey;
}

/** The key as LINE publishes it at /oauth2/v2.1/certs. */
export async function publicLoginKey(sim: Simulator): Promise<JWK> {
  const { d: _secret, ...shown } = await loginKey(sim);
  return shown;
}

export async function signingKey(sim: Simulator) {
  return importJWK(await loginKey(sim), ID_TOKEN_ALGORITHM);
}

export async function verificationKey(sim: Simulator) {
  return importJWK(await publicLoginKey(sim), ID_TOKEN_ALGORITHM);
}

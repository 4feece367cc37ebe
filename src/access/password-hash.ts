import { hash, verify } from '@node-rs/argon2';

/** OWASP, Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane. */
const OWASP = { algorithm: 2 /* argon2id */, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const hashPassword = (password: string): Promise<string> => hash(password.normalize('NFKC'), OWASP);

let hashOfNobody: Promise<string> | undefined;

/** Whether a password is the one that was hashed. Without a hash it takes as long to say no. */
export async function isPassword(password: string, passwordHash: string | null): Promise<boolean> {
  hashOfNobody ??= hash('the password of nobody', OWASP);
  const isRight = await verify(passwordHash ?? (await hashOfNobody), password.normalize('NFKC'));
  return isRight && passwordHash !== null;
}

import { Secret, TOTP } from 'otpauth';

const PERIOD_SECONDS = 30; // RFC 6238 section 5.2 recommends it
const STEPS_AROUND = 1; // the same section: one step for the way and for clocks that differ
const SECRET_BYTES = 20; // RFC 4226 section 4 recommends 160 bits

export const newAuthenticatorSecret = (): string => new Secret({ size: SECRET_BYTES }).base32;

const totpOf = (secret: string, label = '') =>
  new TOTP({ issuer: 'Lifeline', label, secret: Secret.fromBase32(secret), period: PERIOD_SECONDS, digits: 6 });

/** The address that an authenticator app takes, as a QR code or tapped. */
export const authenticatorUrl = (secret: string, email: string): string => totpOf(secret, email).toString();

/** The time step that a code is of, when it is of now or a step beside and later than any that was taken; else null. */
export function stepOfCode(secret: string, code: string, now: Date, lastStep: number): number | null {
  const delta = totpOf(secret).validate({ token: code, timestamp: now.getTime(), window: STEPS_AROUND });
  if (delta === null) return null;
  const step = Math.floor(now.getTime() / 1_000 / PERIOD_SECONDS) + delta;
  return step > lastStep ? step : null;
}

import { z } from 'zod';
import type { Friend } from './friend.js';

export const Purpose = z.string().regex(/^[a-z][a-zA-Z0-9]{0,39}$/, 'must be camelCase letters and digits, at most 40');
export const PURPOSES_MAX = 20;

/** The purpose of messages that advertise. */
export const PROMOTION = 'promotion';

/** The attribute by which friends said no to promotions before consent was kept per purpose; still taken. */
export const PROMOTION_OPT_OUT = 'promotionOptOut';

type Consent = Friend['consent'];

/** The consent with one purpose changed, or forgotten for null; null when that changes nothing or is one purpose too many. */
export function withConsent(consent: Consent, purpose: string, given: Consent[string] | null): Consent | null {
  const { [purpose]: known, ...others } = consent;
  if (given === null) return known ? others : null;
  if (known?.state === given.state && known.source === given.source) return null;
  if (!known && Object.keys(others).length >= PURPOSES_MAX) return null;
  return { ...others, [purpose]: given };
}

/** True when the friend said no to a purpose. What is unknown is no refusal. */
export const isRefused = (friend: Pick<Friend, 'consent'>, purpose: string): boolean =>
  friend.consent[purpose]?.state === 'denied';

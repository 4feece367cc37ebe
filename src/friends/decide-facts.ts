import type { FriendChange } from './change-friend.js';
import { withConsent } from './core/consent.js';
import type { AttributeValue, Friend } from './core/friend.js';
import { gramsOf } from './core/search.js';
import { attributesChanged, consentChanged } from './events.js';

/** What became known of a friend; null removes. */
export interface Facts {
  attributes: Record<string, AttributeValue | null>;
  consent: Record<string, { state: 'granted' | 'denied'; source: string } | null>;
}

/** What facts change on a friend and announce; null when all of them are known already. */
export function decideFacts(
  friend: Friend,
  facts: Facts,
  { now, isSensitive }: { now: Date; isSensitive: (attribute: string) => boolean },
): FriendChange | null {
  const changed = Object.entries(facts.attributes).filter(([name, value]) => !isSame(friend.attributes[name], value));
  const attributes = { ...friend.attributes };
  for (const [name, value] of changed) {
    if (value === null) delete attributes[name];
    else attributes[name] = value;
  }
  let { consent } = friend;
  const announced = [];
  for (const [purpose, given] of Object.entries(facts.consent)) {
    const next = withConsent(consent, purpose, given && { ...given, at: now });
    if (!next) continue;
    consent = next;
    const { state = null, source = 'removed' } = given ?? {};
    announced.push(consentChanged.of({ purpose, state, source }, now));
  }
  if (changed.length === 0 && announced.length === 0) return null;
  const names = changed.map(([name]) => name);
  return {
    set: {
      ...(changed.length > 0 ? { attributes, grams: gramsOf({ ...friend, attributes }, isSensitive) } : {}),
      ...(announced.length > 0 ? { consent } : {}),
    },
    announce: [...(names.length > 0 ? [attributesChanged.of({ names }, now)] : []), ...announced],
  };
}

const isSame = (known: AttributeValue | undefined, given: AttributeValue | null) =>
  JSON.stringify(known ?? null) === JSON.stringify(given);

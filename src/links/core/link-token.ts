/** Whom a tracked link was handed to: one friend, or everybody who got the same message. */
export interface LinkTarget {
  linkId: string;
  friendId: string | null;
}

/** Makes the signature of a text with our secret; URL-safe, at least SIGNATURE_LENGTH long. */
export type Sign = (text: string) => string;

const SIGNATURE_LENGTH = 16; // 96 bits in base64url, so that no letter of it can vary
export const LINK_ID_LENGTH = 20; // 80 bits in hex
const FRIEND_ID_LENGTH = 26; // ULID

/** Length of the token that is bound to a friend; the one for everybody is shorter. */
export const TOKEN_LENGTH_MAX = SIGNATURE_LENGTH + LINK_ID_LENGTH + FRIEND_ID_LENGTH;

// It ends in a letter or digit, because apps leave out other characters at the end of an address; and some take the words
// behind an address as part of it.
const TOKEN = /^([\w-]{16})([0-9a-f]{20})([0-9A-Z]{26})?(?![\w-])/;

/** Whether a token has the shape of a tracked link's; those of tag links and add links never have. */
export const isTrackedLinkToken = (token: string): boolean => TOKEN.test(token);

/** The token of a tracked link: signature over link and friend, the link, the friend when it is bound to one. */
export function writeToken({ linkId, friendId }: LinkTarget, sign: Sign): string {
  const signature = sign(`trackedLink:${linkId}:${friendId ?? ''}`).slice(0, SIGNATURE_LENGTH);
  return `${signature}${linkId}${friendId ?? ''}`;
}

/** The parts of a token, whoever made it, and the token without what stood behind it; null when it has another shape. */
export function splitToken(text: string): (LinkTarget & { token: string }) | null {
  const [token, , linkId, friendId = null] = TOKEN.exec(text) ?? [];
  return token === undefined || linkId === undefined ? null : { token, linkId, friendId };
}

const OPENS_IN = ['openExternalBrowser', 'openInAppBrowser']; // LINE looks at these in the address that is tapped

/** The address at which a token opens the destination, in the same browser as the destination itself would. */
export function addressOf(baseUrl: string, token: string, destination: string): string {
  const given = new URL(destination).searchParams;
  const kept = OPENS_IN.flatMap((name) => {
    const value = given.get(name);
    return value === '0' || value === '1' ? [`${name}=${value}`] : [];
  });
  return `${baseUrl}/t/${token}${kept.length > 0 ? `?${kept.join('&')}` : ''}`;
}

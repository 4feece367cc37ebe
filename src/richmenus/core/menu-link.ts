import type { Sign } from './line-name.js';

const SIGNATURE_LENGTH = 16; // 96 bits in base64url
export const MENU_LINK_ID_LENGTH = 20; // 80 bits in hex

// Its last letter tells it from the token of a tracked link; apps leave out other characters at the end of an address.
const TOKEN = /^([\w-]{16})([0-9a-f]{20})m(?![\w-])/;

/** Whether a token has the shape of a menu's link. */
export const isMenuLinkToken = (token: string): boolean => TOKEN.test(token);

/** The token of a menu's link: signature, link, and what it is. */
export const writeMenuLinkToken = (linkId: string, sign: Sign): string =>
  `${sign(`menuLink:${linkId}`).slice(0, SIGNATURE_LENGTH)}${linkId}m`;

/** The link of a token, whoever made it, and the token without what stood behind it; null when it has another shape. */
export function splitMenuLinkToken(text: string): { token: string; linkId: string } | null {
  const [token, , linkId] = TOKEN.exec(text) ?? [];
  return token === undefined || linkId === undefined ? null : { token, linkId };
}

import { type Fields, isFields, textOf } from './fields.js';

/** What a tap asks for: LINE's action object, with a type that a phone knows and no address but allowed ones. */
export type LineAction = Fields & { type: string };

const PICTURE_SCHEMES = new Set(['https:', 'http:']);
const LINK_SCHEMES = new Set([...PICTURE_SCHEMES, 'line:', 'tel:', 'mailto:']);
const COLOUR = /^#([0-9a-f]{6}|[0-9a-f]{8})$/i;
const ACTION_TYPES = new Set([
  'postback',
  'message',
  'uri',
  'datetimepicker',
  'clipboard',
  'camera',
  'cameraRoll',
  'location',
  'richmenuswitch',
]);

/** The address when a tap may open it: of the web, of LINE, of a telephone or of a mailbox. */
export const allowedLink = (address: unknown): string | undefined => withScheme(address, LINK_SCHEMES);

/** The address when a picture, sound or video may come from it: of the web alone. */
export const allowedSource = (address: unknown): string | undefined => withScheme(address, PICTURE_SCHEMES);

/** The colour when it is one of LINE's: #RRGGBB or #RRGGBBAA. */
export const allowedColour = (colour: unknown): string | undefined =>
  typeof colour === 'string' && COLOUR.test(colour) ? colour : undefined;

/** The action when a phone can do it. */
export function allowedAction(action: unknown): LineAction | undefined {
  if (!isFields(action)) return undefined;
  const type = textOf(action['type']);
  if (!ACTION_TYPES.has(type) || (type === 'uri' && addressOf(action) === undefined)) return undefined;
  return { ...action, type };
}

/** Where a URI action leads; an imagemap calls it `linkUri`. */
export const addressOf = (action: Fields): string | undefined => allowedLink(action['uri'] ?? action['linkUri']);

// The parser drops what a browser would drop, such as a tab within `java\tscript:`, before it says the scheme.
function withScheme(address: unknown, schemes: Set<string>): string | undefined {
  if (typeof address !== 'string' || !URL.canParse(address)) return undefined;
  return schemes.has(new URL(address).protocol) ? address : undefined;
}

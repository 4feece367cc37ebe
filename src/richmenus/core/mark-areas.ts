import { isTrackable } from '../../links/core/destinations.js';
import { assertNever } from '../../shared/assert-never.js';
import type { Language } from '../../shared/language.js';
import type { RichMenuObject } from './definition.js';
import { markOf, type MenuPlace } from './menu-mark.js';

/** Where our own pages are, and the address of ours that leads to a destination of an area. */
export interface MenuLinks {
  ownOrigin: string;
  addressOf(place: MenuPlace, uri: string): string;
}

/**
 * The menu as it is sent to LINE: the data of each area says where it stands, and web addresses lead through us where phones
 * can reach us (`links` not null). Messages, phone numbers and texts to copy stay: LINE alone sees those taps.
 */
export function markAreas(
  object: RichMenuObject,
  { menu, language }: { menu: string; language: Language },
  links: MenuLinks | null,
): RichMenuObject {
  return {
    ...object,
    areas: object.areas.map(({ bounds, action }, area) => ({
      bounds,
      action: markAction(action, { menu, language, area }, links),
    })),
  };
}

type Action = RichMenuObject['areas'][number]['action'];

function markAction(action: Action, place: MenuPlace, links: MenuLinks | null): Action {
  switch (action.type) {
    case 'postback':
    case 'datetimepicker':
    case 'richmenuswitch':
      return { ...action, data: `${action.data}${markOf(place)}` };
    case 'uri':
      if (!links || !isTrackable(action.uri, links.ownOrigin)) return action;
      return { ...action, uri: links.addressOf(place, action.uri) };
    case 'message':
    case 'clipboard':
      return action;
    default:
      return assertNever(action);
  }
}

/** How taps on an action are seen: as a postback of a known friend, as the opening of a link by somebody, or by LINE alone. */
export function countedBy(action: { type: string }, isLinkTracked: boolean): 'postback' | 'link' | 'line' {
  switch (action.type) {
    case 'postback':
    case 'datetimepicker':
    case 'richmenuswitch':
      return 'postback';
    case 'uri':
      return isLinkTracked ? 'link' : 'line';
    default:
      return 'line';
  }
}

const LOCAL = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * The base of the addresses that menus lead to, or null where phones cannot be expected to reach us: over https always; on this
 * machine only when LINE is a simulator on it too.
 */
export function menuLinkBaseOf(baseUrl: string, lineApiBaseUrl: string): string | null {
  const { protocol, hostname } = new URL(baseUrl);
  if (protocol === 'https:') return baseUrl;
  return LOCAL.test(hostname) && LOCAL.test(new URL(lineApiBaseUrl).hostname) ? baseUrl : null;
}

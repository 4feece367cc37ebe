import { z } from 'zod';
import { SCOPES, type Scope } from '../../edges.js';
import { AREA_AROUND, AREAS, type Area } from './areas.js';

/** What a person may do: a scope within an area, either of which may be `*` for all. */
export type Permission = `${Area | '*'}:${Scope | '*'}`;

const areas = new Set<string>(['*', ...AREAS]);
const scopes = new Set<string>(['*', ...SCOPES]);

/** A permission as it comes from outside, such as `friends:read` or `*:read`. */
export const Permission = z.custom<Permission>(
  (given) => {
    if (typeof given !== 'string') return false;
    const [area = '', scope = '', ...rest] = given.split(':');
    return areas.has(area) && scopes.has(scope) && rest.length === 0;
  },
  `must be area:scope, either of them * for all; areas are ${AREAS.join(', ')}; scopes ${SCOPES.join(', ')}`,
);

/** Whether these permissions allow all that another one allows. */
export function permits(held: Permission[], needed: Permission): boolean {
  const [area, scope] = needed.split(':');
  return held.some((one) => {
    const [heldArea, heldScope] = one.split(':');
    const isWithin = heldArea === '*' || heldArea === area || heldArea === AREA_AROUND[area ?? ''];
    return isWithin && (heldScope === '*' || heldScope === scope);
  });
}

/** The first of these permissions that somebody who holds those others cannot give away; undefined when there is none. */
export const beyond = (held: Permission[], given: Permission[]): Permission | undefined =>
  given.find((one) => !permits(held, one));

import { AREA_AROUND, type Area } from './areas.js';

/** Scopes that an API key can hold. */
export const SCOPES = ['read', 'write', 'send', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** What a person may do: a scope within an area, either of which may be `*` for all. */
export type Permission = `${Area | '*'}:${Scope | '*'}`;

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

import { z } from 'zod';
import { AREAS } from './areas.js';
import { SCOPES, type Permission as Held } from './permits.js';

const areas = new Set<string>(['*', ...AREAS]);
const scopes = new Set<string>(['*', ...SCOPES]);

/** A permission as it comes from outside, such as `friends:read` or `*:read`. */
export const Permission = z.custom<Held>(
  (given) => {
    if (typeof given !== 'string') return false;
    const [area = '', scope = '', ...rest] = given.split(':');
    return areas.has(area) && scopes.has(scope) && rest.length === 0;
  },
  `must be area:scope, either of them * for all; areas are ${AREAS.join(', ')}; scopes ${SCOPES.join(', ')}`,
);
export type Permission = Held;

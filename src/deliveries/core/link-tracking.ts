import { z } from 'zod';
import { Utm } from '../../links/core/utm.js';

/**
 * How the links of a send are tracked. `personal`: each friend gets links of their own, so it is known who clicked, and each
 * message is a request of its own. `shared`: all get the same links and may share a multicast; only clicks are counted.
 */
export const LinkTracking = z.strictObject({
  track: z.enum(['personal', 'shared']).default('personal'),
  utm: Utm.nullable().default(null),
});
export type LinkTracking = z.infer<typeof LinkTracking>;

import { z } from 'zod';

const IsoInstant = z.iso.datetime({ offset: true });

/** An instant as callers send it, ISO 8601 with its zone; a text without one would mean another moment on each machine. */
export const Instant = z
  .preprocess(
    (given) => (IsoInstant.safeParse(given).success ? new Date(String(given)) : given),
    z.date({ error: 'must be an instant with its zone such as 2026-12-24T18:00:00+08:00' }),
  )
  .meta({ type: 'string', format: 'date-time' });

/**
 * An instant as older routes take it: also a date alone, a text without zone or milliseconds since 1970. Nothing else, so that
 * null, true or an empty text is an error and not the year 1970.
 */
export const AnyInstant = z
  .preprocess(
    (given) => (typeof given === 'number' || (typeof given === 'string' && given !== '') ? new Date(given) : given),
    z.date({ error: 'must be an instant such as 2026-12-24T18:00:00+08:00' }),
  )
  .meta({ type: 'string', format: 'date-time' });

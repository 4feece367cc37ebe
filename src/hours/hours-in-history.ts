import type { Context } from '../context.js';
import { NotFoundError } from '../errors.js';
import { getHours } from './calendars.js';
import type { ConversationEvent } from './core/running-spans.js';
import type { PolicyInForce } from './core/service-level.js';

/** The calendars that count during a history beside the policy's own, as they are now; what is gone leaves it to that. */
export async function getHoursInHistory(
  ctx: Pick<Context, 'clock'>,
  history: readonly ConversationEvent[],
): Promise<NonNullable<PolicyInForce['calendars']>> {
  const named = new Set(history.flatMap((event) => ('calendarId' in event ? (event.calendarId ?? []) : [])));
  const found = await Promise.all(
    [...named].map(async (id) => {
      try {
        const { calendar, hours } = await getHours(ctx, id);
        return [[id, { version: calendar.version, hours }] as const];
      } catch (error) {
        if (!(error instanceof NotFoundError)) throw error;
        return [];
      }
    }),
  );
  return new Map(found.flat());
}

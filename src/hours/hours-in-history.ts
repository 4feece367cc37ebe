import type { Context } from '../context.js';
import { findHours } from './calendars.js';
import type { ConversationEvent } from './core/running-spans.js';
import type { PolicyInForce } from './core/service-level.js';

/** The calendars that count during a history beside the policy's own, as they are now; what is gone leaves it to that. */
export async function getHoursInHistory(
  ctx: Pick<Context, 'clock'>,
  history: readonly ConversationEvent[],
): Promise<NonNullable<PolicyInForce['calendars']>> {
  const named = new Set(history.flatMap((event) => ('calendarId' in event ? (event.calendarId ?? []) : [])));
  const found = await Promise.all(
    Array.from(named, async (id) => {
      const one = await findHours(ctx, id);
      return one ? [[id, { version: one.calendar.version, hours: one.hours }] as const] : [];
    }),
  );
  return new Map(found.flat());
}

import type { Context } from '../context.js';
import { findOpenHours, getConversation } from '../inbox/index.js';
import type { OutOfHoursNote } from './core/out-of-hours.js';
import { ServiceRecordModel, type ServiceRecord } from './service-record.model.js';

/** Whether staff of a conversation work now, and what it is held to. */
export interface ServiceDescription {
  /** Null without a calendar: always open. */
  hours: {
    calendarId: string;
    calendarVersion: number;
    name: string;
    timeZone: string;
    isOpen: boolean;
    nextOpeningAt: Date | null;
    nextClosingAt: Date | null;
  } | null;
  policy: ServiceRecord['policy'];
  /** What the out-of-hours answer came to the last time that it was due. */
  outOfHours: OutOfHoursNote | null;
}

/** Describes it, for whoever may see the conversation. */
export async function describeService(
  ctx: Pick<Context, 'actor' | 'caller' | 'clock'>,
  conversationId: string,
): Promise<ServiceDescription> {
  const conversation = await getConversation(ctx, conversationId);
  const open = await findOpenHours(ctx, conversation);
  const record = await ServiceRecordModel.findById(conversationId).lean();
  const now = ctx.clock.now();
  return {
    hours: open && {
      calendarId: open.calendar.definitionId,
      calendarVersion: open.calendar.version,
      name: open.calendar.definition.name,
      timeZone: open.calendar.definition.timeZone,
      isOpen: open.hours.isOpenAt(now),
      nextOpeningAt: open.hours.nextOpeningAfter(now),
      nextClosingAt: open.hours.nextClosingAfter(now),
    },
    policy: record?.policy ?? null,
    outOfHours: record?.outOfHours ?? null,
  };
}

import { runningSpans, type ConversationEvent } from '../../hours/core/running-spans.js';
import type { Happening } from '../../inbox/core/happenings.js';
import { nameOfPriority } from '../../inbox/core/priority.js';
import { assertNever } from '../../shared/assert-never.js';

/** Events of one conversation beyond which answers that were measured are cut off the front. */
const EVENTS_KEPT = 400;

/** By which calendar a team goes; null: by that of the policy or channel. */
export type CalendarOf = (teamId: string | null) => string | null;

/** A history with what happened since, in order of time. What is known already is not told twice. */
export function withHappened(
  history: readonly ConversationEvent[],
  happened: readonly Happening[],
  calendarOf: CalendarOf,
): ConversationEvent[] {
  return happened
    .reduce<ConversationEvent[]>(
      (known, one) =>
        one.kind === 'notSent'
          ? withoutAnswers(known, one.since ?? one.at)
          : eventsOf(one, calendarOf).reduce(withEvent, known),
      [...history],
    )
    .toSorted((one, other) => one.at.getTime() - other.at.getTime());
}

/** A history with what a friend waits for, and with the calendar that counts now. */
export function withPresent(
  history: readonly ConversationEvent[],
  present: { waitingSince?: Date | undefined; calendarId: string | null; now: Date },
): ConversationEvent[] {
  const { waitingSince, calendarId, now } = present;
  const counts = history.findLast((event) => event.kind === 'calendarChanged');
  const changed: ConversationEvent[] =
    counts?.calendarId === calendarId ? [] : [{ kind: 'calendarChanged', at: now, calendarId }];
  const waiting: ConversationEvent[] = waitingSince ? [{ kind: 'inbound', at: waitingSince }] : [];
  return [...waiting, ...changed]
    .reduce<ConversationEvent[]>(withEvent, [...history])
    .toSorted((one, other) => one.at.getTime() - other.at.getTime());
}

/** What was answered since then did not arrive: what it answered has been waiting all the time. */
const withoutAnswers = (history: ConversationEvent[], since: Date): ConversationEvent[] =>
  history.filter(({ kind, at }) => kind !== 'staffAnswered' || at < since);

function withEvent(history: ConversationEvent[], event: ConversationEvent): ConversationEvent[] {
  if (event.kind !== 'inbound') return [...history, event];
  const isKnown = (at: Date) => history.some((one) => one.kind === 'inbound' && one.at.getTime() === at.getTime());
  if (isKnown(event.at)) return history;
  // Heard of after an answer it still waits, so that answer was not to it: it waits from then on.
  const answered = history.findLast(({ kind }) => kind === 'staffAnswered');
  const at = answered && answered.at > event.at ? answered.at : event.at;
  return isKnown(at) ? history : [...history, { kind: 'inbound', at }];
}

function eventsOf({ kind, at, teamId, priority: place }: Happening, calendarOf: CalendarOf): ConversationEvent[] {
  const priority = nameOfPriority(place);
  const calendarId = calendarOf(teamId);
  switch (kind) {
    case 'opened':
      return [
        { kind: 'calendarChanged', at, calendarId },
        { kind: 'started', at, priority },
      ];
    case 'inbound':
    case 'resumed':
    case 'resolved':
    case 'reopened':
      return [{ kind, at }];
    case 'merged':
      return [{ kind: 'resolved', at }];
    case 'undone':
      return [{ kind: 'reopened', at }];
    case 'answered':
      return [{ kind: 'staffAnswered', at }];
    case 'paused':
      return [{ kind: 'waitingForFriend', at }];
    case 'priority':
      return [{ kind: 'priorityChanged', at, priority }];
    case 'team':
      return [{ kind: 'calendarChanged', at, calendarId }];
    case 'handedOver':
    case 'assigned':
    case 'notSent':
      return [];
    default:
      return assertNever(kind);
  }
}

/** A history, and how many next answers were cut off its front. */
export interface CutHistory {
  history: ConversationEvent[];
  earlier: number;
}

/**
 * A long history without its next answers but the latest, which are measured and on record. What they woke or reopened is
 * an event of its own and stays.
 */
export function cutAnswered({ history, earlier }: CutHistory): CutHistory {
  if (history.length <= EVENTS_KEPT) return { history, earlier };
  const first = history.findIndex(({ kind }) => kind === 'staffAnswered');
  const last = history.findLastIndex(({ kind }) => kind === 'staffAnswered');
  const until = history[last]?.at;
  if (!until || first === last) return { history, earlier };
  const answered = runningSpans(history, earlier).filter(
    ({ target, endedAt }) => target === 'nextResponse' && endedAt !== null && endedAt <= until,
  );
  const isTurn = ({ kind }: ConversationEvent) => kind === 'inbound' || kind === 'staffAnswered';
  return {
    history: history.filter((event, index) => index <= first || index > last || !isTurn(event)),
    earlier: earlier + answered.length,
  };
}

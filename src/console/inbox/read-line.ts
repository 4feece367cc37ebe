import { assertNever } from '../../shared/assert-never.js';
import { type Fields, fieldsOf, listOf } from '../line-messages/fields.js';
import type { ThreadLine } from './types.js';

export interface HeardLine {
  kind: 'heard';
  /** LINE's id of the message; null of a tap. */
  messageId: string | null;
  /** LINE's message, or what was tapped. */
  content: Fields;
  isUnsent: boolean;
  isEdited: boolean;
}

export interface Sent {
  kind: 'sent';
  messages: Fields[];
  outcome: 'leaving' | 'accepted' | 'failed' | 'unknown';
  cost: number | null;
  method: string | null;
  reason: string | null;
}

export interface Event {
  kind: 'event';
  name: string;
  data: Record<string, unknown>;
}

/** A line of a thread by what it shows. */
export type Read = HeardLine | Sent | Event | { kind: 'note'; text: string | null } | { kind: 'withheld' };

const FAILED = new Set(['rejected', 'skipped']);

/** What a line shows; where a part is missing or of another shape, it is left out. */
export function readLine({ kind, data }: ThreadLine): Read {
  if (data['isWithheld'] === true) return { kind: 'withheld' };
  switch (kind) {
    case 'message':
      return {
        kind: 'heard',
        messageId: textOf(data['messageId']),
        content: fieldsOf(data['content']),
        isUnsent: Boolean(data['unsentAt']),
        isEdited: Boolean(data['editedAt']),
      };
    case 'tap':
      return { kind: 'heard', messageId: null, content: { type: 'tap', ...data }, isUnsent: false, isEdited: false };
    case 'sent': {
      const outcome = fieldsOf(data['outcome']);
      return {
        kind: 'sent',
        messages: listOf(data['content']),
        outcome: outcomeOf(textOf(outcome['state'])),
        cost: typeof data['cost'] === 'number' ? data['cost'] : null,
        method: textOf(data['method']),
        reason: textOf(outcome['reason']),
      };
    }
    case 'note':
      return { kind: 'note', text: textOf(data['text']) };
    case 'event':
      return { kind: 'event', name: textOf(data['name']) ?? '', data };
    case 'happening':
      return { kind: 'event', name: textOf(data['what']) ?? '', data };
    default:
      return assertNever(kind);
  }
}

function outcomeOf(state: string | null): Sent['outcome'] {
  if (state === 'accepted' || state === 'unknown') return state;
  return state !== null && FAILED.has(state) ? 'failed' : 'leaving';
}

const textOf = (given: unknown): string | null => (typeof given === 'string' ? given : null);

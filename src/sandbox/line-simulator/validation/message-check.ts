import { type ErrorDetail, LineError, fieldErrors, invalidProperty } from '../http/line-error.js';
import type { Simulator } from '../simulator.js';
import type { Bot } from '../world/bot.js';

/** Where messages are going; mentions and video tracking depend on it. */
export type Where = { chat: 'user' } | { chat: 'group'; groupId: string } | { chat: 'many' };

export interface MessageContext {
  where: Where;
  sim: Simulator;
  bot: Bot;
}

/** LINE prints a no-break space after the bracket. */
const invalidMessage = (index: number) => `A message (messages[${index}])\u00A0in the request body is invalid`;

/**
 * Collects what is wrong with the messages of one request, in LINE's three ways of saying it:
 * a value of the wrong type, fields that break a rule, and faults deep inside a template or Flex Message.
 */
export class MessageCheck {
  private wrongType: string | undefined;
  private readonly fields: ErrorDetail[] = [];
  private readonly deep = new Map<number, ErrorDetail[]>();

  /** A field that breaks a rule, e.g. `messages[0].text`. */
  field(property: string, message: string): void {
    this.fields.push({ message, property });
  }

  /** A value of the wrong type. */
  type(property: string): void {
    this.wrongType ??= property;
  }

  /** A fault inside message `index`, e.g. `/hero/url` or `template/actions/2/uri`. */
  inside(index: number, property: string, message: string): void {
    const details = this.deep.get(index) ?? [];
    details.push({ message, property });
    this.deep.set(index, details);
  }

  throwIfBad(): void {
    if (this.wrongType !== undefined) throw invalidProperty(this.wrongType);
    if (this.fields.length) throw fieldErrors(this.fields);
    const [first] = this.deep;
    if (first) throw new LineError(400, invalidMessage(first[0]), first[1]);
  }
}

/** Reports one fault at a property. */
export type Report = (property: string, message: string) => void;

import type { z } from 'zod';

/** A fact that one domain announces to later ones; named `noun.verb` in the past tense. */
export interface DomainEvent<Payload = unknown> {
  /** Unique and derived from the change it announces, so that announcing twice is a no-op. */
  id: string;
  name: string;
  channelId: string;
  friendId: string | null;
  at: Date;
  payload: Payload;
}

/** The kind of an event: its name and the shape of what it carries. */
export interface EventDefinition<Payload> {
  name: string;
  payload: z.ZodType<Payload>;
  /** Builds an event of this kind without an id; whoever stores the change gives the id. */
  of(payload: Payload, at: Date): EventDraft<Payload>;
}

export type EventDraft<Payload = unknown> = Pick<DomainEvent<Payload>, 'name' | 'at' | 'payload'>;

export function defineEvent<Payload>(name: string, payload: z.ZodType<Payload>): EventDefinition<Payload> {
  return { name, payload, of: (given, at) => ({ name, at, payload: given }) };
}

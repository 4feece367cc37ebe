import type { Control } from '../line-simulator/index.js';

/** Whose phone, in the chat with which account. */
export interface Place {
  channelId: string;
  userId: string;
}

type Answer<Verb extends keyof Control> = Awaited<ReturnType<Control[Verb]>>;
export type Account = Answer<'bots'>[number];
export type Contact = Answer<'contacts'>[number];
export type Chat = Answer<'chat'>;
/** A rich menu as it was created: the simulator refuses one of any other shape. */
export type Menu = NonNullable<Answer<'menu'>> & {
  size: { width: number; height: number };
  selected: boolean;
  chatBarText: string;
  areas: {
    bounds: { x: number; y: number; width: number; height: number };
    action: Record<string, unknown>;
  }[];
};
export type SentEvent = Answer<'events'>[number];
export type LoggedCall = Answer<'callsFor'>[number];

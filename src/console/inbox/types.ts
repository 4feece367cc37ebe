import type { z } from 'zod';
import type { PresentedConversation, PresentedLine } from '../../inbox/schemas.js';
import type { Wire } from '../api/wire.js';

export type Conversation = Wire<z.infer<typeof PresentedConversation>>;
export type ThreadLine = Wire<z.infer<typeof PresentedLine>>;

/** A page of a list of conversations. */
export interface ListPage {
  conversations: Conversation[];
  next: string | null;
  isCut: boolean;
}

/** A part of a thread, oldest first; null at an end. */
export interface ThreadPart {
  lines: ThreadLine[];
  before: string | null;
  after: string | null;
}

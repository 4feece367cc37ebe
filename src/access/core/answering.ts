import type { Permission } from './permission.js';

/** What somebody needs by whom conversations are answered: who lacks it is given none. */
export const TO_ANSWER: Permission[] = ['inbox:write', 'inbox:send'];

/** What somebody needs who takes part in a conversation. */
export const TO_READ_CHATS: Permission = 'inbox:read';

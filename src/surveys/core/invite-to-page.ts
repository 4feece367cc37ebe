import type { Messages } from '../../messages/core/message.js';
import type { Texts } from './question.js';
import { say, word, type Speaking } from './say.js';

/** A message that leads to the page on which an asking is answered. */
export function inviteToPage(invitation: Texts, url: string, speaking: Speaking): Messages {
  const text = say(invitation, speaking);
  const label = word('answer', speaking).text;
  return [
    {
      type: 'template',
      altText: text,
      template: { type: 'buttons', text, actions: [{ type: 'uri', label, uri: url }] },
    },
  ];
}

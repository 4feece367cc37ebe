/** LINE's messages as a phone shows them. Load it lazily: nothing that every page needs may import it. */
export { addressOf, allowedAction, type LineAction } from './allowed.js';
export { initialOf } from './initial.js';
export { FromAccount, LineChat } from './line-chat.js';
export { LineMessage } from './line-message.js';
export { QuickReplies } from './quick-replies.js';

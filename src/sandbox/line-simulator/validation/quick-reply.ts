import { isObject } from '../json.js';
import { QUICK_REPLIES_MAX, SENDER_NAME_MAX } from '../limits.js';
import { checkAction } from './actions.js';
import { checkText, requireUrl } from './fields.js';
import type { Report } from './message-check.js';

/** The buttons below a message: 1 to 13 actions. */
export function checkQuickReply(report: Report, quickReply: unknown): void {
  if (quickReply === undefined || quickReply === null) return;
  const items = isObject(quickReply) ? quickReply['items'] : undefined;
  if (!Array.isArray(items) || items.length < 1 || items.length > QUICK_REPLIES_MAX) {
    return report('quickReply.items', `Size must be between 1 and ${QUICK_REPLIES_MAX}`);
  }
  items.forEach((item: unknown, index) => {
    const at = `quickReply.items[${index}]`;
    if (!isObject(item)) return report(at, 'must be specified');
    if (item['imageUrl'] !== undefined) requireUrl(report, item['imageUrl'], `${at}.imageUrl`);
    checkAction((property, text) => report(`${at}.action.${property}`, text), item['action'], 'quickReply');
  });
}

/** A name and icon shown instead of the account's own. */
export function checkSender(report: Report, sender: unknown): void {
  if (sender === undefined || sender === null) return;
  if (!isObject(sender)) return report('sender', 'must be a string');
  const { name } = sender;
  const isName = checkText(report, name, 'sender.name', { max: SENDER_NAME_MAX });
  // Words that pass for LINE itself are refused; the list is not published, the word LINE is named as an example.
  if (isName && /^line$/i.test(name)) report('sender.name', 'invalid sender name');
  if (sender['iconUrl'] !== undefined) requireUrl(report, sender['iconUrl'], 'sender.iconUrl');
}

/** The two ways in which a campaign leaves: what is the same for all as multicasts, what has each friend's name as pushes. */
export type SendKind = 'multicast' | 'push';
export const SEND_KINDS: SendKind[] = ['multicast', 'push'];

/** Content that leaves in that way. */
export const contentFor = (kind: SendKind): object =>
  kind === 'multicast'
    ? { messages: [{ type: 'text', text: 'The new scooter is in every store from Saturday.' }] }
    : { template: 'greeting', values: {} };

/** The points of a send at which a worker is killed, each as the call to LINE or to the store that marks it. */
const MULTICAST = '/v2/bot/message/multicast';
const PUSH = '/v2/bot/message/push';

const beforeCall = (path) => ({ on: 'line', path, when: 'before' });
const afterCall = (path) => ({ on: 'line', path, when: 'after' });
const afterWrite = (collection, method, matches = () => true) => ({ on: 'store', collection, method, matches });

const firstSet = (operations) => operations[0]?.updateOne?.update?.$set ?? {};
const counted = afterWrite('friends', 'bulkWrite', (operations) => {
  const [{ updateOne: { update = {} } = {} } = {}] = operations;
  return update.$push?.['sent.all'] !== undefined;
});
const frozen = afterWrite('deliveries', 'insertMany');

export const KILL_POINTS = {
  /** Deliveries planned, how far the freezing came not yet stored. */
  'multicast/while-freezing': frozen,
  /** Counted on the friends for caps, nothing claimed. */
  'multicast/after-counting': counted,
  /** Batch stored, deliveries not yet claimed. */
  'multicast/before-claim': afterWrite('deliveryBatches', 'insertOne'),
  /** Deliveries claimed, recipients not yet fixed. */
  'multicast/after-claim': afterWrite('deliveries', 'updateMany', (_filter, { $set }) => $set?.method === 'multicast'),
  /** Everything stored, LINE not yet called. */
  'multicast/before-call': beforeCall(MULTICAST),
  /** LINE took it, the outcome not yet written. */
  'multicast/after-call': afterCall(MULTICAST),
  /** Outcome of the batch stored, its deliveries not yet settled. */
  'multicast/between-batch-and-members': afterWrite(
    'deliveryBatches',
    'updateOne',
    (_filter, { $set }) => $set?.outcome !== undefined,
  ),
  /** Outcome written everywhere, the job not acknowledged. */
  'multicast/after-write': afterWrite('deliveryBatches', 'updateOne', (_filter, { $set }) => $set?.state === 'settled'),
  /** LINE refused one recipient; the first half is a batch of its own, the second not yet. */
  'multicast/while-splitting': afterWrite('deliveryBatches', 'insertMany'),
  /** The first half has been given its deliveries, and is not yet stored. */
  'multicast/before-half': afterWrite('deliveries', 'updateMany', (_filter, { $set }) => $set?.batchId?.endsWith('/0')),
  'push/while-freezing': frozen,
  'push/after-counting': counted,
  'push/after-claim': afterWrite('deliveries', 'bulkWrite', (operations) => firstSet(operations).state === 'inFlight'),
  'push/before-call': beforeCall(PUSH),
  /** LINE took one of those that leave together. */
  'push/after-call': afterCall(PUSH),
  'push/after-write': afterWrite('deliveries', 'bulkWrite', (operations) => firstSet(operations).state === 'accepted'),
};

const BULK_LINK = '/v2/bot/richmenu/bulk/link';
const noted = (field) => afterWrite('friends', 'updateMany', (_filter, { $set }) => ($set?.[field] ?? null) !== null);

/** The points of linking a menu to many friends. */
export const MENU_KILL_POINTS = {
  /** Noted that LINE is about to be told, LINE not yet called. */
  'menus/after-note': noted('menu.told'),
  'menus/before-call': beforeCall(BULK_LINK),
  /** LINE took it, nobody wrote it down. */
  'menus/after-call': afterCall(BULK_LINK),
  /** Written down for a part of the friends, the job not acknowledged. */
  'menus/after-write': noted('menu.linked'),
};

/** The points of looking at a conversation of which a promise is over. */
export const SERVICE_KILL_POINTS = {
  /** Measured and on record, nobody told. */
  'service/after-facts': afterWrite('conversationFacts', 'insertMany'),
  /** Escalated, and neither the thread nor the friend's record shows it. */
  'service/after-escalation': afterWrite(
    'conversations',
    'updateOne',
    (_filter, { $set }) => $set?.escalated !== undefined,
  ),
  /** Everybody told, the conversation still shows how it stood. */
  'service/after-record': afterWrite('serviceRecords', 'insertMany'),
};

/** Any write about sending, and any send: for kills in places that nobody thought of. */
export const ANYWHERE = 'anywhere';
export const SENDING_COLLECTIONS = new Set(['campaigns', 'deliveries', 'deliveryBatches', 'friends', 'leases']);

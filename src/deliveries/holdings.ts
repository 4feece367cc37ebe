import type { Context } from '../context.js';
import type { ExportSource, HeldMerge, HoldingDefinition, TimelineSource } from '../edges.js';
import { ConflictError } from '../errors.js';
import { holdingOf } from '../friends/index.js';
import { eachPage } from '../infra/mongo/each-page.js';
import { beforeFilter } from '../infra/mongo/page-before.js';
import {
  DELIVERY_STATES,
  DeliveryBatchModel,
  DeliveryModel,
  type DeliveryState,
  type Sender,
} from './delivery.model.js';

const PLANNED_MAX = 1_000; // one friend never waits for as many

const deliveries = holdingOf('deliveries', DeliveryModel, {
  beforeErase: async (_ctx, { _id, lineUserId }) => {
    // The request that is under way must stay as it is, so that it can be repeated.
    if (await DeliveryModel.exists({ friendId: _id, state: 'inFlight' }))
      throw new ConflictError(`A message to friend ${_id} is on its way; try again in a minute.`);
    const inBatches = DeliveryModel.find({ friendId: _id, batchId: { $type: 'string' } }, { batchId: 1 })
      .lean()
      .cursor();
    for await (const { batchId = '' } of inBatches) {
      await DeliveryBatchModel.updateOne({ _id: batchId }, { $pull: { lineUserIds: lineUserId } });
    }
  },
});

/** What was sent to a friend. Multicasts name their recipients; of those only an erased one is taken out. */
export const holdings: HoldingDefinition[] = [
  {
    ...deliveries,
    async move(ctx, merge) {
      await retargetPlanned(ctx, merge);
      await deliveries.move(ctx, merge);
    },
  },
];

/** What is planned goes to the friend who is kept, unless the same sender has something for them already. */
async function retargetPlanned({ clock }: Context, { from, to }: HeldMerge): Promise<void> {
  const planned = await DeliveryModel.find({ friendId: from._id, state: 'planned' }).limit(PLANNED_MAX).lean();
  for (const { _id, sender } of planned) {
    const isDouble = await DeliveryModel.exists({
      friendId: to._id,
      'sender.id': sender.id,
      'sender.kind': sender.kind,
    });
    await DeliveryModel.updateOne(
      { _id, state: 'planned' },
      isDouble
        ? { $set: { state: 'skipped', reason: 'cancelled', settledAt: clock.now() } }
        : { $set: { lineUserId: to.lineUserId } },
    );
  }
}

/** Who answers what a friend said: staff, or the bot. */
const IN_CHAT = new Set<Sender['kind']>(['inbox', 'autoResponse', 'survey', 'feedback']);
const kindOf = (state: DeliveryState) => `delivery.${state}`;

export const timeline: TimelineSource[] = [
  {
    name: 'deliveries',
    kinds: DELIVERY_STATES.map(kindOf),
    async read(friendId, { before, kinds, limit }) {
      const states = DELIVERY_STATES.filter((state) => !kinds || kinds.includes(kindOf(state)));
      const filter = { friendId, state: { $in: states }, ...beforeFilter('plannedAt', before) };
      const deliveries = await DeliveryModel.find(filter).sort({ plannedAt: -1, _id: -1 }).limit(limit).lean();
      return deliveries.map(({ _id, plannedAt, state, sender, reason, method, content, settledAt }) => ({
        id: _id,
        at: plannedAt,
        kind: kindOf(state),
        chat: IN_CHAT.has(sender.kind) ? { friendId } : null,
        data: { sender, reason, method, content, settledAt },
      }));
    },
  },
];

/** What was sent to friends, after what they sent, in the same columns. */
export const exports: ExportSource[] = [
  {
    name: 'messages',
    columns: async () => [],
    isOfChats: true,
    async *rows(_ctx, channelId) {
      for await (const delivery of eachPage(DeliveryModel, { channelId })) {
        const { _id: id, friendId, plannedAt: at, state, sender, messages, content } = delivery;
        yield {
          id,
          friendId,
          direction: 'sent',
          at,
          state,
          sender: `${sender.kind}/${sender.id}`,
          content: messages ?? content,
        };
      }
    },
  },
];

import type { Context } from '../context.js';
import type { Friend } from '../friends/index.js';
import { insertNew } from '../infra/mongo/model.js';
import { Content } from './core/content.js';
import { UNSENT } from './outcome.js';
import { pinContent } from './pin-content.js';
import { DeliveryModel, type Delivery, type Sender } from './delivery.model.js';

export const SEND_DELIVERY = 'deliveries.send';

/** One message set for one friend. */
export interface DeliverInput {
  /** Derived from the cause; the same id is planned once. */
  id: string;
  friend: Pick<Friend, '_id' | 'channelId' | 'lineUserId'>;
  sender: Sender;
  content: Content;
  transactional?: boolean;
  reply?: { token: string; until: Date } | null;
  /** That reply only carries it: nothing that the friend did asks for it. */
  isUnasked?: boolean;
  /** Sent by that reply or not at all: never as a push, which would cost. */
  replyOnly?: boolean;
  dueAt?: Date;
}

/** One message set for one friend, sent when its sender decides. */
export type LedInput = Omit<DeliverInput, 'dueAt' | 'reply' | 'isUnasked' | 'replyOnly'> & {
  /** Null: not decided yet. */
  notBefore: Date | null;
  arm?: string;
};

/** Plain messages for a group or room. */
export type DeliverToGroupInput = Omit<DeliverInput, 'friend' | 'content'> & {
  group: { channelId: string; groupId: string };
  content: Extract<Content, { messages: unknown }>;
};

/**
 * Plans a delivery: stored first, then woken when it is due. A delivery that is planned already stays as it is. A message set
 * is sent in the version that is the newest now, when none is named. Resolves to whether it is new.
 */
export async function deliver(ctx: Pick<Context, 'clock' | 'wake'>, input: DeliverInput): Promise<boolean> {
  const now = ctx.clock.now();
  const dueAt = input.dueAt ?? now;
  const content = await pinContent(input.friend.channelId, input.content);
  return plan(ctx, planDelivery({ ...input, content, dueAt }, now));
}

/** Plans a delivery to a group or room, in which no gate holds anything back: staff alone speak there. */
export async function deliverToGroup(
  ctx: Pick<Context, 'clock' | 'wake'>,
  { group: { channelId, groupId }, ...input }: DeliverToGroupInput,
): Promise<boolean> {
  const now = ctx.clock.now();
  const friend = { _id: groupId, channelId, lineUserId: groupId };
  return plan(ctx, { ...planDelivery({ ...input, friend, dueAt: input.dueAt ?? now }, now), groupId });
}

async function plan(ctx: Pick<Context, 'clock' | 'wake'>, delivery: Delivery): Promise<boolean> {
  const isNew = (await insertNew(DeliveryModel, [delivery])) === 1;
  const delayMs = (delivery.dueAt?.getTime() ?? 0) - ctx.clock.now().getTime();
  ctx.wake(SEND_DELIVERY, [{ deliveryId: delivery._id }], { delayMs });
  return isNew;
}

/** A planned delivery as it is stored: one that leaves by itself, or one that its sender leads. */
export function planDelivery(input: (DeliverInput & { dueAt: Date }) | LedInput, now: Date): Delivery {
  const { id, friend, sender, content, transactional = false } = input;
  const time =
    'notBefore' in input
      ? {
          reply: null,
          dueAt: null,
          notBefore: input.notBefore,
          intendedAt: input.notBefore ?? now,
          ...(input.arm === undefined ? {} : { arm: input.arm }),
        }
      : {
          reply: input.reply ?? null,
          ...(input.isUnasked ? { isUnasked: true } : {}),
          ...(input.replyOnly ? { replyOnly: true } : {}),
          dueAt: input.dueAt,
          notBefore: null,
        };
  return {
    _id: id,
    channelId: friend.channelId,
    friendId: friend._id,
    lineUserId: friend.lineUserId,
    sender,
    content: Content.parse(content),
    transactional,
    ...time,
    ...UNSENT,
    lineRequestId: null,
    plannedAt: now,
    settledAt: null,
  };
}

import { createHmac } from 'node:crypto';
import { OFFER_WORD } from './brand.js';

/** One webhook request, ready to be sent. */
export interface SignedWebhook {
  body: Buffer;
  signature: string;
}

/** What a batch of webhooks is about. */
export interface WebhookPlan {
  channelSecret: string;
  /** Begins every event id of the batch, so that batches are told apart in the store. */
  prefix: string;
  count: number;
  friends: number;
  /** Every how manieth text says what a tagging rule looks for; 0 for none. */
  taggedEvery: number;
  /** LINE's time of the first event in ms; each is one later than the one before. */
  startAt: number;
}

/** Texts as LINE posts them, one event in a request, each event different, over as many friends as asked for. */
export function signWebhooks(plan: WebhookPlan): SignedWebhook[] {
  return Array.from({ length: plan.count }, (_, index) => signWebhook(plan, index));
}

function signWebhook(plan: WebhookPlan, index: number): SignedWebhook {
  const isTagged = plan.taggedEvery > 0 && index % plan.taggedEvery === 0;
  const text = isTagged ? `Is there an ${OFFER_WORD} this month?` : `How far does it go on one charge? (${index})`;
  const number = String(index).padStart(7, '0');
  const body = Buffer.from(
    JSON.stringify({
      destination: 'Uffffffffffffffffffffffffffffffff',
      events: [
        {
          type: 'message',
          message: {
            type: 'text',
            id: `5${plan.startAt}${number}`,
            quoteToken: 'yHAz4Ua2wx7-yHAz4Ua2wx7-yHAz4Ua2wx7-yHAz4Ua2wx7-yHAz4Ua2wx7',
            markAsReadToken: 'yHAz4Ua2wx7-yHAz4Ua2wx7',
            text,
          },
          webhookEventId: `${plan.prefix}${number}`,
          deliveryContext: { isRedelivery: false },
          timestamp: plan.startAt + index,
          source: { type: 'user', userId: lineUserId(index % plan.friends) },
          replyToken: '757913772c4646b784d4b7ce46d12671',
          mode: 'active',
        },
      ],
    }),
  );
  return { body, signature: createHmac('sha256', plan.channelSecret).update(body).digest('base64') };
}

/** LINE's user id of the friend with this number. */
export const lineUserId = (number: number): string => `U${number.toString(16).padStart(32, '0')}`;

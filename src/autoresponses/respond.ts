import type { Context } from '../context.js';
import { deliver, type DeliverInput } from '../deliveries/index.js';
import type { FriendDocument } from '../friends/index.js';
import { remembered } from '../infra/remembered.js';
import type { ClaimOutcome } from '../membership/index.js';
import type { CheckInOutcome } from '../points/index.js';
import { AutoResponseModel, type AutoResponse } from './auto-response.model.js';
import { findAutoResponse } from './core/auto-response.js';

const FRESH_MS = 1_000;
const RESPONSES_MAX = 1_000;
const responses = remembered<AutoResponse[]>(FRESH_MS, (channelId) =>
  AutoResponseModel.find({ channelId }).sort({ priority: -1, createdAt: 1 }).limit(RESPONSES_MAX).lean(),
);

type Needs = Pick<Context, 'clock' | 'wake'>;

interface Answerable {
  eventId: string;
  reply: DeliverInput['reply'];
}

const GREETING = 'greeting';
const ACCOUNT_LINKED = 'account-linked';

/** Greets a friend who followed, by the free reply. */
export async function greet(ctx: Needs, friend: FriendDocument, { eventId, reply }: Answerable): Promise<void> {
  await deliver(ctx, {
    id: `greeting:${eventId}`,
    friend,
    sender: { kind: 'greeting', id: GREETING },
    content: { template: GREETING, values: {} },
    reply,
  });
}

const CLAIM_ANSWERS: Record<ClaimOutcome, string> = {
  verified: 'owner-verified',
  refused: 'owner-code-invalid',
  disputed: 'owner-disputed',
};

/** Tells a friend how their ownership code was taken. */
export async function answerClaim(
  ctx: Needs,
  friend: FriendDocument,
  outcome: ClaimOutcome,
  { eventId, reply }: Answerable,
): Promise<void> {
  const template = CLAIM_ANSWERS[outcome];
  await deliver(ctx, {
    id: `membership:${eventId}`,
    friend,
    sender: { kind: 'membership', id: template },
    content: { template, values: {} },
    transactional: true,
    reply,
  });
}

/** Tells a friend that their account of the brand is linked. */
export async function answerAccountLink(
  ctx: Needs,
  friend: FriendDocument,
  { eventId, reply }: Answerable,
): Promise<void> {
  await deliver(ctx, {
    id: `membership:${eventId}`,
    friend,
    sender: { kind: 'membership', id: ACCOUNT_LINKED },
    content: { template: ACCOUNT_LINKED, values: {} },
    transactional: true,
    reply,
  });
}

/** Tells a friend what came of checking in. */
export async function answerCheckIn(
  ctx: Needs,
  friend: FriendDocument,
  { isClaimed, points, streak, balance, nextPoints }: CheckInOutcome,
  { eventId, reply }: Answerable,
): Promise<void> {
  const template = isClaimed ? 'check-in-claimed' : 'check-in-already';
  await deliver(ctx, {
    id: `checkIn:${eventId}`,
    friend,
    sender: { kind: 'checkIn', id: template },
    content: { template, values: { points, streak, balance, nextPoints } },
    transactional: true,
    reply,
  });
}

/** Answers what a friend said or tapped when an auto-response fits. Resolves to whether one did. */
export async function respond(
  ctx: Needs,
  friend: FriendDocument,
  said: { kind: 'text'; text: string } | { kind: 'postback'; data: string },
  { eventId, reply }: Answerable,
): Promise<boolean> {
  const response = findAutoResponse(await responses.get(ctx.clock, friend.channelId), said);
  if (!response) return false;
  const sender = { kind: 'autoResponse' as const, id: response._id };
  await deliver(ctx, {
    id: `autoResponse:${eventId}`,
    friend,
    sender,
    content: { template: response.template, values: {} },
    reply,
  });
  return true;
}

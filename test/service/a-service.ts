import type { Context } from '../../src/context.js';
import { FriendModel, type FriendDocument } from '../../src/friends/friend.model.js';
import { newFriend } from '../../src/friends/core/friend.js';
import { calendars } from '../../src/hours/calendars.js';
import type { Calendar } from '../../src/hours/core/calendar.js';
import type { ServicePolicy } from '../../src/hours/core/service-policy.js';
import { servicePolicies } from '../../src/hours/service-policies.js';
import type { DomainEvent } from '../../src/infra/announcements/event.js';
import { newId } from '../../src/infra/ids.js';
import { act } from '../../src/inbox/act.js';
import { answer } from '../../src/inbox/answer.js';
import { ConversationModel, type Conversation } from '../../src/inbox/conversation.model.js';
import { countHeard, hearFriend } from '../../src/inbox/hear.js';
import { checkService } from '../../src/service/check-service.js';
import type { ConversationFact } from '../../src/service/core/fact.js';
import { FactModel } from '../../src/service/fact.model.js';
import { putServiceRules } from '../../src/service/service-rules.js';
import { aUserId, CHANNEL_ID, type TestApp } from '../support/build-app.js';

/** The product at a time that the test chooses, with what it announced. */
export interface Timeline {
  ctx: Context;
  announced: DomainEvent[];
  /** `goTo` looks at the conversation whenever it is due on the way, as sweeps do. */
  goTo(at: string, conversationId: string): Promise<void>;
  /** The same without looking at anything. */
  jumpTo(at: string): void;
  as(staffId: string): Context;
}

export function aTimeline(product: TestApp, start: string): Timeline {
  let now = new Date(start);
  const announced: DomainEvent[] = [];
  const ctx: Context = {
    ...product.app.ctx,
    clock: { now: () => now },
    publish: async (events) => void announced.push(...events),
  };
  return {
    ctx,
    announced,
    as: (staffId) => ({ ...ctx, actor: { kind: 'staff', staffId, roleKey: 'agent' } }),
    jumpTo(at) {
      now = new Date(at);
    },
    async goTo(at, conversationId) {
      const until = new Date(at);
      for (let due = await dueBy(until, conversationId); due; due = await dueBy(until, conversationId)) {
        if (due > now) now = due;
        await checkService(ctx, [conversationId]);
      }
      now = until;
    },
  };
}

async function dueBy(until: Date, conversationId: string): Promise<Date | null> {
  const { serviceCheckAt } = await read(conversationId);
  return serviceCheckAt && serviceCheckAt <= until ? serviceCheckAt : null;
}

export async function read(conversationId: string): Promise<Conversation> {
  const found = await ConversationModel.findById(conversationId).lean();
  if (!found) throw new Error(`There is no conversation ${conversationId}.`);
  return found;
}

/** Somebody who follows, known to the store alone. */
export async function aStoredFriend(ctx: Context): Promise<FriendDocument> {
  const now = ctx.clock.now();
  const _id = newId();
  const lineUserId = aUserId(Math.floor(Math.random() * 2 ** 48));
  const friend = newFriend({ id: _id, channelId: CHANNEL_ID, lineUserId, at: now, now });
  await FriendModel.collection.insertOne({ ...friend, standing: 'following', outbox: [] } as never);
  return reread({ _id });
}

async function reread({ _id }: { _id: string }): Promise<FriendDocument> {
  const found = await FriendModel.findById(_id).lean();
  if (!found) throw new Error(`There is no friend ${_id}.`);
  return found;
}

let said = 0;

/** A friend says something now, which the bot answers or nobody; resolves to their conversation. */
export async function says(
  { ctx }: Timeline,
  friend: FriendDocument,
  answer: 'none' | 'bot' = 'none',
): Promise<Conversation> {
  said += 1;
  const heard = { eventId: `said-${said}`, at: ctx.clock.now(), reply: null, preview: 'Hello', answer };
  const { uncounted } = await hearFriend(ctx, await reread(friend), heard);
  if (uncounted) await countHeard(ctx, [uncounted]);
  const found = await ConversationModel.findOne({ friendId: friend._id }).sort({ _id: -1 }).lean();
  if (!found) throw new Error('There is no conversation.');
  return found;
}

export const answers = async (timeline: Timeline, staffId: string, conversationId: string): Promise<void> => {
  said += 1;
  const content = { text: 'Hello' };
  await answer(timeline.as(staffId), conversationId, { id: `answer-${said}`, content });
};

export const doesTo = (timeline: Timeline, staffId: string, conversationId: string, event: Parameters<typeof act>[2]) =>
  act(timeline.as(staffId), conversationId, event);

export const aStoredCalendar = async ({ ctx }: Timeline, calendar: Calendar): Promise<string> =>
  (await calendars.create(ctx, CHANNEL_ID, calendar)).definitionId;

export const aStoredPolicy = async ({ ctx }: Timeline, policy: ServicePolicy): Promise<string> =>
  (await servicePolicies.create(ctx, CHANNEL_ID, policy)).definitionId;

/** Holds every conversation that opens from now on to a policy. */
export const holdTo = ({ ctx }: Timeline, policyId: string) =>
  putServiceRules(ctx, CHANNEL_ID, [{ policyId, when: null }]);

export const factsOf = (conversationId: string): Promise<ConversationFact[]> =>
  FactModel.find({ conversationId }).sort({ at: 1, _id: 1 }).lean();

/** `breached firstResponse` for each announcement of a service level. */
export const told = ({ announced }: Timeline, conversationId: string): string[] =>
  announced.flatMap(({ name, payload }) => {
    const { conversationId: about, target, count } = payload as Record<string, unknown>;
    const [kind, word = ''] = name.split('.');
    return kind === 'serviceLevel' && about === conversationId ? [`${word} ${String(target)} ${String(count)}`] : [];
  });

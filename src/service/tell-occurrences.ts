import type { Context } from '../context.js';
import type { Occurrence, PolicyInForce } from '../hours/core/service-level.js';
import type { Escalation } from '../hours/core/service-policy.js';
import { escalateConversation, type Conversation } from '../inbox/index.js';
import { raiseNotice } from '../notices/index.js';
import { serviceLevelBreached, serviceLevelWarned } from './events.js';

/** A conversation with what nobody was told of it so far, in order of time. */
export interface Untold {
  conversation: Conversation;
  inForce: PolicyInForce | null;
  occurrences: readonly Occurrence[];
}

/** Announces warnings and breaches and does what escalations say; under its id each is done once. */
export async function tellOccurrences(
  ctx: Pick<Context, 'clock' | 'publish' | 'signal'>,
  all: Untold[],
): Promise<void> {
  const told = all.flatMap(({ conversation, inForce, occurrences }) =>
    inForce ? occurrences.map((occurrence) => ({ conversation, inForce, occurrence })) : [],
  );
  const events = told.flatMap(
    ({ conversation, inForce, occurrence }) => eventOf(conversation, inForce, occurrence) ?? [],
  );
  if (events.length > 0) await ctx.publish(events);
  for (const { conversation, inForce, occurrence } of told)
    if (occurrence.escalation) await escalate(ctx, conversation, inForce, occurrence, occurrence.escalation);
}

function eventOf(
  { _id: conversationId, channelId, friendId, groupId, assigneeId, teamId }: Conversation,
  { policyId, version: policyVersion }: PolicyInForce,
  { id, kind, target, count, at }: Occurrence,
) {
  if (kind === 'escalation') return null;
  const event = kind === 'warning' ? serviceLevelWarned : serviceLevelBreached;
  const told = event.of({ conversationId, groupId, target, count, policyId, policyVersion, assigneeId, teamId }, at);
  // What is announced of a friend is found by an id that begins with theirs.
  return { ...told, id: `${friendId ?? groupId ?? ''}:serviceLevel/${conversationId}:${id}`, channelId, friendId };
}

async function escalate(
  ctx: Pick<Context, 'clock' | 'publish' | 'signal'>,
  { _id: conversationId, channelId, friendId, assigneeId, teamId }: Conversation,
  { policyId, version: policyVersion, policy: { name } }: PolicyInForce,
  { id, target, count }: Pick<Occurrence, 'id' | 'target' | 'count'>,
  { on, afterMinutes, notify, ...does }: Escalation,
): Promise<void> {
  const because = { policyId, policyVersion, policy: name, target, count, on, afterMinutes };
  if (does.raiseTo ?? does.moveTo ?? does.assignTo ?? does.addParticipants[0]) {
    const ours = { ...ctx, actor: { kind: 'system', name: 'service' } as const };
    await escalateConversation(ours, conversationId, { id, does, because });
  }
  if (notify.length === 0) return;
  const data = { conversationId, ...because, notify, assigneeId, teamId };
  const kind = `serviceLevel.${on === 'warning' ? 'warned' : 'breached'}`;
  await raiseNotice(ctx, { _id: `serviceLevel:${conversationId}/${id}`, channelId, friendId, kind, data });
}

import { findTeam } from '../access/index.js';
import type { Context } from '../context.js';
import { editConversation, findConversation, LABELS_MAX, type Conversation } from '../inbox/index.js';
import { untilWritten } from '../infra/mongo/model.js';
import { AssignmentModel } from './assignment.model.js';
import { reasonOf } from './core/reason.js';
import { matchRouting, type RoutingRule } from './core/routing.js';
import { ensureAssignment, isWanted } from './follow-conversation.js';
import { lookAtConversation } from './look-at-conversation.js';
import { getRoutingRules } from './routing-rules.js';

/**
 * Does to a conversation that nobody has what the first routing rule that it meets says, once for each event: when it opens,
 * is handed over, or goes on without anybody.
 */
export async function routeConversation(ctx: Context, conversationId: string, eventId: string): Promise<void> {
  const conversation = await findConversation(conversationId);
  if (!conversation || !isWanted(conversation)) return;
  const rules = await getRoutingRules(ctx, conversation.channelId);
  const met = await decide(ctx, conversation, rules, eventId);
  if (met) await apply(ctx, conversation, met);
}

/** The rule that is met. It is noted before it is done, so that doing it again does the same. */
async function decide(
  ctx: Context,
  conversation: Conversation,
  rules: RoutingRule[],
  eventId: string,
): Promise<RoutingRule | null> {
  const { routing } = await ensureAssignment(conversation);
  if (routing?.eventId === eventId) return rules.find(({ name }) => name === routing.rule) ?? null;
  const { met } = matchRouting(rules, await lookAtConversation(ctx, conversation, rules));
  const namedId = met?.actions.staffId;
  await untilWritten(() =>
    AssignmentModel.collection.updateOne(
      { _id: conversation._id as never },
      {
        $set: {
          routing: { eventId, rule: met?.name ?? null },
          skills: met?.actions.skills ?? [],
          ...(namedId === undefined ? {} : { namedId }),
        },
        ...(namedId === undefined ? { $unset: { namedId: '' } } : {}),
      },
    ),
  );
  return met;
}

async function apply(ctx: Context, conversation: Conversation, { name, actions }: RoutingRule): Promise<void> {
  const { priority, labels = [], teamId } = actions;
  const missing = labels.filter((label) => !conversation.labels.includes(label));
  const addLabels = missing.slice(0, LABELS_MAX - conversation.labels.length);
  await editConversation(
    ctx,
    conversation._id,
    { priority, addLabels, teamId: teamId !== undefined && (await findTeam(teamId)) ? teamId : undefined },
    { because: { ...reasonOf({ kind: 'rule', rule: name }) } },
  );
}

import { findTeam, removeTeam } from '../access/index.js';
import type { Context } from '../context.js';
import { changeConversation } from './change-conversation.js';
import { CONVERSATION_STATES } from './core/conversation.js';
import { ConversationModel, type Conversation } from './conversation.model.js';

const PAGE = 200;
const GOING_ON = CONVERSATION_STATES.filter((state) => state !== 'resolved');

type Needs = Pick<Context, 'actor' | 'clock' | 'publish' | 'signal'>;

/**
 * Gives the conversations of a channel that go on and were a deleted team's to the queue of the channel. May run any number of
 * times: whoever goes on after one that was cut short finds what is left.
 */
export async function leaveDeletedTeam(
  ctx: Needs,
  channelId: string,
  { teamId, name }: { teamId: string; name: string },
): Promise<void> {
  await removeTeam(teamId);
  for (;;) {
    const page = await ConversationModel.find({ channelId, teamId, state: { $in: GOING_ON } })
      .limit(PAGE)
      .lean();
    for (const conversation of page) await leave(ctx, conversation, { teamId, name });
    if (page.length < PAGE) return;
  }
}

/** The same for one conversation that goes on, if it is of that team and there is no such team any more. */
export async function leaveMissingTeam(ctx: Needs, conversationId: string, teamId: string): Promise<void> {
  if (await findTeam(teamId)) return;
  const conversation = await ConversationModel.findById(conversationId).lean();
  if (conversation) await leave(ctx, conversation, { teamId, name: teamId });
}

const leave = (
  ctx: Needs,
  conversation: Conversation,
  { teamId, name }: { teamId: string; name: string },
): Promise<Conversation> =>
  changeConversation(ctx, conversation, (current) =>
    current.teamId === teamId && current.state !== 'resolved'
      ? {
          set: { teamId: null },
          entry: 'edited',
          announce: 'edited',
          data: {
            before: { teamId },
            after: { teamId: null },
            because: { kind: 'teamDeleted', team: name },
            reason: `team ${name} was deleted`,
          },
        }
      : null,
  );

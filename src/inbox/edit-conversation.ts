import { TO_READ_CHATS } from '../access/core/answering.js';
import { requireStaff, requireTeam } from '../access/index.js';
import type { Context } from '../context.js';
import { InvalidInputError } from '../errors.js';
import { changeConversation } from './change-conversation.js';
import type { Conversation } from './conversation.model.js';
import { priorityOf, type PriorityName } from './core/priority.js';
import { getConversation } from './visibility.js';

export const LABELS_MAX = 20;
export const PARTICIPANTS_MAX = 50;

/** What of a conversation staff set by hand; what is left out stays. */
export interface ConversationEdit {
  priority?: PriorityName | undefined;
  teamId?: string | null | undefined;
  addLabels?: string[] | undefined;
  removeLabels?: string[] | undefined;
  addParticipants?: string[] | undefined;
  removeParticipants?: string[] | undefined;
}

/** Changes priority, team, labels and participants; what is so already changes nothing. InvalidInputError for a team or person that there is not. */
export async function editConversation(
  ctx: Pick<Context, 'actor' | 'caller' | 'clock' | 'publish' | 'signal'>,
  conversationId: string,
  edit: ConversationEdit,
  { operationId, because }: { operationId?: string | undefined; because?: Record<string, unknown> | undefined } = {},
): Promise<Conversation> {
  if (typeof edit.teamId === 'string') await requireTeam(edit.teamId, 'teamId');
  if (edit.addParticipants?.length) await requireStaff(edit.addParticipants, [TO_READ_CHATS]);
  const conversation = await getConversation(ctx, conversationId);
  return changeConversation(ctx, conversation, (current) => {
    const after = editedFields(current, edit);
    const before = Object.fromEntries(Object.keys(after).map((field) => [field, current[field as keyof typeof after]]));
    if (JSON.stringify(before) === JSON.stringify(after)) return null;
    return { set: after, entry: 'edited', announce: 'edited', data: { before, after, ...because }, operationId };
  });
}

type Edited = Partial<Pick<Conversation, 'priority' | 'teamId' | 'labels' | 'participants'>>;

function editedFields(current: Conversation, edit: ConversationEdit): Edited {
  const { priority, teamId, addLabels, removeLabels, addParticipants, removeParticipants } = edit;
  return {
    ...(priority === undefined ? {} : { priority: priorityOf(priority) }),
    ...(teamId === undefined ? {} : { teamId }),
    ...(addLabels || removeLabels
      ? { labels: joined('labels', current.labels, addLabels, removeLabels, LABELS_MAX) }
      : {}),
    ...(addParticipants || removeParticipants
      ? {
          participants: joined(
            'participants',
            current.participants,
            addParticipants,
            removeParticipants,
            PARTICIPANTS_MAX,
          ),
        }
      : {}),
  };
}

function joined(name: string, current: string[], add: string[] = [], remove: string[] = [], max: number): string[] {
  const all = [...new Set([...current, ...add])].filter((one) => !remove.includes(one));
  if (all.length > max)
    throw new InvalidInputError('invalid_input', `A conversation has at most ${max} ${name}, not ${all.length}.`);
  return all;
}

import { gatewayOf } from '../channels/index.js';
import type { Context } from '../context.js';
import { untilWritten } from '../infra/mongo/model.js';
import { LineNotFoundError } from '../line/errors.js';
import { ConversationModel, TOUCH, type Conversation } from './conversation.model.js';
import { MemberModel, memberIdOf, type Member } from './member.model.js';
import type { ThreadLine, ThreadPage } from './read-thread.js';
import { signalChanged } from './signal-changed.js';

export const FETCH_MEMBERS = 'inbox.fetch-members';

/** Names that LINE is asked for at once; the others are asked for when the thread is read next. */
export const MEMBERS_AT_ONCE = 20;
const DAY_MS = 86_400_000;
const REFRESH_MS = 7 * DAY_MS; // as profiles of friends

type Chat = Pick<Conversation, '_id' | 'channelId' | 'groupId'>;

/** The lines of a group with the names of who spoke, as far as they are known. */
export const withNames = async (chat: Chat, lines: ThreadLine[]): Promise<ThreadLine[]> =>
  named(lines, await findMembers(chat, lines));

/** The same for a page, and asks LINE for the names that are missing or old: consoles hear of them when they are there. */
export async function nameMembers(
  ctx: Pick<Context, 'clock' | 'wake'>,
  chat: Chat,
  page: ThreadPage,
): Promise<ThreadPage> {
  if (chat.groupId === null) return page;
  const members = await findMembers(chat, page.lines);
  const now = ctx.clock.now();
  const missing = speakersIn(page.lines).filter((id) => (members.get(id)?.dueAt ?? now) <= now);
  if (missing.length > 0)
    ctx.wake(FETCH_MEMBERS, [{ conversationId: chat._id, lineUserIds: missing.slice(0, MEMBERS_AT_ONCE) }]);
  return { ...page, lines: named(page.lines, members) };
}

const named = (lines: ThreadLine[], members: Map<string, Member>): ThreadLine[] =>
  lines.map((line) => {
    const member = line.author.kind === 'friend' ? members.get(line.author.id ?? '') : undefined;
    if (!member) return line;
    const { displayName, pictureUrl } = member;
    return { ...line, author: { ...line.author, displayName, pictureUrl } };
  });

const speakersIn = (lines: ThreadLine[]): string[] => [
  ...new Set(lines.flatMap(({ author }) => (author.kind === 'friend' && author.id !== null ? author.id : []))),
];

async function findMembers({ channelId, groupId }: Chat, lines: ThreadLine[]): Promise<Map<string, Member>> {
  const speakers = groupId === null ? [] : speakersIn(lines);
  if (groupId === null || speakers.length === 0) return new Map();
  const ids = speakers.map((lineUserId) => memberIdOf({ channelId, groupId, lineUserId }));
  const found = await MemberModel.find({ _id: { $in: ids } }).lean();
  return new Map(found.map((member) => [member.lineUserId, member]));
}

/** Asks LINE for names of people in a group; of two who ask at once the later reading stays. */
export async function fetchMembers(
  ctx: Context,
  { conversationId, lineUserIds }: { conversationId: string; lineUserIds: string[] },
): Promise<void> {
  const conversation = await ConversationModel.findById(conversationId).lean();
  if (!conversation?.groupId) return;
  const { channelId, groupId } = conversation;
  const gateway = await gatewayOf(ctx, channelId);
  for (const lineUserId of lineUserIds) {
    const profile = await gateway.getMemberProfile(groupId, lineUserId).catch((error: unknown) => {
      if (error instanceof LineNotFoundError) return null;
      throw error;
    });
    const dueAt = new Date(ctx.clock.now().getTime() + (profile ? REFRESH_MS : DAY_MS));
    const { displayName = null, pictureUrl = null } = profile ?? {};
    const _id = memberIdOf({ channelId, groupId, lineUserId });
    const member = { channelId, groupId, lineUserId, displayName, pictureUrl, dueAt };
    await untilWritten(() => MemberModel.updateOne({ _id }, { $set: member }, { upsert: true }));
  }
  await untilWritten(() => ConversationModel.collection.updateOne({ _id: conversationId as never }, TOUCH));
  signalChanged(ctx, [conversationId]);
}

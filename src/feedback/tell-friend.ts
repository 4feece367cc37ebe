import type { Context } from '../context.js';
import { deliver, findDelivery } from '../deliveries/index.js';
import { ConflictError } from '../errors.js';
import { getFriendBehind } from '../friends/index.js';
import type { Feedback } from './feedback.model.js';
import { writeChange } from './write-move.js';

type Needs = Pick<Context, 'clock' | 'takeFreeReply' | 'wake'>;

/** What a friend is to be told, and what is written on the feedback before. */
interface Telling {
  text: string;
  set: { toldAt: Date; toldBy: string };
}

/** The delivery that told a friend of feedback last; null when they were told nothing. */
export const toldBy = ({ _id, toldAt, moves, ...rest }: Feedback): string | null =>
  toldAt === null ? null : (rest.toldBy ?? `feedback:${_id}:${moves.length}`);

/** Decides whether a friend is told, for feedback that is fixed now or, `isMoved`, was so before. */
export async function planTelling(
  ctx: Pick<Context, 'clock'>,
  feedback: Feedback,
  { message, isMoved }: { message: string; isMoved: boolean },
): Promise<Telling> {
  const { _id, moves, toldAt } = feedback;
  const fresh = (toldBy: string): Telling => ({ text: message, set: { toldAt: ctx.clock.now(), toldBy } });
  if (!isMoved) return fresh(`feedback:${_id}:${moves.length + 1}`);
  const first = `feedback:${_id}:${moves.length}`;
  const latest = toldBy(feedback);
  // What was said when it was fixed before says nothing of this time.
  if (latest === null || toldAt === null || !latest.startsWith(first)) return fresh(first);
  const delivery = await findDelivery(latest);
  if (delivery?.state === 'skipped' || delivery?.state === 'rejected') return fresh(nextOf(first, latest));
  const [said] = delivery && 'messages' in delivery.content ? delivery.content.messages : [];
  if (said?.type === 'text' && said.text !== message)
    throw new ConflictError(
      `Feedback ${_id}: the friend is told already, at ${toldAt.toISOString()}, that it is fixed. Open it again to say more.`,
    );
  return { text: message, set: { toldAt, toldBy: latest } };
}

const nextOf = (first: string, latest: string) =>
  `${first}:${latest === first ? 2 : Number(latest.slice(first.length + 1)) + 1}`;

/** Tells the friend, once per delivery. They are told at any hour, for no cap, and by the free reply where one is to spare. */
export async function tell(ctx: Needs, feedback: Feedback, { text, set }: Telling): Promise<Feedback> {
  const told = feedback.toldBy === set.toldBy ? feedback : await writeChange(feedback, set);
  const friend = await getFriendBehind(feedback.friendId);
  const isKnown = (await findDelivery(set.toldBy)) !== null;
  await deliver(ctx, {
    id: set.toldBy,
    friend,
    sender: { kind: 'feedback', id: feedback._id },
    content: { messages: [{ type: 'text', text }], contentType: 'service' },
    transactional: true,
    reply: isKnown ? null : await ctx.takeFreeReply(friend._id),
  });
  return told;
}

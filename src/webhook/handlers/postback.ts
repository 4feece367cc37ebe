import { answerCheckIn, respond } from '../../autoresponses/index.js';
import type { Context } from '../../context.js';
import { findFriendDocument, type FriendDocument } from '../../friends/index.js';
import { asksForStaff, hearFriend } from '../../inbox/index.js';
import { EventParts } from '../../line/webhook-events.js';
import { isCheckIn } from '../../points/core/check-in.js';
import { checkIn } from '../../points/index.js';
import { splitMark } from '../../richmenus/core/menu-mark.js';
import { noteTab } from '../../richmenus/index.js';
import { answerSurvey, readAnswer, withoutAnonymousAnswer } from '../../surveys/index.js';
import { tagByRules } from '../../tags/index.js';
import type { Handled, Incoming } from '../handle-event.js';
import { activityOf } from './record-only.js';

export async function handlePostback(
  ctx: Context,
  incoming: Incoming,
  friend: FriendDocument | null,
): Promise<Handled> {
  const { postback } = EventParts.postback.parse(incoming.event);
  const { data: marked, params = {} } = postback;
  // The mark of a menu's area is ours alone: rules, answers and records see the data as whoever made the menu wrote it.
  const { data, place } = splitMark(marked);
  const recorded = { data: withoutAnonymousAnswer(data), ...params, ...place };
  const activity = activityOf(incoming, friend, { kind: 'postback.tapped', data: recorded });
  const shown = friend && (await handleSwitch(ctx, incoming, friend, params));
  const answered = shown && (await handleData(ctx, incoming, shown, data));
  return { friend: answered, activities: [activity], activeAt: friend ? incoming.at : null, note: null };
}

async function handleSwitch(
  ctx: Context,
  { at }: Incoming,
  friend: FriendDocument,
  { status, newRichMenuAliasId: alias }: Record<string, unknown>,
): Promise<FriendDocument> {
  return status === 'SUCCESS' && typeof alias === 'string' ? noteTab(ctx, friend, { alias, at }) : friend;
}

async function handleData(
  ctx: Context,
  { id: eventId, at, reply }: Incoming,
  friend: FriendDocument,
  data: string,
): Promise<FriendDocument> {
  if (await asksForStaff(ctx, friend, { kind: 'postback', data }))
    return (await hearFriend(ctx, friend, { eventId, at, reply, preview: data, answer: 'handOver' })).friend;
  const tap = readAnswer(data);
  const asked = tap && (await answerSurvey(ctx, friend, tap, { eventId, at, reply }));
  if (asked) return asked;
  const tagged = await tagByRules(ctx, friend, { kind: 'postback', data }, { eventId, at });
  const outcome = isCheckIn(data) ? await checkIn(actingAs(ctx, friend), tagged, { at, cause: eventId }) : null;
  if (!outcome) {
    await respond(ctx, tagged, { kind: 'postback', data }, { eventId, reply });
    return tagged;
  }
  await answerCheckIn(ctx, tagged, outcome, { eventId, reply });
  return (await findFriendDocument(friend._id)) ?? tagged;
}

const actingAs = (ctx: Context, { _id: friendId }: FriendDocument): Context => ({
  ...ctx,
  actor: { kind: 'friend', friendId },
});

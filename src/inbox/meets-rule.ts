import { requireTeam } from '../access/index.js';
import type { Context } from '../context.js';
import { findFriendsById } from '../friends/index.js';
import { checkRule, getKnown } from '../segments/index.js';
import { evaluate } from '../segments/core/evaluate.js';
import type { Conversation } from './conversation.model.js';
import { friendRulesIn, peopleIn, seeConversation, teamsIn, type ViewRule } from './core/view.js';
import { requireKnownStaff } from './require-known.js';

type Needs = Pick<Context, 'clock' | 'secrets' | 'connectLine'>;

/** Whether a rule is true of a conversation, whoever looks. */
export async function meetsRule(ctx: Needs, conversation: Conversation, rule: ViewRule): Promise<boolean> {
  const { channelId, friendId } = conversation;
  const now = ctx.clock.now();
  const rules = friendRulesIn(rule);
  const known = rules.length > 0 ? await getKnown(ctx, channelId, rules) : null;
  const friend = known && friendId !== null ? (await findFriendsById([friendId])).get(friendId) : undefined;
  const truth = seeConversation(rule, conversation, { staffId: null, now }, (asked) =>
    friend && known ? evaluate(asked, friend, now, known).truth : 'unknown',
  );
  return truth === true;
}

/** Throws InvalidInputError naming the team or person that there is not, or what a rule says of friends and the channel does not have. */
export async function checkViewRule(
  ctx: Pick<Context, 'clock' | 'listNames'>,
  channelId: string,
  rule: ViewRule,
): Promise<void> {
  const rules = friendRulesIn(rule);
  const known = await getKnown(ctx, channelId, rules);
  for (const teamId of teamsIn(rule)) await requireTeam(teamId, 'team');
  const { assignee, participant } = peopleIn(rule);
  await requireKnownStaff(assignee, 'assignee');
  await requireKnownStaff(participant, 'participant');
  for (const one of rules) await checkRule(ctx, channelId, one, known);
}

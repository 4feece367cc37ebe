import { z } from 'zod';
import { atMostDeep } from '../../shared/at-most-deep.js';
import { CONVERSATION_STATES, type ConversationState } from '../../friends/core/friend.js';
import { SegmentRule } from '../../segments/core/rule.js';
import { Label, StaffId } from './macro.js';
import { PRIORITIES, nameOfPriority, priorityOf, type Priority } from './priority.js';
import type { ServiceState } from './service-standing.js';

const list = <Item extends z.ZodType>(item: Item) => z.array(item).min(1).max(50);

const State = z.strictObject({ state: list(z.enum(CONVERSATION_STATES)) });
/** `me` is whoever looks. */
const Assignee = z.strictObject({ assignee: z.union([z.enum(['me', 'nobody', 'anybody']), list(StaffId)]) });
const Participant = z.strictObject({ participant: z.union([z.literal('me'), StaffId]) });
const Team = z.strictObject({ team: z.union([z.literal('none'), list(z.string().min(1).max(40))]) });
const Labels = z.strictObject({ labels: list(Label) });
const InPriority = z.strictObject({ priority: list(z.enum(PRIORITIES)) });
/** For how many minutes somebody has been waiting for an answer of staff, at least. */
const Waiting = z.strictObject({
  waitingMinutes: z
    .int()
    .min(0)
    .max(60 * 24 * 365),
});
/** Over already, or over within so many minutes: what staff owe under a service policy. */
const Due = z.strictObject({
  due: z.union([
    z.literal('breached'),
    z.strictObject({
      withinMinutes: z
        .int()
        .min(0)
        .max(60 * 24 * 365),
    }),
  ]),
});
const Unread = z.strictObject({ unread: z.boolean() });
const InChannel = z.strictObject({ channel: list(z.string().min(1).max(40)) });
const WithGroup = z.strictObject({ group: z.boolean() });
/** The same grammar as everywhere, on the friend of the conversation; of a group it is not known. */
const OfFriend = z.strictObject({ friend: SegmentRule });

const CONDITIONS = [
  State,
  Assignee,
  Participant,
  Team,
  Labels,
  InPriority,
  Waiting,
  Due,
  Unread,
  InChannel,
  WithGroup,
  OfFriend,
] as const;
type Condition = z.infer<(typeof CONDITIONS)[number]>;

/** A rule over conversations, of conditions under all, any and not. */
export type ViewRule = Condition | { all: ViewRule[] } | { any: ViewRule[] } | { not: ViewRule };

const DEPTH_MAX = 6;
const CONDITIONS_MAX = 50;

const Nested: z.ZodType<ViewRule> = z
  .lazy(() =>
    z.union([
      ...CONDITIONS,
      z.strictObject({ all: z.array(Nested).min(1).max(20) }),
      z.strictObject({ any: z.array(Nested).min(1).max(20) }),
      z.strictObject({ not: Nested }),
    ]),
  )
  .meta({ id: 'ConversationRule' });

export const ViewRule: z.ZodType<ViewRule> = atMostDeep(DEPTH_MAX, Nested).refine(
  (rule) => conditionsIn(rule).length <= CONDITIONS_MAX,
  `must not have more than ${CONDITIONS_MAX} conditions`,
);

/** All conditions of a rule. */
export function conditionsIn(rule: ViewRule): Condition[] {
  if ('all' in rule) return rule.all.flatMap(conditionsIn);
  if ('any' in rule) return rule.any.flatMap(conditionsIn);
  if ('not' in rule) return conditionsIn(rule.not);
  return [rule];
}

/** What a rule asks of friends. */
export const friendRulesIn = (rule: ViewRule): SegmentRule[] =>
  conditionsIn(rule).flatMap((condition) => ('friend' in condition ? [condition.friend] : []));

/** Teams that a rule names. */
export const teamsIn = (rule: ViewRule): string[] =>
  conditionsIn(rule).flatMap((condition) => ('team' in condition && condition.team !== 'none' ? condition.team : []));

/** People whom a rule names, as those who have conversations and as those who take part. */
export const peopleIn = (rule: ViewRule): Record<'assignee' | 'participant', string[]> => ({
  assignee: conditionsIn(rule).flatMap((condition) =>
    'assignee' in condition && Array.isArray(condition.assignee) ? condition.assignee : [],
  ),
  participant: conditionsIn(rule).flatMap((condition) =>
    'participant' in condition && condition.participant !== 'me' ? condition.participant : [],
  ),
});

/** A conversation as rules see it. */
export interface Viewed {
  channelId: string;
  groupId: string | null;
  state: ConversationState;
  assigneeId: string | null;
  teamId: string | null;
  participants: string[];
  labels: string[];
  priority: Priority;
  unreadCount: number;
  waitingSince?: Date | undefined;
  dueAt?: Date | undefined;
  serviceLevel?: { state: ServiceState } | undefined;
}

/** Who looks, and when. */
export interface Viewer {
  staffId: string | null;
  now: Date;
}

const MINUTE_MS = 60_000;
const NOBODY_ID = ''; // no id is empty

const waitedSince = (minutes: number, now: Date) => new Date(now.getTime() - minutes * MINUTE_MS);
const dueUntil = (minutes: number, now: Date) => new Date(now.getTime() + minutes * MINUTE_MS);

/**
 * A MongoDB filter that finds at least the conversations for which a rule is true, and exactly these when it asks nothing of
 * friends.
 */
export function toViewFilter(rule: ViewRule, viewer: Viewer): object {
  return filterFor(rule, true, viewer);
}

function filterFor(rule: ViewRule, wanted: boolean, viewer: Viewer): object {
  const each = (rules: ViewRule[]) => rules.map((one) => filterFor(one, wanted, viewer));
  if ('all' in rule) return wanted ? { $and: each(rule.all) } : { $or: each(rule.all) };
  if ('any' in rule) return wanted ? { $or: each(rule.any) } : { $and: each(rule.any) };
  if ('not' in rule) return filterFor(rule.not, !wanted, viewer);
  if ('friend' in rule) return {};
  const match = matchOf(rule, viewer);
  return wanted ? match : { $nor: [match] };
}

function matchOf(condition: Exclude<Condition, { friend: unknown }>, { staffId, now }: Viewer): object {
  const me = staffId ?? NOBODY_ID;
  if ('state' in condition) return { state: { $in: condition.state } };
  if ('assignee' in condition) {
    const { assignee } = condition;
    if (assignee === 'me') return { assigneeId: me };
    if (assignee === 'nobody') return { assigneeId: null };
    return { assigneeId: assignee === 'anybody' ? { $ne: null } : { $in: assignee } };
  }
  if ('participant' in condition) return { participants: condition.participant === 'me' ? me : condition.participant };
  if ('team' in condition) return { teamId: condition.team === 'none' ? null : { $in: condition.team } };
  if ('labels' in condition) return { labels: { $in: condition.labels } };
  if ('priority' in condition) return { priority: { $in: condition.priority.map(priorityOf) } };
  if ('waitingMinutes' in condition) return { waitingSince: { $lte: waitedSince(condition.waitingMinutes, now) } };
  if ('due' in condition)
    return condition.due === 'breached'
      ? { 'serviceLevel.state': 'breached' }
      : { dueAt: { $lte: dueUntil(condition.due.withinMinutes, now) } };
  if ('unread' in condition) return condition.unread ? { unreadCount: { $gt: 0 } } : { unreadCount: 0 };
  if ('channel' in condition) return { channelId: { $in: condition.channel } };
  return condition.group ? { groupId: { $ne: null } } : { groupId: null };
}

/** Whether something holds; what is not known is neither true nor false. */
export type Truth = boolean | 'unknown';

/** Whether a rule is true of one conversation. `seeFriend` answers what it asks of its friend. */
export function seeConversation(
  rule: ViewRule,
  viewed: Viewed,
  viewer: Viewer,
  seeFriend: (rule: SegmentRule) => Truth,
): Truth {
  const each = (rules: ViewRule[]) => rules.map((one) => seeConversation(one, viewed, viewer, seeFriend));
  if ('all' in rule) return settle(each(rule.all), false);
  if ('any' in rule) return settle(each(rule.any), true);
  if ('not' in rule) {
    const [inner = 'unknown'] = each([rule.not]);
    return inner === 'unknown' ? inner : !inner;
  }
  return 'friend' in rule ? seeFriend(rule.friend) : isSo(rule, viewed, viewer);
}

function settle(parts: Truth[], decisive: boolean): Truth {
  if (parts.includes(decisive)) return decisive;
  return parts.includes('unknown') ? 'unknown' : !decisive;
}

function isSo(condition: Exclude<Condition, { friend: unknown }>, viewed: Viewed, { staffId, now }: Viewer): boolean {
  const me = staffId ?? NOBODY_ID;
  if ('state' in condition) return condition.state.includes(viewed.state);
  if ('assignee' in condition) {
    const { assignee } = condition;
    if (assignee === 'nobody' || assignee === 'anybody')
      return (viewed.assigneeId === null) === (assignee === 'nobody');
    return viewed.assigneeId !== null && (assignee === 'me' ? [me] : assignee).includes(viewed.assigneeId);
  }
  if ('participant' in condition)
    return viewed.participants.includes(condition.participant === 'me' ? me : condition.participant);
  if ('team' in condition)
    return condition.team === 'none' ? viewed.teamId === null : condition.team.some((id) => id === viewed.teamId);
  if ('labels' in condition) return condition.labels.some((label) => viewed.labels.includes(label));
  if ('priority' in condition) return condition.priority.includes(nameOfPriority(viewed.priority));
  if ('waitingMinutes' in condition)
    return viewed.waitingSince !== undefined && viewed.waitingSince <= waitedSince(condition.waitingMinutes, now);
  if ('due' in condition)
    return condition.due === 'breached'
      ? viewed.serviceLevel?.state === 'breached'
      : viewed.dueAt !== undefined && viewed.dueAt <= dueUntil(condition.due.withinMinutes, now);
  if ('unread' in condition) return viewed.unreadCount > 0 === condition.unread;
  if ('channel' in condition) return condition.channel.includes(viewed.channelId);
  return (viewed.groupId !== null) === condition.group;
}

/** States that a rule allows at the most, for a store that keeps conversations by state. */
export function statesOf(rule: ViewRule): readonly ConversationState[] {
  if ('state' in rule) return rule.state;
  if (!('all' in rule)) return CONVERSATION_STATES;
  return CONVERSATION_STATES.filter((state) => rule.all.every((part) => statesOf(part).includes(state)));
}

/** What a rule asks beside the states of `statesOf`; null for nothing. */
export function beyondStates(rule: ViewRule): ViewRule | null {
  if ('state' in rule) return null;
  if (!('all' in rule)) return rule;
  const all = rule.all.flatMap((part) => beyondStates(part) ?? []);
  return all.length === 0 ? null : { all };
}

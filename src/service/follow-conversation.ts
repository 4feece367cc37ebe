import type { Context } from '../context.js';
import { hoursUnder, measureServiceLevel, type PolicyInForce, type ServiceLevel } from '../hours/core/service-level.js';
import { getHoursInHistory, getPolicyInForce } from '../hours/index.js';
import { findOpenHours, getInboxSettings, type Conversation } from '../inbox/index.js';
import type { Happening } from '../inbox/core/happenings.js';
import { nameOfPriority } from '../inbox/core/priority.js';
import { calendarOfTeam } from '../inbox/core/settings.js';
import { choosePolicy } from './choose-policy.js';
import type { HoursOf } from './core/fact.js';
import { withHappened, withPresent } from './core/history.js';
import type { ServiceRules } from './core/rules.js';
import { getServiceRules } from './service-rules.js';
import type { ServiceRecord } from './service-record.model.js';

type Needs = Pick<Context, 'clock' | 'secrets' | 'connectLine'>;

/** A conversation as it stands now: its record brought up to date, and what was measured. */
export interface Followed {
  record: ServiceRecord;
  /** What happened since it was looked at last. */
  happened: Happening[];
  inForce: PolicyInForce | null;
  level: ServiceLevel | null;
  hoursOf: HoursOf;
}

/** Rules that are to hold for a conversation that goes on, in the versions of a moment. */
export interface Applied {
  rules: ServiceRules;
  at: Date;
}

/** Follows a conversation from where its record stands until now; nothing is stored. */
export async function followConversation(
  ctx: Needs,
  conversation: Conversation,
  known: ServiceRecord | null,
  applied: Applied | null,
): Promise<Followed> {
  const now = ctx.clock.now();
  const before = known ?? begin(conversation);
  const settings = await getInboxSettings(ctx, conversation.channelId);
  const calendarOf = (teamId: string | null) => calendarOfTeam(settings, teamId);
  const happened = (conversation.happened ?? []).filter(({ rev }) => rev > before.lookedUntil);
  const { waitingSince, teamId } = conversation;
  const history = withPresent(withHappened(before.history, happened, calendarOf), {
    waitingSince,
    calendarId: calendarOf(teamId),
    now,
  });
  const chosen = await choose(ctx, conversation, before, applied, known === null);
  const lookedUntil = Math.max(before.lookedUntil, ...happened.map(({ rev }) => rev));
  const record = { ...before, ...chosen, history, lookedUntil, chosenFor: teamId };
  const calendars = await getHoursInHistory(ctx, history);
  const { policy, settled, earlier } = record;
  const inForce = policy && { ...(await getPolicyInForce(ctx, policy.id, policy.version)), calendars };
  const ofChannel = await findOpenHours(ctx, { channelId: conversation.channelId, teamId: null });
  return {
    record,
    happened,
    inForce,
    level: inForce && measureServiceLevel(inForce, history, now, settled, earlier),
    hoursOf(calendarId) {
      if (inForce?.hours) return hoursUnder(inForce, calendarId);
      const own = calendarId === null ? undefined : calendars.get(calendarId);
      if (own) return { calendarId, ...own };
      const { definitionId = null, version = null } = ofChannel?.calendar ?? {};
      return { calendarId: definitionId, version, hours: ofChannel?.hours ?? null };
    },
  };
}

/**
 * The policy is chosen when a conversation opens, and again when it goes to another team, by rules that were there when it
 * opened and in the version of then.
 */
async function choose(
  ctx: Needs,
  conversation: Conversation,
  { policy, policyAt, chosenFor }: ServiceRecord,
  applied: Applied | null,
  isNew: boolean,
): Promise<Pick<ServiceRecord, 'policy' | 'policyAt'>> {
  if (applied)
    return { policy: await choosePolicy(ctx, conversation, applied.rules, applied.at), policyAt: applied.at };
  if (!isNew && chosenFor === conversation.teamId) return { policy, policyAt };
  const { rules, savedAt, before } = await getServiceRules(ctx, conversation.channelId);
  const then = [{ rules, savedAt }, before].find((one) => one && one.savedAt <= policyAt);
  return { policy: then ? await choosePolicy(ctx, conversation, then.rules, policyAt) : policy, policyAt };
}

/** A record of a conversation that was not followed so far. Of one that began before it was, the first answer is all that is known. */
function begin(conversation: Conversation): ServiceRecord {
  const { _id, channelId, friendId, groupId, openedAt, firstStaffAt, teamId, priority, happened = [] } = conversation;
  const isFollowed = happened.some(({ kind }) => kind === 'opened');
  const isAnswered =
    firstStaffAt !== null && !happened.some(({ kind, at }) => kind === 'answered' && at <= firstStaffAt);
  const turns: ServiceRecord['history'] = [
    { kind: 'inbound', at: openedAt },
    { kind: 'staffAnswered', at: firstStaffAt ?? openedAt },
  ];
  const started: ServiceRecord['history'] = [
    { kind: 'calendarChanged', at: openedAt, calendarId: null },
    { kind: 'started', at: openedAt, priority: nameOfPriority(priority) },
  ];
  return {
    _id,
    channelId,
    friendId,
    groupId,
    history: isFollowed ? [] : [...started, ...(isAnswered ? turns : [])],
    earlier: 0,
    lookedUntil: 0,
    policy: null,
    policyAt: openedAt,
    chosenFor: teamId,
    settled: [],
    told: [],
    outOfHours: null,
    rev: 0,
  };
}

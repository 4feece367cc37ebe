import type { Context } from '../context.js';
import {
  changeFriends,
  listFriendDocuments,
  type Friend,
  type FriendChange,
  type FriendDocument,
} from '../friends/index.js';
import type { EventDraft } from '../infra/announcements/event.js';
import { announceMemberships } from '../segments/index.js';
import { decideAssessment, type Assessment } from './core/assessment.js';
import { isLocked } from './core/policy.js';
import { getCriteria, type NamedCriteria } from './criteria.js';
import { activityStatusChanged, stageChanged, stageOverdue, stageUnlocked } from './events.js';
import { recordHealth } from './record-health.js';
import { forgetPolicy } from './stage-policy.js';

/** Why friends are looked at: something happened or time went by, or a new policy was published. */
type Reason = 'policy' | 'published';

type Needs = Pick<Context, 'clock' | 'publish'>;

/** Brings activity status, health, RFM, segments and stage of one friend to what they are now. Nothing for one who is gone. */
export async function assessFriend(ctx: Needs, friendId: string): Promise<void> {
  const [friend] = await listFriendDocuments({ _id: friendId }, { afterId: null, limit: 1 });
  if (friend) await assessFriends(ctx, friend.channelId, [friend]);
}

/** The same for several friends of one channel. No change, no write. Resolves to how many changed. */
export async function assessFriends(
  ctx: Needs,
  channelId: string,
  friends: FriendDocument[],
  reason: Reason = 'policy',
): Promise<number> {
  const criteria = await getCriteriaFor(ctx, channelId, friends);
  const now = ctx.clock.now();
  const decided = new Map<Friend, Assessment | null>(
    friends.map((friend) => [friend, decideAssessment(friend, criteria, now)]),
  );
  // The history is written first: a friend who has the new health already is not looked at again.
  await recordHealth(
    friends.flatMap((friend) => {
      const health = decided.get(friend)?.set.health;
      return health ? [{ friend, score: health.score, at: now }] : [];
    }),
  );
  return changeFriends(ctx, friends, (friend): FriendChange | null => {
    // A friend whom somebody changed meanwhile is given anew.
    const known = decided.get(friend);
    if (known === undefined && isAhead(friend, criteria)) return null;
    const assessment = known === undefined ? decideAssessment(friend, criteria, now) : known;
    return assessment && { set: assessment.set, announce: announcementsOf(friend, assessment, criteria, reason, now) };
  });
}

/** Who was moved by a newer policy than the one remembered here shows that it was published just now. */
async function getCriteriaFor(ctx: Needs, channelId: string, friends: FriendDocument[]): Promise<NamedCriteria> {
  const criteria = await getCriteria(ctx, channelId);
  if (!friends.some((friend) => isAhead(friend, criteria))) return criteria;
  forgetPolicy(channelId);
  return getCriteria(ctx, channelId);
}

const isAhead = ({ stage }: Friend, { policy }: NamedCriteria) =>
  stage !== null && stage.policyVersion > policy.version;

function announcementsOf(
  friend: Friend,
  assessment: Assessment,
  { policy: { version: policyVersion }, segments }: NamedCriteria,
  reason: Reason,
  now: Date,
): EventDraft[] {
  const { moved, statusChanged, becameOverdue, set } = assessment;
  const drafts: EventDraft[] = [];
  if (statusChanged) {
    const { from, to, since } = statusChanged;
    drafts.push(activityStatusChanged.of({ from, to, since }, since));
  }
  drafts.push(...announceMemberships(assessment, segments, now));
  const lock = friend.stage?.lock;
  if (friend.stage && lock && !isLocked(friend, now) && set.stage)
    drafts.push(stageUnlocked.of({ stage: friend.stage.name, by: null }, now));
  if (moved) {
    const { from, to, because, isRename } = moved;
    const cause = isRename ? { reason: 'published' as const, isRename } : { reason };
    drafts.push(stageChanged.of({ from, to, policyVersion, because, ...cause }, now));
  }
  if (becameOverdue) drafts.push(stageOverdue.of(becameOverdue, now));
  return drafts;
}

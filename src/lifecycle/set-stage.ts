import { idOfActor } from '../access/index.js';
import type { Context } from '../context.js';
import { InvalidInputError } from '../errors.js';
import { changeFriendAndPublish, getFriend, type Friend } from '../friends/index.js';
import type { EventDraft } from '../infra/announcements/event.js';
import { assessFriend } from './assess-friends.js';
import { daysAfter } from './core/days.js';
import { isLocked } from './core/policy.js';
import { stageChanged, stageLocked, stageUnlocked } from './events.js';
import { SetStageInput } from './schemas.js';
import { getPolicy } from './stage-policy.js';

type Needs = Pick<Context, 'actor' | 'clock' | 'publish'>;

const LOCK_DAYS_MAX = 1_830; // five years

/**
 * Puts a friend into a stage by hand and locks it, until a time or for good. Without a lock the policy may move them at the
 * next look. The same call again changes nothing.
 */
export async function setStage(ctx: Needs, friendId: string, given: SetStageInput): Promise<Friend> {
  const { stage, reason, lockUntil, lockForGood } = SetStageInput.parse(given);
  const now = ctx.clock.now();
  if (lockUntil && (lockUntil <= now || lockUntil > daysAfter(now, LOCK_DAYS_MAX))) {
    throw new InvalidInputError(
      'invalid_input',
      `lockUntil ${lockUntil.toISOString()} is not within the next ${LOCK_DAYS_MAX} days; lockForGood is without end.`,
    );
  }
  const { channelId } = await getFriend(friendId);
  const policy = await getPolicy(ctx, channelId);
  const names = policy.stages.map(({ name }) => name);
  if (!names.includes(stage)) {
    throw new InvalidInputError(
      'invalid_input',
      `stage ${stage} is not in the policy of channel ${channelId}; it has ${names.join(', ')}.`,
    );
  }
  const by = idOfActor(ctx.actor);
  const lock = lockUntil || lockForGood ? { by, reason, until: lockUntil ?? null } : null;
  await changeFriendAndPublish(ctx, friendId, (friend) => {
    const from = friend.stage?.name ?? null;
    const isSameLock = JSON.stringify(lock) === JSON.stringify(friend.stage?.lock ?? null);
    if (from === stage && isSameLock) return null;
    const announce: EventDraft[] = [];
    if (from !== stage) {
      const change = { from, to: stage, policyVersion: policy.version, because: [], by, note: reason };
      announce.push(stageChanged.of({ ...change, reason: 'override' }, now));
    }
    if (lock && !isSameLock) announce.push(stageLocked.of({ stage, until: lock.until, by, note: reason }, now));
    if (!lock && isLocked(friend, now)) announce.push(stageUnlocked.of({ stage, by }, now));
    const held =
      friend.stage && from === stage
        ? { ...friend.stage, lock }
        : { name: stage, since: now, policyVersion: policy.version, lock };
    return { set: { stage: held, stageCheckAt: now }, announce };
  });
  await assessFriend(ctx, friendId);
  return getFriend(friendId);
}

/** Takes the lock off a friend's stage; the policy decides again. Nothing when there is none. */
export async function releaseStage(ctx: Needs, friendId: string): Promise<Friend> {
  const now = ctx.clock.now();
  const by = idOfActor(ctx.actor);
  await changeFriendAndPublish(ctx, friendId, ({ stage }) =>
    stage?.lock
      ? {
          set: { stage: { ...stage, lock: null }, stageCheckAt: now },
          announce: [stageUnlocked.of({ stage: stage.name, by }, now)],
        }
      : null,
  );
  await assessFriend(ctx, friendId);
  return getFriend(friendId);
}

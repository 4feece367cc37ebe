import { findActiveStaff, getTeam, listTeams, requireAnswering, requireTeam } from '../access/index.js';
import { listChannelIds } from '../channels/index.js';
import type { Context } from '../context.js';
import { InvalidInputError } from '../errors.js';
import { remembered } from '../infra/remembered.js';
import { AssignmentPolicy, MANUAL, type AssignmentPolicyInput } from './core/policy.js';
import { queueOfTeam, teamOf } from './core/queue.js';
import { wakeGiving } from './wake-giving.js';
import { PolicyModel } from './settings.model.js';

const FRESH_MS = 1_000;
const POLICIES_MAX = 1_000;
const ALL = 'all';

/** A policy with the queue that it is of, and the team's name; null for the queue of a channel. */
export interface QueuePolicy extends AssignmentPolicy {
  queue: string;
  teamId: string | null;
  team: string | null;
}

const policies = remembered<QueuePolicy[]>(FRESH_MS, async () => {
  const [stored, teams] = await Promise.all([PolicyModel.find().limit(POLICIES_MAX).lean(), listTeams()]);
  const names = new Map(teams.map(({ _id, name }) => [_id, name]));
  return stored.flatMap(({ _id: queue, ...policy }) => {
    const teamId = teamOf(queue);
    // A team that is gone has nobody who could be given anything.
    if (teamId !== null && !names.has(teamId)) return [];
    return [{ ...AssignmentPolicy.parse(policy), queue, teamId, team: names.get(teamId ?? '') ?? null }];
  });
});

/** Every policy that was set, as it is for at most a second. */
export const listPolicies = (ctx: Pick<Context, 'clock'>): Promise<QueuePolicy[]> => policies.get(ctx.clock, ALL);

/** The policy of a queue; where none was set, conversations are claimed. */
export async function getPolicy(ctx: Pick<Context, 'clock'>, queue: string): Promise<QueuePolicy> {
  const found = (await listPolicies(ctx)).find((policy) => policy.queue === queue);
  return found ?? { ...MANUAL, queue, teamId: teamOf(queue), team: null };
}

/** Replaces the policy of a queue. InvalidInputError naming the person or team that it cannot speak of. */
export async function putPolicy(
  ctx: Pick<Context, 'clock' | 'wake'>,
  queue: string,
  given: AssignmentPolicyInput,
): Promise<AssignmentPolicy> {
  const policy = AssignmentPolicy.parse(given);
  const teamId = teamOf(queue);
  if (teamId !== null) await getTeam(teamId);
  await checkMembers(policy, teamId);
  await checkOverflow(policy, queue);
  await checkChannels(policy);
  await PolicyModel.updateOne({ _id: queue }, { $set: policy }, { upsert: true });
  policies.forget(ALL);
  wakeGiving(ctx);
  return policy;
}

/** Deletes the policy of a queue that is gone. */
export async function deletePolicy(queue: string): Promise<void> {
  await PolicyModel.deleteOne({ _id: queue });
  policies.forget(ALL);
}

async function checkMembers({ members }: AssignmentPolicy, teamId: string | null): Promise<void> {
  if (members === 'everybody') return;
  await requireAnswering(...members);
  if (teamId === null) return;
  const active = await findActiveStaff(members);
  const other = members.find((id) => !active.get(id)?.teamIds.includes(teamId));
  if (other !== undefined)
    throw new InvalidInputError('invalid_input', `${other} is not in the team ${teamId}; put them into it first.`);
}

async function checkChannels({ weights }: AssignmentPolicy): Promise<void> {
  const known = await listChannelIds();
  const unknown = weights.find(({ channelId }) => channelId !== null && !known.includes(channelId));
  if (unknown)
    throw new InvalidInputError(
      'invalid_input',
      `weights: channelId is ${unknown.channelId}; channels are ${known.join(', ')}.`,
    );
}

async function checkOverflow({ overflow }: AssignmentPolicy, queue: string): Promise<void> {
  if (overflow === null) return;
  if (queueOfTeam(overflow.teamId) === queue)
    throw new InvalidInputError('invalid_input', `overflow.teamId is ${overflow.teamId}; it must be another team.`);
  await requireTeam(overflow.teamId, 'overflow.teamId');
}

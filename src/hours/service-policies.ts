import { TO_READ_CHATS } from '../access/core/answering.js';
import { requireAnswering, requireStaff, requireTeam } from '../access/index.js';
import type { Context } from '../context.js';
import { getHours, requireCalendars } from './calendars.js';
import type { PolicyInForce } from './core/service-level.js';
import { ServicePolicy } from './core/service-policy.js';
import { ServicePolicyModel } from './definition.model.js';
import { remembered } from '../infra/remembered.js';
import { versionsIn } from '../infra/mongo/versions.js';

/** Service policies that one channel can have. */
export const SERVICE_POLICIES_MAX = 100;
const FRESH_MS = 1_000;

export const servicePolicies = versionsIn<ServicePolicy>(ServicePolicyModel, 'service policy', SERVICE_POLICIES_MAX);

/** A version of a policy, the newest where none is named, with its calendar as it is now; NotFoundError without one. */
export async function getPolicyInForce(
  ctx: Pick<Context, 'clock'>,
  policyId: string,
  wanted?: number,
): Promise<PolicyInForce> {
  const { version, policy } = await getVersion(policyId, wanted);
  const found = policy.calendarId === null ? null : await getHours(ctx, policy.calendarId);
  return {
    policyId,
    version,
    policy,
    calendarVersion: found?.calendar.version ?? null,
    hours: found?.hours ?? null,
  };
}

/** Versions that were read: none ever changes. */
const read = new Map<string, ServicePolicy>();

async function getVersion(policyId: string, wanted?: number): Promise<{ version: number; policy: ServicePolicy }> {
  const known = wanted === undefined ? undefined : read.get(`${policyId}/${wanted}`);
  if (known && wanted !== undefined) return { version: wanted, policy: known };
  const { version, definition } = await servicePolicies.get(policyId, wanted);
  const policy = ServicePolicy.parse(definition);
  read.set(`${policyId}/${version}`, policy);
  return { version, policy };
}

/** When each version of a policy was saved, the newest first. */
const savings = remembered<{ version: number; savedAt: Date }[]>(FRESH_MS, (definitionId) =>
  ServicePolicyModel.find({ definitionId }, { version: 1, savedAt: 1 }).sort({ version: -1 }).lean(),
);

/** The version of a policy that was in force at an instant, as far as was known a second ago; null before its first. */
export const findPolicyVersionAt = async (
  ctx: Pick<Context, 'clock'>,
  policyId: string,
  at: Date,
): Promise<number | null> =>
  (await savings.get(ctx.clock, policyId)).find(({ savedAt }) => savedAt <= at)?.version ?? null;

/** Throws InvalidInputError, naming the policies that a channel has, when one of these is none of them. */
export const requirePolicies = (channelId: string, policyIds: readonly string[]): Promise<void> =>
  servicePolicies.require(channelId, policyIds, 'policyId');

/** Policies of a channel of which any version goes by a calendar, under their newest name there. */
export async function listPoliciesUnder(
  channelId: string,
  calendarId: string,
): Promise<{ policyId: string; name: string }[]> {
  const versions = await ServicePolicyModel.find({ channelId, 'definition.calendarId': calendarId }).lean();
  const names = new Map(versions.map(({ definitionId, definition }) => [definitionId, definition.name]));
  return Array.from(names, ([policyId, name]) => ({ policyId, name }));
}

/** Refuses a policy that names a calendar, a team or a person that there is not, and one that assigns to who may not answer. */
export async function requireNamed(channelId: string, { calendarId, escalations }: ServicePolicy): Promise<void> {
  if (calendarId !== null) await requireCalendars(channelId, [calendarId]);
  for (const { assignTo, addParticipants } of escalations) {
    if (assignTo !== null && assignTo !== 'nobody') await requireAnswering(assignTo);
    await requireStaff(addParticipants, [TO_READ_CHATS]);
  }
  for (const { moveTo } of escalations) if (moveTo !== null) await requireTeam(moveTo, 'moveTo');
}

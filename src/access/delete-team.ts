import { findUses, listChannelIds, requireUnused } from '../channels/index.js';
import type { Context } from '../context.js';
import { ConflictError } from '../errors.js';
import { teamDeleted } from './events.js';
import { keepName } from './former-names.js';
import { StaffModel } from './staff.model.js';
import { TeamModel } from './team.model.js';
import { getTeam } from './teams.js';

/** Deletes a team; ConflictError when people are in it, or naming the rules and settings that speak of it. */
export async function deleteTeam(
  ctx: Pick<Context, 'clock' | 'findReferences' | 'publish'>,
  id: string,
): Promise<void> {
  const { name } = await getTeam(id);
  const people = await StaffModel.countDocuments({ teamIds: id });
  if (people > 0) throw new ConflictError(`${people} people are in the team ${name}; take them out first.`);
  requireUnused(`Team ${name}`, await findUses(ctx, { kind: 'team', id }));
  await keepName(ctx, 'team', { _id: id, name });
  // Announced before it is done: of a process that dies in between, a listener goes on.
  const said = teamDeleted.of({ teamId: id, name }, ctx.clock.now());
  const channelIds = await listChannelIds();
  await ctx.publish(
    channelIds.map((channelId) => ({ ...said, id: `team/${id}/${channelId}:deleted`, channelId, friendId: null })),
  );
  await removeTeam(id);
}

/** Removes a team of which it was announced that it goes. May run twice. */
export async function removeTeam(id: string): Promise<void> {
  await TeamModel.deleteOne({ _id: id });
  await StaffModel.updateMany({ teamIds: id }, { $pull: { teamIds: id } });
}

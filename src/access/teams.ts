import type { z } from 'zod';
import type { Context } from '../context.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../errors.js';
import { newId } from '../infra/ids.js';
import { isDuplicateKey } from '../infra/mongo/model.js';
import type { PresentedTeam } from './schemas.js';
import { TeamModel, type Team } from './team.model.js';

const TEAMS_MAX = 200;

export const listTeams = (): Promise<Team[]> => TeamModel.find().sort({ name: 1 }).limit(TEAMS_MAX).lean();

/** A team by id, or null: it may be deleted after something was made that speaks of it. */
export const findTeam = (id: string): Promise<Team | null> => TeamModel.findById(id).lean();

/** A team by id; throws NotFoundError. */
export async function getTeam(id: string): Promise<Team> {
  const team = await findTeam(id);
  if (!team) throw new NotFoundError('team', id);
  return team;
}

/** Throws InvalidInputError when there is no such team; `field` is what the caller calls it. */
export async function requireTeam(id: string, field: string): Promise<void> {
  if (!(await findTeam(id))) throw new InvalidInputError('invalid_input', `${field} is ${id}; there is no such team.`);
}

export async function createTeam(ctx: Pick<Context, 'clock'>, name: string): Promise<Team> {
  if ((await TeamModel.countDocuments()) >= TEAMS_MAX)
    throw new ConflictError(`There are ${TEAMS_MAX} teams already, as many as there may be.`);
  const team: Team = { _id: newId(), name, createdAt: ctx.clock.now() };
  await unique(name, async () => void (await TeamModel.collection.insertOne(team as never)));
  return team;
}

export async function renameTeam(id: string, name: string): Promise<Team> {
  await getTeam(id);
  await unique(name, async () => void (await TeamModel.updateOne({ _id: id }, { $set: { name } })));
  return getTeam(id);
}

async function unique(name: string, write: () => Promise<void>): Promise<void> {
  await write().catch((error: unknown) => {
    throw isDuplicateKey(error) ? new ConflictError(`There is a team ${name} already.`) : error;
  });
}

export const presentTeam = ({ _id, name, createdAt }: Team): z.infer<typeof PresentedTeam> => ({
  id: _id,
  name,
  createdAt,
});

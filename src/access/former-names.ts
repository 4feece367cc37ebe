import type { Context } from '../context.js';
import { ApiKeyModel } from './api-key.model.js';
import { FormerNameModel, type FormerName } from './former-name.model.js';
import { StaffModel } from './staff.model.js';
import { TeamModel } from './team.model.js';

/** Keeps what somebody who is about to be removed is called. */
export async function keepName(
  { clock }: Pick<Context, 'clock'>,
  of: FormerName['of'],
  { _id, name }: { _id: string; name: string },
): Promise<void> {
  await FormerNameModel.updateOne({ _id }, { $set: { of, name, removedAt: clock.now() } }, { upsert: true });
}

/** Forgets it of who stays after all. */
export async function forgetName(id: string): Promise<void> {
  await FormerNameModel.deleteOne({ _id: id });
}

/** What people are called, by id, those who left too. */
export async function nameStaff(staffIds: string[]): Promise<Map<string, string>> {
  const found = await StaffModel.find({ _id: { $in: staffIds } }, { name: 1 }).lean();
  return withFormer('person', staffIds, found);
}

/** What teams are called, by id, deleted ones too. */
export async function nameTeams(teamIds: string[]): Promise<Map<string, string>> {
  const found = await TeamModel.find({ _id: { $in: teamIds } }, { name: 1 }).lean();
  return withFormer('team', teamIds, found);
}

async function withFormer(
  of: FormerName['of'],
  ids: string[],
  present: { _id: string; name: string }[],
): Promise<Map<string, string>> {
  const names = new Map(present.map(({ _id, name }) => [_id, name]));
  const missing = ids.filter((id) => !names.has(id));
  if (missing.length === 0) return names;
  const former = await FormerNameModel.find({ _id: { $in: missing }, of }).lean();
  for (const { _id, name } of former) names.set(_id, name);
  return names;
}

/** Those of these ids that no API key has, revoked ones too. */
export async function findUnknownKeys(keyIds: string[]): Promise<string[]> {
  if (keyIds.length === 0) return [];
  const known = new Set(await ApiKeyModel.distinct('_id', { _id: { $in: keyIds } }));
  return keyIds.filter((id) => !known.has(id));
}

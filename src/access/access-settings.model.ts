import { z } from 'zod';
import { defineModel } from '../infra/mongo/model.js';
import { AccessSettings } from './schemas.js';

const THE_ONE = 'access';

const AccessSettingsModel = defineModel<z.infer<typeof AccessSettings> & { _id: string }>(
  'AccessSettings',
  'accessSettings',
  { secondFactor: String, auditDays: Number },
);

/** What holds for everybody who signs in, and how long the audit log is kept; the defaults until somebody sets them. */
export async function getAccessSettings(): Promise<AccessSettings> {
  const found = await AccessSettingsModel.findById(THE_ONE).lean();
  return AccessSettings.parse(found ? { secondFactor: found.secondFactor, auditDays: found.auditDays } : {});
}

export async function setAccessSettings(given: AccessSettings): Promise<AccessSettings> {
  await AccessSettingsModel.updateOne({ _id: THE_ONE }, { $set: given }, { upsert: true });
  return given;
}

import { defineModel } from '../infra/mongo/model.js';

/** How far stored friends were brought up to date for a version of their record. */
export interface Upgrade {
  _id: string;
  /** The last friend that was looked at. */
  cursor: string | null;
  doneAt: Date | null;
}

export const UpgradeModel = defineModel<Upgrade>('Upgrade', 'upgrades', { cursor: String, doneAt: Date });

import { defineModel } from '../infra/mongo/model.js';

/** People who share their work: a conversation is of one team, a person in any number of them. */
export interface Team {
  _id: string;
  name: string;
  createdAt: Date;
}

export const TeamModel = defineModel<Team>('Team', 'teams', { name: String, createdAt: Date }, [
  [{ name: 1 }, { unique: true }],
]);

import { defineModel } from '../infra/mongo/model.js';

/** What a person or team was called who was removed, under their id: what they had goes on to be found and named. */
export interface FormerName {
  _id: string;
  of: 'person' | 'team';
  name: string;
  removedAt: Date;
}

export const FormerNameModel = defineModel<FormerName>('FormerName', 'formerNames', {
  of: String,
  name: String,
  removedAt: Date,
});

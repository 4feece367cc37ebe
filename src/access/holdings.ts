import type { HoldingDefinition } from '../edges.js';
import { AuditEntryModel } from './audit-entry.model.js';

/** By the friend, or by what has the id of the friend in its own, such as a delivery. */
const about = (friendId: string) => ({ $or: [{ friendId }, { subjectId: { $regex: friendId } }] });

/** What staff did with a friend, or were refused. Erasing leaves that something was done, and not with whom; a merge moves nothing. */
const audit: HoldingDefinition = {
  name: 'audit',
  collections: ['auditEntries'],
  count: ({ _id }) => AuditEntryModel.countDocuments(about(_id)),
  rows: ({ _id }) =>
    AuditEntryModel.collection
      .find(about(_id), { projection: { at: 1, action: 1, outcome: 1 } })
      .map(({ at, action, outcome }) => ({ at: at as Date, action: String(action), outcome: String(outcome) })),
  async erase(_ctx, { _id }) {
    await AuditEntryModel.updateMany(about(_id), { $set: { friendId: null, subjectId: null, reason: null } });
  },
  async move() {},
  async moveBack() {},
};

export const holdings = [audit];

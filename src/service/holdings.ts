import type { HoldingDefinition } from '../edges.js';
import { holdingOf } from '../friends/index.js';
import { FactModel } from './fact.model.js';
import { ServiceRecordModel } from './service-record.model.js';

export const holdings: HoldingDefinition[] = [
  holdingOf('serviceRecords', ServiceRecordModel),
  {
    ...holdingOf('conversationFacts', FactModel),
    // Reports say the same as before: a fact stays, without whose it was.
    async erase(_ctx, { _id }) {
      await FactModel.updateMany({ friendId: _id }, { $set: { friendId: null } });
    },
  },
];

import type { HoldingDefinition } from '../edges.js';
import { holdingOf } from '../friends/index.js';
import { OwnershipCodeModel } from './ownership-code.model.js';

const claims = holdingOf('ownershipCodes', OwnershipCodeModel, { field: 'claimedBy' });

/** Codes that a friend claimed. A code works once, so an erased friend's stay claimed, by nobody. */
export const holdings: HoldingDefinition[] = [
  {
    ...claims,
    async erase(_ctx, { _id }) {
      await OwnershipCodeModel.updateMany({ claimedBy: _id }, { $set: { claimedBy: 'erased' } });
    },
  },
];

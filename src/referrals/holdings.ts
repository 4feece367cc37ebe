import type { HoldingDefinition, TimelineSource } from '../edges.js';
import { holdingOf } from '../friends/index.js';
import { beforeFilter } from '../infra/mongo/page-before.js';
import { ReferralLinkModel, ReferralModel } from './referral.model.js';

const ERASED = 'erased';
const brought = holdingOf('referrals', ReferralModel, { field: 'referrerId' });
const cameBy = holdingOf('ownReferral', ReferralModel, { field: 'refereeId' });

export const holdings: HoldingDefinition[] = [
  holdingOf('referralLinks', ReferralLinkModel),
  /** Whom an erased friend brought stays known as brought, by nobody: they cannot be brought again. */
  {
    ...brought,
    async erase(_ctx, { _id }) {
      await ReferralModel.updateMany({ referrerId: _id }, { $set: { referrerId: ERASED } });
    },
  },
  cameBy,
];

const KIND = 'referral.joined';

export const timeline: TimelineSource[] = [
  {
    name: 'referrals',
    kinds: [KIND],
    async read(friendId, { before, limit }) {
      const rows = await ReferralModel.find({
        referrerId: friendId,
        joinedAt: { $ne: null },
        ...beforeFilter('joinedAt', before),
      })
        .sort({ joinedAt: -1, _id: -1 })
        .limit(limit)
        .lean();
      return rows.flatMap(({ _id, joinedAt, refereeId, state, refusal }) =>
        joinedAt ? [{ id: _id, at: joinedAt, kind: KIND, data: { refereeId, state, refusal } }] : [],
      );
    },
  },
];

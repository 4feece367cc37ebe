import { z } from 'zod';
import { defineOperation } from '../edges.js';
import { countFriends, listFriendIds } from '../friends/index.js';
import { auditPoints } from './audit-points.js';

export const AUDIT_POINTS = 'points.audit';
const PAGE = 100;

const audit = defineOperation({
  kind: AUDIT_POINTS,
  input: z.object({}),
  async step(ctx, { channelId, cursor, result }) {
    const all = { channelId };
    const page = await listFriendIds(all, { ...(cursor === null ? {} : { afterId: cursor }), limit: PAGE });
    const audits = await auditPoints(
      ctx,
      page.map(({ friendId }) => friendId),
    );
    const wrong = audits.filter(({ isRight }) => !isRight);
    const soFar = (name: string) => Number(result[name] ?? 0);
    return {
      cursor: page.at(-1)?.friendId ?? cursor,
      isDone: page.length < PAGE,
      done: page.length - wrong.length,
      failed: wrong.length,
      errors: wrong.map(({ friendId, problems }) => ({
        row: null,
        subject: friendId,
        reason: problems.join('; ').slice(0, 500),
      })),
      result: {
        accounts: soFar('accounts') + audits.length,
        points: soFar('points') + audits.reduce((sum, { ledger }) => sum + ledger, 0),
        wrong: soFar('wrong') + wrong.length,
      },
      ...(cursor === null ? { total: await countFriends(all) } : {}),
    };
  },
});

export const operations = [audit];

import { z } from 'zod';
import type { Actor } from '../context.js';
import { defineRoute } from '../edges.js';
import { getFriendBehind } from '../friends/index.js';
import { FriendId } from '../friends/schemas.js';
import type { Appended } from './append-entry.js';
import { auditFriend, refoldPoints } from './audit-points.js';
import { earnPoints } from './earn-points.js';
import { listEntries } from './list-entries.js';
import { getBalance, presentEntry } from './present-points.js';
import { reverseEntry } from './reverse-entry.js';
import {
  ChangePointsInput,
  EntriesQuery,
  EntryId,
  PresentedAudit,
  PresentedBalance,
  PresentedChange,
  PresentedEntry,
  ReverseInput,
} from './schemas.js';
import { spendPoints } from './spend-points.js';

const tag = 'Points';
const params = z.object({ id: FriendId });
const presentChange = ({ entry, balance }: Appended) => ({ entry: presentEntry(entry), balance });

/** By the id that the caller knows the friend by: it stays the same cause after a merge. */
const causeOf = (friendId: string, externalId: string) => `api/${friendId}/${externalId}`;
const sourceOf = (actor: Actor) => ({ kind: 'api' as const, id: actor.kind === 'apiKey' ? actor.keyId : actor.kind });

export const friendPointRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/friends/:id/points',
    access: { scope: 'read' },
    summary: "A friend's points: the balance now, and when which part of it ends",
    tag,
    params,
    response: PresentedBalance,
    handle: async (ctx, { params: { id } }) => getBalance(await getFriendBehind(id), ctx.clock.now()),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/friends/:id/points/entries',
    access: { scope: 'read' },
    summary: "The ledger of a friend's points, newest first",
    tag,
    params,
    query: EntriesQuery,
    response: z.object({ entries: z.array(PresentedEntry), next: z.string().nullable() }),
    handle: async (_ctx, { params: { id }, query: { before, limit } }) => {
      const { _id } = await getFriendBehind(id);
      const { entries, next } = await listEntries(_id, { before, limit });
      return { entries: entries.map(presentEntry), next };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/friends/:id/points/earn',
    access: { scope: 'write' },
    summary: 'Give a friend points; the same externalId gives once',
    tag,
    status: 201,
    params,
    body: ChangePointsInput,
    response: PresentedChange,
    handle: async (ctx, { params: { id }, body: { points, externalId, reason } }) => {
      const given = { points, cause: causeOf(id, externalId), reason, source: sourceOf(ctx.actor) };
      return presentChange(await earnPoints(ctx, await getFriendBehind(id), given));
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/friends/:id/points/spend',
    access: { scope: 'write' },
    summary: 'Take points of a friend for something, all or none; the same externalId takes once',
    tag,
    status: 201,
    params,
    body: ChangePointsInput,
    response: PresentedChange,
    handle: async (ctx, { params: { id }, body: { points, externalId, reason } }) => {
      const wanted = { points, cause: causeOf(id, externalId), reason, source: sourceOf(ctx.actor) };
      return presentChange(await spendPoints(ctx, await getFriendBehind(id), wanted));
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/friends/:id/points/entries/:entryId/reverse',
    access: { scope: 'write' },
    summary: 'Take an earning or a spending back; asking twice takes back once',
    tag,
    params: params.extend({ entryId: EntryId }),
    body: ReverseInput,
    response: PresentedChange,
    handle: async (ctx, { params: { id, entryId }, body: { reason } }) => {
      const wanted = { entryId, reason, source: sourceOf(ctx.actor) };
      return presentChange(await reverseEntry(ctx, await getFriendBehind(id), wanted));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/friends/:id/points/audit',
    access: { scope: 'read' },
    summary: 'Prove that the balance of a friend is the sum of the ledger',
    tag,
    params,
    response: PresentedAudit,
    handle: async (ctx, { params: { id } }) => auditFriend(ctx, await getFriendBehind(id)),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/friends/:id/points/refold',
    access: { scope: 'admin' },
    summary: 'Sum the whole ledger of a friend up anew and bring the balance to it',
    tag,
    params,
    response: PresentedAudit,
    handle: async (ctx, { params: { id } }) => refoldPoints(ctx, await getFriendBehind(id)),
  }),
];

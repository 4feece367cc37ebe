import { nameActor } from '../access/index.js';
import type { Context } from '../context.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../errors.js';
import { getFriendBehind, type Friend } from '../friends/index.js';
import { insertNew } from '../infra/mongo/model.js';
import { raiseNotice } from '../notices/index.js';
import { itemIdOf, serialKey, wasGiven, type OwnerWay } from './core/item.js';
import { ASKS_MAX, WAITING_MAX, type OwnershipRequest } from './core/request.js';
import { getItem, transferItem } from './give-item.js';
import { ItemModel } from './item.model.js';
import { OwnershipRequestModel } from './ownership-request.model.js';
import { addMissingItems } from './register-items.js';

/**
 * Asks staff to approve that an item is a friend's, and raises a notice. Asking again while it waits changes the note alone.
 * ConflictError when the friend asked too often.
 */
export async function requestOwnership(
  ctx: Pick<Context, 'clock' | 'signal'>,
  { _id: friendId, channelId }: Pick<Friend, '_id' | 'channelId'>,
  { serial, note, way }: { serial: string; note: string; way: OwnerWay },
): Promise<OwnershipRequest> {
  const _id = `${friendId}/${serialKey(serial)}`;
  const now = ctx.clock.now();
  const known = await OwnershipRequestModel.findById(_id).lean();
  if (known && known.state !== 'waiting' && known.asks >= ASKS_MAX)
    throw new ConflictError(
      `Serial ${serial} was asked for ${ASKS_MAX} times already; staff have to take it from here.`,
    );
  if (known?.state !== 'waiting') await checkWaiting(friendId);
  const asked = { serial, note, way, state: 'waiting' as const, requestedAt: now };
  const undecided = { decidedAt: null, decidedBy: null, reason: null };
  await insertNew(OwnershipRequestModel, [
    { _id, channelId, friendId, itemId: itemIdOf(channelId, serial), asks: 1, ...asked, ...undecided },
  ]);
  if (known?.state === 'waiting') await OwnershipRequestModel.updateOne({ _id, state: 'waiting' }, { $set: { note } });
  else if (known)
    await OwnershipRequestModel.updateOne(
      { _id, asks: known.asks, state: known.state },
      { $set: { ...asked, ...undecided }, $inc: { asks: 1 } },
    );
  const request = await getRequest(_id);
  await raiseNotice(ctx, {
    _id: `ownershipRequest/${_id}/${request.asks}`,
    channelId,
    friendId,
    kind: 'ownershipRequest',
    data: { requestId: _id, serial, way },
  });
  return request;
}

async function checkWaiting(friendId: string): Promise<void> {
  const waiting = await OwnershipRequestModel.countDocuments({ friendId, state: 'waiting' });
  if (waiting >= WAITING_MAX)
    throw new ConflictError(`${waiting} requests wait for staff already; at most ${WAITING_MAX} may.`);
}

/** The request; NotFoundError when there is none. */
export async function getRequest(requestId: string): Promise<OwnershipRequest> {
  const request = await OwnershipRequestModel.findById(requestId).lean();
  if (!request) throw new NotFoundError('ownership request', requestId);
  return request;
}

type Needs = Pick<Context, 'actor' | 'clock' | 'publish' | 'secrets'>;

/**
 * Approves a request: the item becomes the friend's, whoever had it, and is registered when the brand did not know it; then
 * it needs a model. Approving again finishes what a crash left undone. ConflictError when it was refused.
 */
export async function approveRequest(
  ctx: Needs,
  requestId: string,
  { model, reason }: { model?: string; reason: string },
): Promise<OwnershipRequest> {
  const { channelId, serial, itemId } = await getRequest(requestId);
  if (model === undefined && !(await ItemModel.exists({ _id: itemId })))
    throw new InvalidInputError('invalid_input', `Item ${serial} is not registered yet: name its model to approve it.`);
  const { friendId, decidedAt, decidedBy } = await decide(ctx, requestId, 'approved', reason);
  const friend = await getFriendBehind(friendId);
  if (model !== undefined) await addMissingItems(ctx, channelId, [{ serial, model }]);
  const to = {
    friendId: friend._id,
    since: decidedAt ?? ctx.clock.now(),
    way: 'request' as const,
    by: decidedBy ?? nameActor(ctx.actor),
  };
  // What became of the item after it was given is not undone by asking again.
  if (!wasGiven(await getItem(itemId), to)) await transferItem(ctx, itemId, { to, reason });
  return getRequest(requestId);
}

/** Refuses a request. Refusing again changes nothing; ConflictError when it was approved. */
export const refuseRequest = (ctx: Needs, requestId: string, reason: string): Promise<OwnershipRequest> =>
  decide(ctx, requestId, 'refused', reason);

async function decide(
  ctx: Needs,
  requestId: string,
  state: 'approved' | 'refused',
  reason: string,
): Promise<OwnershipRequest> {
  await OwnershipRequestModel.updateOne(
    { _id: requestId, state: 'waiting' },
    { $set: { state, reason, decidedAt: ctx.clock.now(), decidedBy: nameActor(ctx.actor) } },
  );
  const request = await getRequest(requestId);
  if (request.state !== state)
    throw new ConflictError(
      `Ownership request ${requestId} was ${request.state} already by ${request.decidedBy ?? ''}.`,
    );
  return request;
}

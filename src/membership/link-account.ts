import { randomBytes } from 'node:crypto';
import { gatewayOf, type Channel } from '../channels/index.js';
import type { Context } from '../context.js';
import { ConflictError, NotFoundError } from '../errors.js';
import type { Friend, FriendDocument } from '../friends/index.js';
import { insertNew } from '../infra/mongo/model.js';
import {
  AccountLinkModel,
  AccountLinkNonceModel,
  type AccountLink,
  type AccountLinkNonce,
} from './account-link.model.js';
import { takeItem } from './claim-ownership.js';
import { transferItem } from './give-item.js';
import { ItemModel } from './item.model.js';

const NONCE_BYTES = 32; // LINE asks for at least 128 bits, and 10 to 255 characters
const NONCE_LIFE_MS = 15 * 60_000; // a link token lives ten minutes
/** Items of one account that are taken at once. */
const ITEMS_MAX = 100;
const LINE_DIALOG = 'https://access.line.me/dialog/bot/accountLink';

type ToLine = Pick<Context, 'clock' | 'secrets' | 'connectLine'>;

/** Where a friend signs in to the brand's account, with LINE's link token. ConflictError where the channel has no such page. */
export async function beginAccountLink(
  ctx: ToLine,
  channel: Pick<Channel, '_id' | 'accountLinkUrl'>,
  { lineUserId }: Pick<Friend, 'lineUserId'>,
): Promise<string> {
  if (!channel.accountLinkUrl) throw new ConflictError(`Channel ${channel._id} has no accountLinkUrl yet.`);
  const url = new URL(channel.accountLinkUrl);
  const gateway = await gatewayOf(ctx, channel._id);
  url.searchParams.set('linkToken', await gateway.issueLinkToken(lineUserId));
  return url.href;
}

/** A nonce for an account that the brand has just signed somebody in to, and where the browser goes with it. */
export async function issueNonce(
  ctx: Pick<Context, 'clock' | 'secrets'>,
  channelId: string,
  { accountId, linkToken }: { accountId: string; linkToken: string },
): Promise<{ nonce: string; url: string; expiresAt: Date }> {
  const nonce = randomBytes(NONCE_BYTES).toString('base64url');
  const now = ctx.clock.now();
  const stored: AccountLinkNonce = {
    _id: nonceId(ctx, channelId, nonce),
    channelId,
    accountId,
    createdAt: now,
    expiresAt: new Date(now.getTime() + NONCE_LIFE_MS),
    usedBy: null,
  };
  await AccountLinkNonceModel.collection.insertOne(stored as never);
  const url = new URL(LINE_DIALOG);
  url.search = new URLSearchParams({ linkToken, nonce }).toString();
  return { nonce, url: url.href, expiresAt: stored.expiresAt };
}

/**
 * LINE says that a friend came back with a nonce: the account and its items are theirs. An account that was another friend's
 * moves to who signed in last; items that are somebody else's stay, and staff are asked. A nonce that is unknown, over or
 * used by another event changes nothing.
 */
export async function finishAccountLink(
  ctx: Pick<Context, 'clock' | 'publish' | 'secrets' | 'signal'>,
  friend: FriendDocument,
  { nonce, at, eventId }: { nonce: string; at: Date; eventId: string },
): Promise<{ isLinked: boolean; friend: FriendDocument }> {
  const { channelId, _id: friendId } = friend;
  const known = await AccountLinkNonceModel.findOneAndUpdate(
    { _id: nonceId(ctx, channelId, nonce), $or: [{ usedBy: null, expiresAt: { $gt: at } }, { usedBy: eventId }] },
    { $set: { usedBy: eventId } },
  ).lean();
  if (!known) return { isLinked: false, friend };
  const { accountId } = known;
  const link: AccountLink = { _id: `${channelId}/${accountId}`, channelId, accountId, friendId, linkedAt: at };
  await insertNew(AccountLinkModel, [link]);
  await AccountLinkModel.updateOne(
    { _id: link._id, friendId: { $ne: friendId } },
    { $set: { friendId, linkedAt: at } },
  );
  return { isLinked: true, friend: await takeItemsOf(ctx, friend, { accountId, at }) };
}

async function takeItemsOf(
  ctx: Pick<Context, 'clock' | 'signal'>,
  friend: FriendDocument,
  { accountId, at }: { accountId: string; at: Date },
): Promise<FriendDocument> {
  const items = await ItemModel.find({ channelId: friend.channelId, accountId }).limit(ITEMS_MAX).lean();
  let current = friend;
  for (const { _id: itemId } of items)
    ({ friend: current } = await takeItem(ctx, current, { itemId, way: 'accountLink', at }));
  return current;
}

/** Ends an account link; items that it proved are nobody's again. NotFoundError when the friend has no such link. */
export async function unlinkAccount(
  ctx: Pick<Context, 'clock' | 'publish'>,
  { _id: friendId, channelId }: Pick<Friend, '_id' | 'channelId'>,
  accountId: string,
): Promise<void> {
  const _id = `${channelId}/${accountId}`;
  if (!(await AccountLinkModel.exists({ _id, friendId }))) throw new NotFoundError('account link', accountId);
  const owned = await ItemModel.find({ channelId, accountId, 'owner.friendId': friendId }).limit(ITEMS_MAX).lean();
  for (const item of owned.filter(({ owner }) => owner?.way === 'accountLink'))
    await transferItem(ctx, item._id, { to: null, reason: 'account unlinked' });
  await AccountLinkModel.deleteOne({ _id, friendId });
}

const nonceId = (ctx: Pick<Context, 'secrets'>, channelId: string, nonce: string) =>
  `${channelId}/${ctx.secrets.fingerprint(`account link/${nonce}`)}`;

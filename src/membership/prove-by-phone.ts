import { timingSafeEqual } from 'node:crypto';
import { getChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import { AppError } from '../errors.js';
import type { FriendDocument } from '../friends/index.js';
import { newId } from '../infra/ids.js';
import { countTry } from '../infra/mongo/tries.js';
import type { Language } from '../shared/language.js';
import { takeItem, type ClaimOutcome } from './claim-ownership.js';
import { itemIdOf } from './core/item.js';
import {
  CODE_LIFE_MINUTES,
  CODES_PER_HOUR_MAX,
  GUESSES_MAX,
  oneTimeCode,
  textOf,
  type PhoneProof,
} from './core/one-time-code.js';
import { ItemModel } from './item.model.js';
import { allowProof, giveBackProofTry, takeProofTry, tooManyTries } from './limit-proofs.js';
import { PhoneProofModel } from './phone-proof.model.js';
import { phoneHash } from './register-items.js';

export const SEND_ONE_TIME_CODE = 'membership.send-one-time-code';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

type Needs = Pick<Context, 'clock' | 'secrets' | 'connectLine' | 'sendSms' | 'signal' | 'wake'>;

/**
 * Begins a proof by the serial and the buyer's telephone number: a one-time code goes to that phone when both belong together.
 * The answer is the same when they do not. Rejects with `too_many_tries` after three codes or five failures within an hour,
 * and with `conflict` where no SMS provider is set up.
 */
export async function beginPhoneProof(
  ctx: Needs,
  friend: FriendDocument,
  { serial, phone, language }: { serial: string; phone: string; language: Language },
): Promise<{ proofId: string; expiresAt: Date }> {
  if (!ctx.sendSms) throw new AppError('conflict', 'No SMS provider is set up: set SMS_WEBHOOK_URL.');
  const now = ctx.clock.now();
  const { channelId, _id: friendId } = friend;
  if (!allowProof(friend, now) || !(await mayBegin(ctx, `friend/${friendId}`))) throw tooManyTries();
  const item = await ItemModel.findById(itemIdOf(channelId, serial)).lean();
  const isBuyer = item !== null && item.phoneHash === phoneHash(ctx, phone);
  const isSent = isBuyer && (await mayBegin(ctx, `item/${item._id}`));
  const proof: PhoneProof = {
    _id: newId(),
    channelId,
    friendId,
    itemId: isSent ? item._id : null,
    sealedPhone: isSent ? ctx.secrets.seal(phone) : null,
    language,
    guesses: 0,
    startedAt: now,
    expiresAt: new Date(now.getTime() + CODE_LIFE_MINUTES * MINUTE_MS),
    usedAt: null,
    sendOwedAt: isSent ? now : null,
  };
  await PhoneProofModel.collection.insertOne(proof as never);
  if (isSent) ctx.wake(SEND_ONE_TIME_CODE, [{ proofId: proof._id }]);
  return { proofId: proof._id, expiresAt: proof.expiresAt };
}

const mayBegin = async (ctx: Pick<Context, 'clock'>, of: string) =>
  (await countTry(ctx, `one-time-codes/${of}`, HOUR_MS)).count <= CODES_PER_HOUR_MAX;

/** Sends the code of a proof that still owes it; after its end nobody needs it any more. */
export async function sendOneTimeCode(ctx: Needs, proofId: string): Promise<void> {
  const proof = await PhoneProofModel.findById(proofId).lean();
  if (!proof || proof.sendOwedAt === null || proof.sealedPhone === null) return;
  if (proof.expiresAt > ctx.clock.now() && ctx.sendSms) {
    const { name } = await getChannel(ctx, proof.channelId);
    const text = textOf(proof.language, codeOf(ctx, proofId), name);
    await ctx.sendSms({ id: proofId, to: ctx.secrets.open(proof.sealedPhone), text });
  }
  await PhoneProofModel.updateOne({ _id: proofId }, { $set: { sendOwedAt: null, sealedPhone: null } });
}

/** Takes the code that the friend read on the phone. A code works once, for ten minutes, and five guesses end it. */
export async function finishPhoneProof(
  ctx: Needs,
  friend: FriendDocument,
  { proofId, code }: { proofId: string; code: string },
): Promise<{ outcome: ClaimOutcome; friend: FriendDocument }> {
  const now = ctx.clock.now();
  const tried = await takeProofTry(ctx, friend, now);
  if (!tried) throw tooManyTries();
  const proof = await PhoneProofModel.findOneAndUpdate(
    { _id: proofId, friendId: friend._id, usedAt: null, expiresAt: { $gt: now }, guesses: { $lt: GUESSES_MAX } },
    { $inc: { guesses: 1 } },
  ).lean();
  const isRight = proof !== null && proof.itemId !== null && isSame(code, codeOf(ctx, proofId));
  if (!isRight) return { outcome: 'refused', friend: tried };
  const taken = await takeItem(ctx, await giveBackProofTry(ctx, tried, now), {
    itemId: proof.itemId ?? '',
    way: 'phone',
    at: now,
  });
  await PhoneProofModel.updateOne({ _id: proofId }, { $set: { usedAt: now } });
  return taken;
}

/** The code of a proof comes out of a keyed hash of its id, so that it is stored nowhere. */
const codeOf = (ctx: Pick<Context, 'secrets'>, proofId: string) =>
  oneTimeCode(Buffer.from(ctx.secrets.fingerprint(`one-time code/${proofId}`), 'base64url').readUInt32BE(0));

const isSame = (one: string, other: string) =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));

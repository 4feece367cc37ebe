import { gatewayOf } from '../channels/index.js';
import type { Context } from '../context.js';
import { AUDIENCE_IDS_MAX } from '../line/limits.js';
import { DeliveryModel } from './delivery.model.js';
import { WideSendModel, type WideAudience, type WideSend } from './wide-send.model.js';

const ATTEMPTS_MAX = 3;
const GATHERING_MS_MAX = 24 * 3_600_000; // LINE says "up to hours"
const LOOK_MS = { min: 3_000, max: 60_000 };

/** What an audience came to for now: go on, look again after so long, or give up until a person says so. */
export type AudienceStep = { kind: 'goOn' } | { kind: 'wait'; ms: number } | { kind: 'held'; reason: 'audienceFailed' };

const GO_ON: AudienceStep = { kind: 'goOn' };

/** By this an audience is found again that a process made and did not come to note. */
export const descriptionOf = ({ _id }: Pick<WideSend, '_id'>, attempt: number): string => `lifeline/${_id}/${attempt}`;

/** Uploads the next recipients. Uploading the same people again after a crash is harmless: they are in it once. */
export async function uploadRecipients(ctx: Context, wideSend: WideSend): Promise<AudienceStep> {
  const { _id, channelId, audience } = wideSend;
  const gateway = await gatewayOf(ctx, channelId);
  const { uploadedThrough } = audience;
  const page = await DeliveryModel.find(
    {
      'sender.id': _id,
      state: 'planned',
      dueAt: null,
      ...(uploadedThrough === null ? {} : { _id: { $gt: uploadedThrough } }),
    },
    { lineUserId: 1 },
  )
    .sort({ _id: 1 })
    .limit(AUDIENCE_IDS_MAX)
    .lean();
  const lineUserIds = page.map(({ lineUserId }) => lineUserId);
  if (audience.id === null && page.length > 0) {
    const [known] = await gateway.listAudienceIds(descriptionOf(wideSend, audience.attempt));
    const id = known ?? (await gateway.createAudience(descriptionOf(wideSend, audience.attempt), lineUserIds));
    // One that was found is filled from the beginning: nobody knows how far it got.
    await note(wideSend, { id, ...(known === undefined ? { uploadedThrough: page.at(-1)?._id ?? null } : {}) });
    return GO_ON;
  }
  if (audience.id !== null && page.length > 0) await gateway.addToAudience(audience.id, lineUserIds);
  const uploaded = { uploadedThrough: page.at(-1)?._id ?? uploadedThrough };
  if (page.length === AUDIENCE_IDS_MAX) await note(wideSend, uploaded);
  else await note(wideSend, { ...uploaded, askedSince: ctx.clock.now() }, audience.id === null ? 'ready' : 'gathering');
  return GO_ON;
}

/** Looks whether LINE has taken everybody in. An audience that fails is made anew, a few times. */
export async function awaitAudience(ctx: Context, wideSend: WideSend): Promise<AudienceStep> {
  const { audience, channelId } = wideSend;
  const gateway = await gatewayOf(ctx, channelId);
  const found = audience.id === null ? null : await gateway.findAudience(audience.id);
  const waitedMs = ctx.clock.now().getTime() - (audience.askedSince?.getTime() ?? 0);
  if (found?.status === 'READY' && !found.isWorking && !found.hasFailedJob) {
    await note(wideSend, { size: found.size }, 'ready');
    return GO_ON;
  }
  const isComing = found?.status === 'READY' || found?.status === 'IN_PROGRESS' || found?.status === 'ACTIVATING';
  if (isComing && !found.hasFailedJob && waitedMs < GATHERING_MS_MAX)
    return { kind: 'wait', ms: Math.min(LOOK_MS.max, Math.max(LOOK_MS.min, waitedMs / 4)) };
  return beginAnew(ctx, wideSend, found?.status ?? 'gone');
}

/** Makes the audience anew under the next description; what the last attempt left is deleted in the end. */
export async function beginAnew(ctx: Context, wideSend: WideSend, because: string): Promise<AudienceStep> {
  const { _id, audience } = wideSend;
  ctx.log.warn({ wideSendId: _id, attempt: audience.attempt, because }, 'the audience of a narrowcast failed');
  const next: Partial<WideAudience> = { id: null, uploadedThrough: null, askedSince: null, size: null };
  await note(wideSend, { ...next, attempt: audience.attempt + 1 }, 'uploading');
  // A person who resumes gets as many attempts again.
  return audience.attempt % ATTEMPTS_MAX === 0 ? { kind: 'held', reason: 'audienceFailed' } : GO_ON;
}

/** Deletes what a wide send has left at LINE, also what was never noted. */
export async function deleteAudiences(ctx: Context, wideSend: WideSend): Promise<void> {
  const { audience, channelId, method } = wideSend;
  if (method !== 'narrowcast') return;
  const gateway = await gatewayOf(ctx, channelId);
  const ids = new Set(audience.id === null ? [] : [audience.id]);
  for (let attempt = 1; attempt <= audience.attempt; attempt += 1)
    for (const id of await gateway.listAudienceIds(descriptionOf(wideSend, attempt))) ids.add(id);
  for (const id of ids) await gateway.deleteAudience(id);
}

async function note(wideSend: WideSend, changed: Partial<WideAudience>, state = wideSend.state): Promise<void> {
  await WideSendModel.updateOne(
    { _id: wideSend._id, state: wideSend.state, 'audience.attempt': wideSend.audience.attempt },
    { $set: { state, audience: { ...wideSend.audience, ...changed } } },
  );
}

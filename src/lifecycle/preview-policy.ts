import type { Context, Reference } from '../context.js';
import { countFriends, listFriends } from '../friends/index.js';
import { startOperation } from '../operations/index.js';
import { checkPolicy } from './check-policy.js';
import { StagePolicy } from './core/policy.js';
import { NO_FRIENDS_YET, previewFriends, type PolicyPreview } from './core/preview.js';
import { decidePublication } from './core/publication.js';
import { getCriteria } from './criteria.js';
import { PREVIEW_POLICY } from './operation-kinds.js';
import { getPolicy } from './stage-policy.js';

const DIRECTLY_MAX = 20_000; // more friends than that are not counted while a caller waits
const PAGE = 1_000;

/** A stage that would be gone, under that name, and what speaks of it and would find nobody there. */
export interface GoneStage {
  stage: string;
  usedBy: Reference[];
}

type Previewed = { goneStages: GoneStage[] } & (
  { preview: PolicyPreview; operationId: null } | { preview: null; operationId: string }
);

/**
 * Who would move if this policy were published: exact, over all friends. Of few friends the answer comes at once; of many it
 * is the result of an operation. Beside it, what speaks of stages that would be gone.
 */
export async function previewPolicy(
  ctx: Pick<Context, 'actor' | 'clock' | 'wake' | 'findReferences' | 'listNames'>,
  channelId: string,
  given: StagePolicy,
): Promise<Previewed> {
  const policy = StagePolicy.parse(given);
  const present = await getPolicy(ctx, channelId);
  decidePublication(present, policy, present.version + 1);
  await checkPolicy(ctx, channelId, policy);
  const goneStages = await findGoneStages(ctx, channelId, present, policy);
  if ((await countFriends({ channelId, mergedInto: null })) > DIRECTLY_MAX) {
    const operation = await startOperation(ctx, { channelId, kind: PREVIEW_POLICY, input: policy });
    return { goneStages, preview: null, operationId: operation._id };
  }
  const now = ctx.clock.now();
  let preview = NO_FRIENDS_YET;
  let after: string | null = null;
  do {
    const page = await previewPage(ctx, channelId, { policy, preview, after, now });
    ({ preview, after } = page);
  } while (after !== null);
  return { goneStages, preview, operationId: null };
}

async function findGoneStages(
  ctx: Pick<Context, 'findReferences'>,
  channelId: string,
  present: StagePolicy,
  proposed: StagePolicy,
): Promise<GoneStage[]> {
  const names = new Set(proposed.stages.map(({ name }) => name));
  const gone = present.stages.filter(({ name }) => !names.has(name));
  const used = await Promise.all(
    gone.map(async ({ name: stage }) => {
      const references = await ctx.findReferences(channelId, { kind: 'stage', id: stage });
      // The rules of the present policy go with it.
      return { stage, usedBy: references.filter(({ kind }) => kind !== 'stage') };
    }),
  );
  return used.filter(({ usedBy }) => usedBy.length > 0);
}

/** Adds one page of friends to a preview; `after` is null once it was the last. */
export async function previewPage(
  ctx: Pick<Context, 'clock'>,
  channelId: string,
  { policy, preview, after, now }: { policy: StagePolicy; preview: PolicyPreview; after: string | null; now: Date },
): Promise<{ preview: PolicyPreview; after: string | null; count: number }> {
  const present = await getPolicy(ctx, channelId);
  const version = present.version + 1;
  const proposed = { ...decidePublication(present, policy, version), version };
  const [criteria, friends] = await Promise.all([
    getCriteria(ctx, channelId, proposed),
    listFriends({ channelId, mergedInto: null }, { ...(after === null ? {} : { afterId: after }), limit: PAGE }),
  ]);
  return {
    preview: previewFriends(preview, friends, criteria, now),
    after: friends.length < PAGE ? null : (friends.at(-1)?._id ?? null),
    count: friends.length,
  };
}

import type { Context } from '../context.js';
import { InvalidInputError } from '../errors.js';
import { listReferences } from '../segments/core/references.js';
import { checkRule, getKnown } from '../segments/index.js';
import { DEFAULT_POLICY, rulesOf, type StagePolicy } from './core/policy.js';

/**
 * Throws InvalidInputError for a rule that speaks of a tag or segment that the channel does not have, or asks of a tag what it
 * cannot answer. What the policy that ships speaks of may be missing: a channel that never makes that tag moves nobody by it.
 */
export async function checkPolicy(
  ctx: Pick<Context, 'clock'>,
  channelId: string,
  policy: Pick<StagePolicy, 'stages'>,
): Promise<void> {
  const known = await getKnown(ctx, channelId, rulesOf(policy));
  const shipped = new Set(rulesOf(DEFAULT_POLICY).flatMap((rule) => listReferences(rule).map(({ id }) => id)));
  for (const rule of rulesOf(policy)) {
    const missing = listReferences(rule).filter(
      ({ kind, id }) =>
        (kind === 'tag' && !known.tags.has(id)) ||
        (kind === 'segment' && !known.segments.has(id)) ||
        (kind === 'attribute' && !known.attributes.has(id)),
    );
    const wrong = missing.find(({ kind, id }) => kind !== 'attribute' && !shipped.has(id));
    if (wrong)
      throw new InvalidInputError('invalid_input', `${wrong.id} is not a ${wrong.kind} of channel ${channelId}.`);
    if (missing.length === 0) await checkRule(channelId, rule, known);
  }
}

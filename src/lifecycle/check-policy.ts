import type { Context } from '../context.js';
import { InvalidInputError } from '../errors.js';
import { listReferences, type Reference } from '../segments/core/references.js';
import { checkRule, getKnown } from '../segments/index.js';
import { DEFAULT_POLICY, rulesOf, type StagePolicy } from './core/policy.js';

const shipped = new Set(rulesOf(DEFAULT_POLICY).flatMap((rule) => listReferences(rule).map(({ id }) => id)));

/**
 * Throws InvalidInputError for a rule that speaks of a stage that the policy does not have, or of a tag, a segment or an
 * attribute that the channel does not have, or asks of a tag what it cannot answer. What the policy that ships speaks of may
 * be missing: a channel that never makes that tag moves nobody by it.
 */
export async function checkPolicy(
  ctx: Pick<Context, 'clock' | 'listNames'>,
  channelId: string,
  policy: Pick<StagePolicy, 'stages'>,
): Promise<void> {
  const known = await getKnown(ctx, channelId, rulesOf(policy));
  const stages = policy.stages.map(({ name }) => name);
  const withItsStages: Pick<Context, 'listNames'> = {
    listNames: async (id, kind) => (kind === 'stage' ? stages : ctx.listNames(id, kind)),
  };
  const isMissing = ({ kind, id }: Reference) =>
    (kind === 'tag' && !known.tags.has(id)) ||
    (kind === 'segment' && !known.segments.has(id)) ||
    (kind === 'attribute' && !known.attributes.has(id));
  for (const rule of rulesOf(policy)) {
    const references = listReferences(rule);
    const gone = references.find(({ kind, id }) => kind === 'stage' && !stages.includes(id));
    if (gone)
      throw new InvalidInputError(
        'invalid_input',
        `${gone.id} is not a stage of this policy; it has ${stages.join(', ')}.`,
      );
    const missing = references.filter(isMissing);
    const wrong = missing.find(({ id }) => !shipped.has(id));
    if (wrong)
      throw new InvalidInputError(
        'invalid_input',
        `${wrong.id} is not ${wrong.kind === 'attribute' ? 'an' : 'a'} ${wrong.kind} of channel ${channelId}.`,
      );
    if (missing.length === 0) await checkRule(withItsStages, channelId, rule, known);
  }
}

import type { Context } from '../context.js';
import { InvalidInputError } from '../errors.js';
import { requireNames } from '../segments/index.js';
import type { Trigger } from './core/questionnaire.js';
import { triggerProblem } from './core/trigger-kinds.js';

/**
 * Throws InvalidInputError for a trigger that can never come: a stage that the channel does not have, a kind that we do not record.
 */
export async function checkTriggers(
  ctx: Pick<Context, 'listNames'>,
  channelId: string,
  triggers: Trigger[],
): Promise<void> {
  for (const trigger of triggers) {
    const problem = trigger.kind === 'activity' ? triggerProblem(trigger.activityKind) : null;
    if (problem !== null) throw new InvalidInputError('invalid_input', `triggers: ${problem}.`);
  }
  const wanted = triggers.flatMap((trigger) => (trigger.kind === 'stage' ? trigger.stage : []));
  await requireNames(ctx, channelId, 'stage', wanted, 'triggers');
}

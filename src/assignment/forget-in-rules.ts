import type { Context } from '../context.js';
import { raiseNotice } from '../notices/index.js';
import { withoutName, type Gone } from './core/without-name.js';
import { changeRoutingRules } from './routing-rules.js';

/**
 * Takes somebody who was removed out of the routing rules of a channel; staff are told by a notice of each rule that does nothing
 * any more and is off therefore. Running it again changes nothing further.
 */
export async function forgetInRules(
  ctx: Pick<Context, 'clock' | 'signal'>,
  channelId: string,
  gone: Gone & { name: string },
): Promise<void> {
  await changeRoutingRules(channelId, async (before) => {
    const { rules, switchedOff } = withoutName(before, gone);
    for (const rule of switchedOff)
      await raiseNotice(ctx, {
        _id: `routingRuleOff:${channelId}/${gone.kind}/${gone.id}/${rule}`,
        channelId,
        friendId: null,
        kind: 'assignment.ruleSwitchedOff',
        data: { rule, ...gone },
      });
    return rules;
  });
}

import type { Context } from '../context.js';
import { listGoingOn } from '../inbox/index.js';
import type { ServiceRules } from './core/rules.js';
import { standingOf } from './core/standing.js';
import { followConversation } from './follow-conversation.js';
import { ServiceRecordModel } from './service-record.model.js';

const LOOKED_AT_MAX = 500;

/** What applying rules to conversations that go on would come to, over the first so many of them; nothing is stored. */
export interface RulesPreview {
  lookedAt: number;
  /** There are more than were looked at. */
  isCut: boolean;
  /** Those that no rule holds to a policy. */
  withoutPolicy: number;
  policies: { policyId: string; name: string; conversations: number; warned: number; breached: number }[];
}

/** How conversations that go on would stand under rules, saved or not. */
export async function previewRules(
  ctx: Pick<Context, 'clock' | 'secrets' | 'connectLine'>,
  channelId: string,
  rules: ServiceRules,
): Promise<RulesPreview> {
  const found = await listGoingOn(channelId, null, LOOKED_AT_MAX + 1);
  const looked = found.slice(0, LOOKED_AT_MAX);
  const records = await ServiceRecordModel.find({ _id: { $in: looked.map(({ _id }) => _id) } }).lean();
  const known = new Map(records.map((record) => [record._id, record]));
  const policies = new Map<string, RulesPreview['policies'][number]>();
  let withoutPolicy = 0;
  for (const conversation of looked) {
    const applied = { rules, at: ctx.clock.now() };
    const record = known.get(conversation._id) ?? null;
    const { inForce, level } = await followConversation(ctx, conversation, record, applied);
    if (!inForce || !level) {
      withoutPolicy += 1;
      continue;
    }
    const { policyId, policy } = inForce;
    const { state } = standingOf(inForce, level, false).serviceLevel;
    const counted = policies.get(policyId) ?? { policyId, name: policy.name, conversations: 0, warned: 0, breached: 0 };
    counted.conversations += 1;
    if (state !== 'onTrack') counted[state] += 1;
    policies.set(policyId, counted);
  }
  return {
    lookedAt: looked.length,
    isCut: found.length > looked.length,
    withoutPolicy,
    policies: [...policies.values()],
  };
}

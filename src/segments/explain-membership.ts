import type { Context } from '../context.js';
import type { Friend } from '../friends/index.js';
import type { Language } from '../shared/language.js';
import { evaluate, type Evaluation } from './core/evaluate.js';
import { readRule } from './core/read-rule.js';
import { getKnown } from './known.js';
import { listTransitions } from './list-transitions.js';
import type { Segment } from './segment.model.js';

const LATEST = 20;

/** Why a friend is in a segment or out of it now, and how it came. */
export async function explainMembership(
  ctx: Pick<Context, 'clock'>,
  { _id: segmentId, channelId, rule }: Segment,
  friend: Friend,
  language: Language,
) {
  const known = await getKnown(ctx, channelId);
  const { truth, because, nextCheckAt }: Evaluation = evaluate(rule, friend, ctx.clock.now(), known);
  const { transitions } = await listTransitions({ segmentId, friendId: friend._id }, { limit: LATEST });
  return {
    isIn: truth === true && friend.mergedInto === null,
    since: friend.segments.find(({ id }) => id === segmentId)?.since ?? null,
    reading: readRule(rule, known, language),
    because: because.map((part) => ({ ...part, reading: readRule(part.condition, known, language) })),
    nextCheckAt,
    transitions,
  };
}

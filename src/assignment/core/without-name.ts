import type { RoutingRule } from './routing.js';

/** A person or team that was removed. */
export interface Gone {
  kind: 'person' | 'team';
  id: string;
}

/**
 * Routing rules without somebody who was removed: what gives conversations to them is taken out. A rule that did nothing else keeps
 * saying so and is switched off; `switchedOff` names those that were on.
 */
export function withoutName(
  rules: readonly RoutingRule[],
  { kind, id }: Gone,
): { rules: RoutingRule[]; switchedOff: string[] } {
  const field = kind === 'person' ? 'staffId' : 'teamId';
  const switchedOff: string[] = [];
  const left = rules.map((rule): RoutingRule => {
    if (rule.actions[field] !== id) return rule;
    const { [field]: _gone, ...actions } = rule.actions;
    if (Object.keys(actions).length > 0) return { ...rule, actions };
    if (rule.isEnabled) switchedOff.push(rule.name);
    return { ...rule, isEnabled: false };
  });
  return { rules: left, switchedOff };
}

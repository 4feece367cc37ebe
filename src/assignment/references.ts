import type { Subject } from '../context.js';
import type { ReferenceFinder } from '../edges.js';
import { friendRulesIn, teamsIn } from '../inbox/core/view.js';
import { mentions } from '../segments/core/references.js';
import type { RoutingRule } from './core/routing.js';
import { listPolicies } from './policies.js';
import { RoutingModel } from './settings.model.js';

export const references: ReferenceFinder[] = [
  {
    /** Routing rules that speak of a subject. */
    async find(_ctx, channelId, subject) {
      const { rules } = (await RoutingModel.findById(channelId).lean()) ?? { rules: [] };
      return rules
        .filter((rule) => speaksOf(rule, subject))
        .map(({ name }) => ({ kind: 'routingRule', id: name, name }));
    },
  },
  {
    /** Assignment policies, of whatever channel, from which conversations overflow to a team. */
    async find(ctx, _channelId, { kind, id }) {
      if (kind !== 'team') return [];
      const leading = (await listPolicies(ctx)).filter(({ overflow }) => overflow?.teamId === id);
      return leading.map(({ queue, team }) => ({ kind: 'assignmentPolicy', id: queue, name: team ?? queue }));
    },
  },
];

function speaksOf({ when, actions }: RoutingRule, subject: Subject): boolean {
  const { conversation } = when;
  if (subject.kind === 'team')
    return actions.teamId === subject.id || (!!conversation && teamsIn(conversation).includes(subject.id));
  return !!conversation && friendRulesIn(conversation).some((rule) => mentions(rule, subject));
}

import type { ReferenceFinder } from '../edges.js';
import { TagLinkModel } from './tag-link.model.js';
import { TagRuleModel } from './tag.model.js';

const LISTED_MAX = 100;

export const references: ReferenceFinder[] = [
  {
    async find(_ctx, channelId, { kind, id }) {
      if (kind !== 'tag') return [];
      const rules = await TagRuleModel.find({ channelId, tagId: id }).limit(LISTED_MAX).lean();
      const links = await TagLinkModel.find({ channelId, tagId: id }).limit(LISTED_MAX).lean();
      return [
        ...rules.map(({ _id, name }) => ({ kind: 'tagRule', id: _id, name })),
        ...links.map(({ _id, name }) => ({ kind: 'tagLink', id: _id, name })),
      ];
    },
  },
];

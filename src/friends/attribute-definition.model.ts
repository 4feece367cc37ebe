import { defineModel } from '../infra/mongo/model.js';
import type { AttributeDefinition } from './core/attribute.js';

/** A definition of one channel, under `channelId/name`. */
export type StoredAttributeDefinition = AttributeDefinition & { _id: string; channelId: string; createdAt: Date };

export const AttributeDefinitionModel = defineModel<StoredAttributeDefinition>(
  'AttributeDefinition',
  'attributeDefinitions',
  {
    channelId: String,
    name: String,
    label: String,
    type: String,
    about: String,
    choices: [String],
    isSensitive: Boolean,
    createdAt: Date,
  },
  [[{ channelId: 1, name: 1 }]],
);

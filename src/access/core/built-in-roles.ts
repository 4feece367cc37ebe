import type { Permission } from './permission.js';
import type { Visibility } from './rights.js';

export const OWNER = 'owner';

interface BuiltInRole {
  name: string;
  permissions: Permission[];
  visibility: Visibility;
  maskedFields: string[];
}

const OF_AGENTS: Permission[] = [
  'assignment:read',
  'channels:read',
  'deliveries:read',
  'feedback:read',
  'feedback:write',
  'feedback:send',
  'friends:*',
  'inbox:*',
  'lifecycle:read',
  'media:read',
  'membership:*',
  'messages:read',
  'notices:*',
  'points:read',
  'reports:read',
  'sales:read',
  'segments:read',
  'service:read',
  'staff:read',
  'tags:read',
  'tiers:read',
];

/** The roles that every installation begins with. None can be deleted; all but the owner's can be changed. */
export const BUILT_IN_ROLES: Record<string, BuiltInRole> = {
  [OWNER]: { name: 'Owner', permissions: ['*:*'], visibility: 'all', maskedFields: [] },
  admin: { name: 'Admin', permissions: ['*:*'], visibility: 'all', maskedFields: [] },
  marketer: {
    name: 'Marketer',
    permissions: [
      '*:read',
      'attributes:write',
      'autoResponses:write',
      'campaigns:send',
      'links:write',
      'media:write',
      'messages:write',
      'notices:write',
      'richMenus:write',
      'segments:write',
      'surveys:write',
      'tags:write',
    ],
    visibility: 'all',
    maskedFields: [],
  },
  supervisor: {
    name: 'Supervisor',
    permissions: [...OF_AGENTS, 'assignment:*', 'attributes:read', 'operations:read', 'service:*', 'surveys:read'],
    visibility: 'all',
    maskedFields: [],
  },
  agent: { name: 'Agent', permissions: OF_AGENTS, visibility: 'team', maskedFields: [] },
  analyst: {
    name: 'Analyst',
    permissions: ['*:read'],
    visibility: 'all',
    maskedFields: ['displayName', 'pictureUrl', 'statusMessage', 'lineUserId'],
  },
};

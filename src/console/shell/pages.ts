import { IconMessageCircle, IconUsers, type Icon } from '@tabler/icons-react';
import type { Permission } from '../../access/core/permits.js';

/** A page of the rail: where it is, and what one must be allowed for it. */
interface RailPage {
  key: 'inbox' | 'friends';
  to: '/inbox/{-$conversationId}' | '/friends';
  icon: Icon;
  needs: Permission;
}

/** The pages of the rail, in their order. */
export const RAIL: RailPage[] = [
  { key: 'inbox', to: '/inbox/{-$conversationId}', icon: IconMessageCircle, needs: 'inbox:read' },
  { key: 'friends', to: '/friends', icon: IconUsers, needs: 'friends:read' },
];

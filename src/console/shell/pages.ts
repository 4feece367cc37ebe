import { IconHome, IconMessageCircle, IconUsers, type Icon } from '@tabler/icons-react';
import type { LinkProps } from '@tanstack/react-router';
import type { Permission } from '../../access/core/permits.js';

/** A page of the rail: where it is, and what one must be allowed for it; of several any will do. */
interface RailPage {
  key: 'home' | 'inbox' | 'friends';
  to: LinkProps['to'] & string;
  icon: Icon;
  needs: Permission | Permission[];
}

/** What Home shows parts of, each to who may read it. */
export const OF_HOME: Permission[] = [
  'campaigns:read',
  'feedback:read',
  'inbox:read',
  'lifecycle:read',
  'notices:read',
  'reports:read',
  'sending:read',
  'surveys:read',
];

/** The pages of the rail, in their order. */
export const RAIL: RailPage[] = [
  { key: 'home', to: '/', icon: IconHome, needs: OF_HOME },
  { key: 'inbox', to: '/inbox/{-$conversationId}', icon: IconMessageCircle, needs: 'inbox:read' },
  { key: 'friends', to: '/friends', icon: IconUsers, needs: 'friends:read' },
];

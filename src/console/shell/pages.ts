import { IconHome, IconMessageCircle, type Icon } from '@tabler/icons-react';
import type { LinkProps } from '@tanstack/react-router';
import type { Permission } from '../../access/core/permits.js';
import { mayDo, type Session } from '../session/session.js';

/** A page of the rail: where it is, and what one must be allowed for it, any of these. */
interface RailPage {
  key: 'home' | 'inbox';
  to: LinkProps['to'] & string;
  icon: Icon;
  needs: Permission | Permission[];
}

/** What Home shows parts of. */
const OF_HOME: Permission[] = [
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
];

/** Whether somebody may see anything of a page. */
export const maySee = (session: Pick<Session, 'permissions'>, { needs }: Pick<RailPage, 'needs'>): boolean =>
  [needs].flat().some((one) => mayDo(session, one));

/** Whether Home shows somebody anything. */
export const maySeeHome = (session: Pick<Session, 'permissions'>): boolean => maySee(session, { needs: OF_HOME });

import { audienceRoutes } from '../audiences/audience-routes.js';
import type { Route } from '../http/route.js';
import { insightRoutes } from '../insight/insight-routes.js';
import { unitRoutes } from '../insight/unit-routes.js';
import { liffRoutes } from '../login/liff-routes.js';
import { openLiffRoutes } from '../login/open-liff.js';
import { loginRoutes } from '../login/login-routes.js';
import { phoneRoutes } from '../phone/phone-routes.js';
import { richMenuAliasRoutes } from '../richmenus/alias-routes.js';
import { richMenuBatchRoutes } from '../richmenus/batch-routes.js';
import { richMenuLinkRoutes } from '../richmenus/link-routes.js';
import { richMenuRoutes } from '../richmenus/menu-routes.js';
import { tokenRoutes } from '../tokens/token-routes.js';
import { chatRoutes } from './chat.js';
import { contentRoutes } from './content.js';
import { contractOnlyRoutes } from './contract-only.js';
import { couponRoutes } from './coupons.js';
import { groupRoutes } from './groups.js';
import { membershipRoutes } from './memberships.js';
import { messageRoutes } from './messages.js';
import { peopleRoutes } from './people.js';
import { usageRoutes } from './usage.js';
import { webhookEndpointRoutes } from './webhook-endpoint.js';

/** Every endpoint that the simulator answers. */
export const ROUTES: Route[] = [
  ...messageRoutes,
  ...usageRoutes,
  ...webhookEndpointRoutes,
  ...contentRoutes,
  ...chatRoutes,
  ...peopleRoutes,
  ...groupRoutes,
  ...richMenuRoutes,
  ...richMenuLinkRoutes,
  ...richMenuAliasRoutes,
  ...richMenuBatchRoutes,
  ...audienceRoutes,
  ...insightRoutes,
  ...unitRoutes,
  ...couponRoutes,
  ...membershipRoutes,
  ...tokenRoutes,
  ...loginRoutes,
  ...liffRoutes,
  ...openLiffRoutes,
  ...phoneRoutes,
  ...contractOnlyRoutes,
];

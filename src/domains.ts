import * as access from './access/index.js';
import * as activity from './activity/index.js';
import * as assignment from './assignment/index.js';
import * as autoresponses from './autoresponses/index.js';
import * as campaigns from './campaigns/index.js';
import * as channels from './channels/index.js';
import * as deliveries from './deliveries/index.js';
import type { DomainEdges } from './edges.js';
import * as hours from './hours/index.js';
import * as feedback from './feedback/index.js';
import * as friends from './friends/index.js';
import * as inbox from './inbox/index.js';
import * as lifecycle from './lifecycle/index.js';
import * as links from './links/index.js';
import * as live from './live/index.js';
import * as media from './media/index.js';
import * as membership from './membership/index.js';
import * as messages from './messages/index.js';
import * as notices from './notices/index.js';
import * as longWork from './operations/index.js';
import * as points from './points/index.js';
import * as referrals from './referrals/index.js';
import * as reports from './reports/index.js';
import * as richmenus from './richmenus/index.js';
import * as sales from './sales/index.js';
import * as segments from './segments/index.js';
import * as service from './service/index.js';
import * as surveys from './surveys/index.js';
import * as tags from './tags/index.js';
import * as tiers from './tiers/index.js';
import * as webhook from './webhook/index.js';

const domains: DomainEdges[] = [
  channels,
  access,
  longWork,
  hours,
  friends,
  tags,
  activity,
  membership,
  notices,
  points,
  referrals,
  messages,
  media,
  segments,
  lifecycle,
  links,
  deliveries,
  richmenus,
  surveys,
  feedback,
  autoresponses,
  inbox,
  live,
  sales,
  tiers,
  assignment,
  service,
  reports,
  campaigns,
  webhook,
];

/** Every route, job, listener and sweep of the product: one list to look through. */
export const routes = domains.flatMap((domain) => domain.routes ?? []);
export const jobs = domains.flatMap((domain) => domain.jobs ?? []);
export const listeners = domains.flatMap((domain) => domain.listeners ?? []);
export const sweeps = domains.flatMap((domain) => domain.sweeps ?? []);
export const operations = domains.flatMap((domain) => domain.operations ?? []);
export const holdings = domains.flatMap((domain) => domain.holdings ?? []);
export const timeline = domains.flatMap((domain) => domain.timeline ?? []);
export const references = domains.flatMap((domain) => domain.references ?? []);
export const names = domains.flatMap((domain) => domain.names ?? []);
export const sealed = domains.flatMap((domain) => domain.sealed ?? []);
export const exportSources = domains.flatMap((domain) => domain.exports ?? []);

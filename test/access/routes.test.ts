import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AREA_OF_TAG } from '../../src/access/core/areas.js';
import { routes } from '../../src/domains.js';
import { permissionFor } from '../../src/edges.js';
import { CONSOLE_PAGES } from '../../src/shared/console-pages.js';
import { buildApp, type TestApp } from '../support/build-app.js';
import { aPerson, type Browser } from '../support/staff.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp({ roles: ['server'] });
});
afterAll(() => product.close());

/** Everything that answers without an API key, and why it may. A new way in must be added here on purpose. */
const PUBLIC = [
  'post /webhook/:channelId', // signed by LINE
  'get /healthz',
  'get /readyz',
  'get /metrics',
  'get /t/:token', // a link for everybody
  'get /liff/add/:liffId', // a page inside LINE
  'get /liff/add/:liffId/member', // the same
  'get /liff/add/:liffId/survey', // the same
  'get /', // the console, which shows nothing before one signs in
  ...CONSOLE_PAGES.flatMap((page) => [`get /${page}`, `get /${page}/{*rest}`]), // the same
  'get /api/v1/openapi.json',
  'get /docs',
  'get /media/:id', // a picture for LINE, under an id that nobody can guess
  'get /media/:id/:size', // the same in another size
  'post /liff/account-links/begin',
  'post /liff/arrivals',
  'post /liff/items/claim',
  'post /liff/items/phone',
  'post /liff/items/phone/confirm',
  'post /liff/items/read',
  'post /liff/items/release',
  'post /liff/items/request', // proven by LINE's ID token
  'post /liff/points/check-in', // proven by LINE's ID token
  'post /liff/points/read', // proven by LINE's ID token
  'post /liff/referrals/open', // proven by LINE's ID token
  'post /liff/referrals/read', // proven by LINE's ID token
  'post /liff/surveys/answer', // proven by LINE's ID token
  'post /liff/surveys/read', // proven by LINE's ID token
  'post /liff/tag-openings', // proven by LINE's ID token
  'post /liff/tier/read', // proven by LINE's ID token
  'post /api/v1/session', // signs in
  'post /api/v1/session/link', // proven by a link that nobody can guess
  'post /api/v1/session/link/accept', // the same
  'get /api/v1/session/ways', // says how one can sign in
  'get /api/v1/session/oidc', // leads to the provider of sign-ins
  'get /api/v1/session/oidc/callback', // proven by that provider
];

interface Layer {
  route?: { path: string; methods: Record<string, boolean> };
  handle: { stack?: Layer[] };
}

function listRoutes(stack: Layer[]): string[] {
  return stack.flatMap(({ route, handle }) =>
    route
      ? Object.keys(route.methods).map((method) => `${method} ${route.path}`)
      : handle.stack
        ? listRoutes(handle.stack)
        : [],
  );
}

test('every route of the server is either public on purpose, for who is signed in, or needs a permission', () => {
  const { stack } = (product.app.http as unknown as { router: { stack: Layer[] } }).router;
  const guarded = routes.filter(({ access }) => !('public' in access)).map(({ method, path }) => `${method} ${path}`);
  expect(listRoutes(stack).toSorted()).toEqual([...PUBLIC, ...guarded].toSorted());
});

test('the routes and who may call them', () => {
  const table = routes
    .map((route) => `${route.method} ${route.path} ${permissionFor(route) ?? Object.keys(route.access)[0]}`)
    .toSorted();
  expect(table).toMatchInlineSnapshot(`
   [
     "delete /api/v1/api-keys/:id apiKeys:admin",
     "delete /api/v1/attributes/:name attributes:write",
     "delete /api/v1/calendars/:id service:write",
     "delete /api/v1/conversations/:id/draft inbox:write",
     "delete /api/v1/conversations/:id/notes/:noteId inbox:write",
     "delete /api/v1/conversations/:id/scheduled-messages/:messageId inbox:send",
     "delete /api/v1/feedback-digests/:department feedback:admin",
     "delete /api/v1/friends/:id/blacklist friends:write",
     "delete /api/v1/friends/:id/consent/:purpose friends:write",
     "delete /api/v1/friends/:id/notes/:noteId friends:write",
     "delete /api/v1/friends/:id/stage-lock lifecycle:write",
     "delete /api/v1/friends/:id/tier tiers:write",
     "delete /api/v1/inbox/canned-responses/:id inbox:write",
     "delete /api/v1/inbox/macros/:id inbox:write",
     "delete /api/v1/inbox/views/:id inbox:write",
     "delete /api/v1/media/:id media:write",
     "delete /api/v1/message-sets/:id messages:write",
     "delete /api/v1/point-rules/:id points:write",
     "delete /api/v1/roles/:key staff:admin",
     "delete /api/v1/segments/:id segments:write",
     "delete /api/v1/session signedIn",
     "delete /api/v1/session/everywhere signedIn",
     "delete /api/v1/session/list/:id signedIn",
     "delete /api/v1/staff/:id staff:admin",
     "delete /api/v1/tag-folders/:id tags:write",
     "delete /api/v1/tag-links/:id tags:write",
     "delete /api/v1/tag-rules/:id tags:write",
     "delete /api/v1/tags/:tagId tags:write",
     "delete /api/v1/teams/:id staff:admin",
     "get /api/v1/access-settings staff:read",
     "get /api/v1/add-links friends:read",
     "get /api/v1/allowance sending:read",
     "get /api/v1/api-keys apiKeys:admin",
     "get /api/v1/attributes attributes:read",
     "get /api/v1/attributes/:name/used-by attributes:read",
     "get /api/v1/audit audit:admin",
     "get /api/v1/audit.csv audit:admin",
     "get /api/v1/auto-responses autoResponses:read",
     "get /api/v1/calendars service:read",
     "get /api/v1/calendars/:id service:read",
     "get /api/v1/calendars/:id/moment service:read",
     "get /api/v1/calendars/:id/versions service:read",
     "get /api/v1/campaigns campaigns:read",
     "get /api/v1/campaigns/:id campaigns:read",
     "get /api/v1/campaigns/:id/history campaigns:read",
     "get /api/v1/campaigns/:id/preflight campaigns:read",
     "get /api/v1/campaigns/:id/recipients campaigns:read",
     "get /api/v1/campaigns/:id/recipients.csv exports:read",
     "get /api/v1/campaigns/:id/report campaigns:read",
     "get /api/v1/campaigns/:id/report.csv campaigns:read",
     "get /api/v1/campaigns/states campaigns:read",
     "get /api/v1/channels channels:read",
     "get /api/v1/channels/:channelId channels:read",
     "get /api/v1/check-in points:read",
     "get /api/v1/conversations inbox:read",
     "get /api/v1/conversations/:id inbox:read",
     "get /api/v1/conversations/:id/assignment inbox:read",
     "get /api/v1/conversations/:id/draft inbox:read",
     "get /api/v1/conversations/:id/media/:messageId inbox:read",
     "get /api/v1/conversations/:id/messages inbox:read",
     "get /api/v1/conversations/:id/scheduled-messages inbox:read",
     "get /api/v1/conversations/:id/service inbox:read",
     "get /api/v1/costs sending:read",
     "get /api/v1/coupons messages:read",
     "get /api/v1/deliveries/unknown deliveries:read",
     "get /api/v1/erasures erasures:admin",
     "get /api/v1/erasures/:id erasures:admin",
     "get /api/v1/exports/:file exports:admin",
     "get /api/v1/feedback feedback:read",
     "get /api/v1/feedback-digests feedback:admin",
     "get /api/v1/feedback/:id feedback:read",
     "get /api/v1/feedback/counts feedback:read",
     "get /api/v1/friends friends:read",
     "get /api/v1/friends/:id friends:read",
     "get /api/v1/friends/:id/account-links membership:read",
     "get /api/v1/friends/:id/activities friends:read",
     "get /api/v1/friends/:id/check-in points:read",
     "get /api/v1/friends/:id/clv sales:read",
     "get /api/v1/friends/:id/deliveries deliveries:read",
     "get /api/v1/friends/:id/export.ndjson exports:admin",
     "get /api/v1/friends/:id/health lifecycle:read",
     "get /api/v1/friends/:id/held erasures:read",
     "get /api/v1/friends/:id/notes friends:read",
     "get /api/v1/friends/:id/orders sales:read",
     "get /api/v1/friends/:id/points points:read",
     "get /api/v1/friends/:id/points/audit points:read",
     "get /api/v1/friends/:id/points/entries points:read",
     "get /api/v1/friends/:id/referral-link referrals:read",
     "get /api/v1/friends/:id/referral-link/:file referrals:read",
     "get /api/v1/friends/:id/rich-menu richMenus:read",
     "get /api/v1/friends/:id/stage/history lifecycle:read",
     "get /api/v1/friends/:id/stage/why lifecycle:read",
     "get /api/v1/friends/:id/tags friends:read",
     "get /api/v1/friends/:id/tags/:tagId/ledger friends:read",
     "get /api/v1/friends/:id/tier tiers:read",
     "get /api/v1/friends/:id/timeline friends:read",
     "get /api/v1/friends/search friends:read",
     "get /api/v1/holidays/:country service:read",
     "get /api/v1/inbox/agents inbox:read",
     "get /api/v1/inbox/agents/:id inbox:read",
     "get /api/v1/inbox/assignment assignment:read",
     "get /api/v1/inbox/canned-responses inbox:read",
     "get /api/v1/inbox/counts inbox:read",
     "get /api/v1/inbox/macros inbox:read",
     "get /api/v1/inbox/presence inbox:read",
     "get /api/v1/inbox/routing assignment:read",
     "get /api/v1/inbox/search inbox:read",
     "get /api/v1/inbox/settings inbox:read",
     "get /api/v1/inbox/stream inbox:read",
     "get /api/v1/inbox/views inbox:read",
     "get /api/v1/inbox/waiting inbox:read",
     "get /api/v1/items membership:read",
     "get /api/v1/items/:serial membership:read",
     "get /api/v1/lifecycle/clv sales:read",
     "get /api/v1/lifecycle/flows lifecycle:read",
     "get /api/v1/lifecycle/overdue lifecycle:read",
     "get /api/v1/lifecycle/report lifecycle:read",
     "get /api/v1/lifecycle/rfm lifecycle:read",
     "get /api/v1/lifecycle/settings lifecycle:read",
     "get /api/v1/links links:read",
     "get /api/v1/links/:id/clicks links:read",
     "get /api/v1/media media:read",
     "get /api/v1/media/:id media:read",
     "get /api/v1/menu-rules richMenus:read",
     "get /api/v1/message-sets messages:read",
     "get /api/v1/message-sets/:id messages:read",
     "get /api/v1/message-sets/:id/versions messages:read",
     "get /api/v1/notices notices:read",
     "get /api/v1/operations operations:read",
     "get /api/v1/operations/:id operations:read",
     "get /api/v1/operations/:id/errors.csv operations:read",
     "get /api/v1/ownership-requests membership:read",
     "get /api/v1/point-rules points:read",
     "get /api/v1/points/settings points:read",
     "get /api/v1/questionnaires surveys:read",
     "get /api/v1/questionnaires/:id surveys:read",
     "get /api/v1/questionnaires/:id/responses surveys:read",
     "get /api/v1/questionnaires/:id/results surveys:read",
     "get /api/v1/referral-program referrals:read",
     "get /api/v1/referrals referrals:read",
     "get /api/v1/reports/inbox reports:read",
     "get /api/v1/reports/inbox.csv exports:read",
     "get /api/v1/reports/inbox/conversations reports:read",
     "get /api/v1/reports/inbox/conversations.csv exports:read",
     "get /api/v1/rich-menus richMenus:read",
     "get /api/v1/rich-menus/drift richMenus:read",
     "get /api/v1/rich-menus/plan richMenus:read",
     "get /api/v1/rich-menus/status richMenus:read",
     "get /api/v1/rich-menus/taps richMenus:read",
     "get /api/v1/roles staff:read",
     "get /api/v1/roles/:key staff:read",
     "get /api/v1/segments segments:read",
     "get /api/v1/segments/:id segments:read",
     "get /api/v1/segments/:id/friends segments:read",
     "get /api/v1/segments/:id/friends/:friendId/why segments:read",
     "get /api/v1/segments/:id/transitions segments:read",
     "get /api/v1/segments/:id/versions segments:read",
     "get /api/v1/sending-policy sending:read",
     "get /api/v1/service-policies service:read",
     "get /api/v1/service-policies/:id service:read",
     "get /api/v1/service-policies/:id/versions service:read",
     "get /api/v1/service-rules service:read",
     "get /api/v1/session signedIn",
     "get /api/v1/session/list signedIn",
     "get /api/v1/session/oidc public",
     "get /api/v1/session/oidc/callback public",
     "get /api/v1/session/ways public",
     "get /api/v1/staff staff:read",
     "get /api/v1/staff/:id staff:read",
     "get /api/v1/stage-policy lifecycle:read",
     "get /api/v1/stage-policy/templates lifecycle:read",
     "get /api/v1/stage-policy/versions lifecycle:read",
     "get /api/v1/surveys/:id/results surveys:read",
     "get /api/v1/surveys/satisfaction surveys:read",
     "get /api/v1/tag-folders tags:read",
     "get /api/v1/tag-links tags:read",
     "get /api/v1/tag-links/:id tags:read",
     "get /api/v1/tag-links/:id/:file tags:read",
     "get /api/v1/tag-recipes tags:read",
     "get /api/v1/tag-rules tags:read",
     "get /api/v1/tags tags:read",
     "get /api/v1/tags/:tagId tags:read",
     "get /api/v1/tags/:tagId/figures tags:read",
     "get /api/v1/tags/:tagId/used-by tags:read",
     "get /api/v1/teams staff:read",
     "get /api/v1/teams/:id staff:read",
     "get /api/v1/teams/:id/assignment assignment:read",
     "get /api/v1/tier-program tiers:read",
     "get /api/v1/tier-program/versions tiers:read",
     "get /media/:id public",
     "get /media/:id/:size public",
     "patch /api/v1/attributes/:name attributes:write",
     "patch /api/v1/campaigns/:id campaigns:send",
     "patch /api/v1/channels/:channelId channels:admin",
     "patch /api/v1/conversations/:id inbox:write",
     "patch /api/v1/feedback/:id feedback:write",
     "patch /api/v1/friends/:id/attributes friends:write",
     "patch /api/v1/friends/:id/notes/:noteId friends:write",
     "patch /api/v1/inbox/agents/:id assignment:admin",
     "patch /api/v1/point-rules/:id points:write",
     "patch /api/v1/staff/:id staff:admin",
     "patch /api/v1/tag-folders/:id tags:write",
     "patch /api/v1/tag-rules/:id tags:write",
     "patch /api/v1/tags/:tagId tags:write",
     "patch /api/v1/teams/:id staff:admin",
     "post /api/v1/account-links/nonces membership:write",
     "post /api/v1/add-links friends:write",
     "post /api/v1/api-keys apiKeys:admin",
     "post /api/v1/attributes attributes:write",
     "post /api/v1/auto-responses autoResponses:write",
     "post /api/v1/calendars service:write",
     "post /api/v1/campaigns campaigns:send",
     "post /api/v1/campaigns/:id/approve approvals:send",
     "post /api/v1/campaigns/:id/cancel campaigns:send",
     "post /api/v1/campaigns/:id/copy campaigns:send",
     "post /api/v1/campaigns/:id/pause campaigns:send",
     "post /api/v1/campaigns/:id/reject approvals:send",
     "post /api/v1/campaigns/:id/resume campaigns:send",
     "post /api/v1/campaigns/:id/retry campaigns:send",
     "post /api/v1/campaigns/:id/schedule campaigns:send",
     "post /api/v1/campaigns/:id/submit campaigns:send",
     "post /api/v1/campaigns/:id/test campaigns:send",
     "post /api/v1/campaigns/:id/unschedule campaigns:send",
     "post /api/v1/channels channels:admin",
     "post /api/v1/conversations/:id/assign inbox:write",
     "post /api/v1/conversations/:id/claim inbox:write",
     "post /api/v1/conversations/:id/hand-over inbox:write",
     "post /api/v1/conversations/:id/loading inbox:send",
     "post /api/v1/conversations/:id/macros inbox:send",
     "post /api/v1/conversations/:id/messages inbox:send",
     "post /api/v1/conversations/:id/notes inbox:write",
     "post /api/v1/conversations/:id/read inbox:write",
     "post /api/v1/conversations/:id/release inbox:write",
     "post /api/v1/conversations/:id/reopen inbox:write",
     "post /api/v1/conversations/:id/resolve inbox:write",
     "post /api/v1/conversations/:id/scheduled-messages inbox:send",
     "post /api/v1/conversations/:id/snooze inbox:write",
     "post /api/v1/coupons messages:write",
     "post /api/v1/coupons/:id/close messages:write",
     "post /api/v1/deliveries/unknown/resolve deliveries:send",
     "post /api/v1/feedback feedback:write",
     "post /api/v1/feedback-digests/:department/retry feedback:admin",
     "post /api/v1/feedback/:id/move feedback:send",
     "post /api/v1/friends/:id/account-links/begin membership:write",
     "post /api/v1/friends/:id/account-links/unlink membership:write",
     "post /api/v1/friends/:id/activities friends:write",
     "post /api/v1/friends/:id/check-in points:write",
     "post /api/v1/friends/:id/conversation inbox:write",
     "post /api/v1/friends/:id/erase erasures:admin",
     "post /api/v1/friends/:id/notes friends:write",
     "post /api/v1/friends/:id/notes/:noteId/restore friends:write",
     "post /api/v1/friends/:id/orders sales:write",
     "post /api/v1/friends/:id/orders/:externalId/refunds sales:write",
     "post /api/v1/friends/:id/ownership-requests membership:write",
     "post /api/v1/friends/:id/points/earn points:write",
     "post /api/v1/friends/:id/points/entries/:entryId/reverse points:write",
     "post /api/v1/friends/:id/points/refold points:admin",
     "post /api/v1/friends/:id/points/spend points:write",
     "post /api/v1/friends/:id/tags/:tagId friends:write",
     "post /api/v1/friends/import imports:write",
     "post /api/v1/friends/import-followers imports:write",
     "post /api/v1/friends/merges erasures:admin",
     "post /api/v1/friends/merges/:id/undo erasures:admin",
     "post /api/v1/friends/merges/preview erasures:read",
     "post /api/v1/inbox/bulk inbox:write",
     "post /api/v1/inbox/canned-responses inbox:write",
     "post /api/v1/inbox/macros inbox:write",
     "post /api/v1/inbox/presence inbox:write",
     "post /api/v1/inbox/routing/preview assignment:read",
     "post /api/v1/inbox/views inbox:write",
     "post /api/v1/items membership:write",
     "post /api/v1/items/:serial/transfer membership:write",
     "post /api/v1/media media:write",
     "post /api/v1/menu-rules/preview richMenus:write",
     "post /api/v1/message-sets messages:write",
     "post /api/v1/message-sets/check messages:read",
     "post /api/v1/messages deliveries:send",
     "post /api/v1/messages/preview deliveries:read",
     "post /api/v1/notices/done notices:write",
     "post /api/v1/notices/undone notices:write",
     "post /api/v1/operations/:id/cancel operations:write",
     "post /api/v1/operations/:id/undo operations:write",
     "post /api/v1/ownership-codes membership:write",
     "post /api/v1/ownership-requests/approve membership:write",
     "post /api/v1/ownership-requests/refuse membership:write",
     "post /api/v1/point-rules points:write",
     "post /api/v1/points/audits points:write",
     "post /api/v1/questionnaires surveys:write",
     "post /api/v1/questionnaires/:id/ask surveys:send",
     "post /api/v1/rich-menus/apply richMenus:write",
     "post /api/v1/rich-menus/drift richMenus:write",
     "post /api/v1/rich-menus/publish richMenus:write",
     "post /api/v1/segments segments:write",
     "post /api/v1/segments/:id/tags/:tagId segments:write",
     "post /api/v1/segments/count segments:read",
     "post /api/v1/segments/friends friends:read",
     "post /api/v1/segments/preview segments:read",
     "post /api/v1/service-policies service:write",
     "post /api/v1/service-policies/:id/preview service:read",
     "post /api/v1/service-rules/apply service:admin",
     "post /api/v1/service-rules/preview service:read",
     "post /api/v1/session public",
     "post /api/v1/session/authenticator signedIn",
     "post /api/v1/session/authenticator/confirm signedIn",
     "post /api/v1/session/authenticator/remove signedIn",
     "post /api/v1/session/link public",
     "post /api/v1/session/link/accept public",
     "post /api/v1/staff staff:admin",
     "post /api/v1/staff/:id/link staff:admin",
     "post /api/v1/staff/:id/reinstate staff:admin",
     "post /api/v1/staff/:id/suspend staff:admin",
     "post /api/v1/stage-policy/preview lifecycle:write",
     "post /api/v1/stage-policy/rollback lifecycle:write",
     "post /api/v1/surveys surveys:write",
     "post /api/v1/tag-folders tags:write",
     "post /api/v1/tag-links tags:write",
     "post /api/v1/tag-rules tags:write",
     "post /api/v1/tag-rules/dry-run tags:read",
     "post /api/v1/tags tags:write",
     "post /api/v1/tags/:tagId/bulk tags:write",
     "post /api/v1/tags/:tagId/bulk/csv tags:write",
     "post /api/v1/tags/:tagId/bulk/rule tags:write",
     "post /api/v1/teams staff:admin",
     "post /api/v1/tier-program/preview tiers:read",
     "post /liff/account-links/begin public",
     "post /liff/arrivals public",
     "post /liff/items/claim public",
     "post /liff/items/phone public",
     "post /liff/items/phone/confirm public",
     "post /liff/items/read public",
     "post /liff/items/release public",
     "post /liff/items/request public",
     "post /liff/points/check-in public",
     "post /liff/points/read public",
     "post /liff/referrals/open public",
     "post /liff/referrals/read public",
     "post /liff/surveys/answer public",
     "post /liff/surveys/read public",
     "post /liff/tag-openings public",
     "post /liff/tier/read public",
     "put /api/v1/access-settings staff:admin",
     "put /api/v1/calendars/:id service:write",
     "put /api/v1/check-in points:admin",
     "put /api/v1/conversations/:id/draft inbox:write",
     "put /api/v1/conversations/:id/notes/:noteId inbox:write",
     "put /api/v1/conversations/:id/presence inbox:write",
     "put /api/v1/feedback-digests/:department feedback:admin",
     "put /api/v1/friends/:id/blacklist friends:write",
     "put /api/v1/friends/:id/consent/:purpose friends:write",
     "put /api/v1/friends/:id/stage lifecycle:write",
     "put /api/v1/friends/:id/tier tiers:write",
     "put /api/v1/inbox/assignment assignment:admin",
     "put /api/v1/inbox/canned-responses/:id inbox:write",
     "put /api/v1/inbox/macros/:id inbox:write",
     "put /api/v1/inbox/presence inbox:write",
     "put /api/v1/inbox/routing assignment:admin",
     "put /api/v1/inbox/settings service:admin",
     "put /api/v1/inbox/views/:id inbox:write",
     "put /api/v1/lifecycle/settings lifecycle:write",
     "put /api/v1/menu-rules richMenus:write",
     "put /api/v1/message-sets/:id messages:write",
     "put /api/v1/points/settings points:admin",
     "put /api/v1/questionnaires/:id surveys:write",
     "put /api/v1/referral-program referrals:admin",
     "put /api/v1/roles/:key staff:admin",
     "put /api/v1/segments/:id segments:write",
     "put /api/v1/sending-policy sending:admin",
     "put /api/v1/service-policies/:id service:write",
     "put /api/v1/service-rules service:admin",
     "put /api/v1/session/password signedIn",
     "put /api/v1/stage-policy lifecycle:write",
     "put /api/v1/teams/:id/assignment assignment:admin",
     "put /api/v1/tier-program tiers:write",
   ]
  `);
});

test('every tag of a route has an area, so that no route needs a permission that nobody can hold', () => {
  expect(routes.filter(({ tag }) => !(tag in AREA_OF_TAG)).map(({ tag }) => tag)).toEqual([]);
});

describe.each(routes.filter(({ access }) => 'scope' in access))('$method $path', ({ method, path, access }) => {
  const url = path.replaceAll(/:\w+/g, '01ARZ3NDEKTSV4RRFFQ69G5FAV');
  const body = method === 'get' || method === 'delete' ? undefined : {};

  test('denies without a key, and with an unknown one', async () => {
    expect(await product.api(method.toUpperCase(), url, body, null)).toMatchObject({
      status: 401,
      body: { error: { code: 'unauthorized' } },
    });
    expect(await product.api(method.toUpperCase(), url, body, 'll_somebody-elses')).toMatchObject({ status: 401 });
  });

  test('denies a key that lacks its scope', async () => {
    const needed = 'scope' in access ? access.scope : '';
    const others = ['read', 'write', 'send', 'admin'].filter((scope) => scope !== needed);
    const { body: made } = await product.api('POST', '/api/v1/api-keys', { name: 'lacking', scopes: others });
    expect(await product.api(method.toUpperCase(), url, body, made.key)).toMatchObject({
      status: 403,
      body: { error: { code: 'forbidden' } },
    });
  });
});

describe('people', () => {
  let nobody: Browser;
  beforeAll(async () => {
    await product.api('PUT', '/api/v1/roles/nobody', { name: 'Nobody', permissions: [], visibility: 'own' });
    nobody = await aPerson(product, 'nobody');
  });

  test.each(routes.filter(({ access }) => 'scope' in access))(
    '$method $path denies who lacks the permission, and who is not signed in',
    async ({ method, path }) => {
      const url = path.replaceAll(/:\w+/g, '01ARZ3NDEKTSV4RRFFQ69G5FAV');
      const body = method === 'get' || method === 'delete' ? undefined : {};
      expect(await nobody.send(method.toUpperCase(), url, {}, body)).toMatchObject({
        status: 403,
        body: { error: { code: 'forbidden' } },
      });
      const cookie = { cookie: 'lifeline-session=somebody-elses' };
      expect((await nobody.send(method.toUpperCase(), url, cookie, body)).status).toBe(401);
    },
  );

  test.each(routes.filter(({ access }) => 'signedIn' in access))(
    '$method $path is for who is signed in, and for no API key',
    async ({ method, path }) => {
      const url = path.replaceAll(/:\w+/g, '01ARZ3NDEKTSV4RRFFQ69G5FAV');
      const body = method === 'get' || method === 'delete' ? undefined : {};
      expect((await product.api(method.toUpperCase(), url, body, null)).status).toBe(401);
      expect((await product.api(method.toUpperCase(), url, body)).status).toBe(403);
    },
  );
});

describe('API keys', () => {
  test('work until they are revoked, and are stored only as a hash', async () => {
    const { status, body } = await product.api('POST', '/api/v1/api-keys', { name: 'shop', scopes: ['read'] });
    expect(status).toBe(201);
    expect((await product.api('GET', '/api/v1/channels', undefined, body.key)).status).toBe(200);
    const listed = await product.api('GET', '/api/v1/api-keys');
    expect(JSON.stringify(listed.body)).not.toContain(body.key);
    expect((await product.api('DELETE', `/api/v1/api-keys/${body.id}`)).status).toBe(200);
    expect((await product.api('GET', '/api/v1/channels', undefined, body.key)).status).toBe(401);
    expect((await product.api('DELETE', `/api/v1/api-keys/${body.id}`)).status).toBe(404);
  });

  test('the bootstrap key is made once: a restart makes no second', async () => {
    await product.restart(['server']);
    const { body } = await product.api('GET', '/api/v1/api-keys');
    expect(body.apiKeys.filter(({ name }: { name: string }) => name === 'bootstrap')).toHaveLength(1);
  });
});

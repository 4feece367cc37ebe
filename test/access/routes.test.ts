import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { routes } from '../../src/domains.js';
import { buildApp, type TestApp } from '../support/build-app.js';

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
  'post /liff/tag-openings', // proven by LINE's ID token
  'post /liff/tier/read', // proven by LINE's ID token
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

test('every route of the server is either public on purpose or needs a scope', () => {
  const { stack } = (product.app.http as unknown as { router: { stack: Layer[] } }).router;
  const guarded = routes.filter(({ access }) => 'scope' in access).map(({ method, path }) => `${method} ${path}`);
  expect(listRoutes(stack).toSorted()).toEqual([...PUBLIC, ...guarded].toSorted());
});

test('the routes and who may call them', () => {
  const table = routes
    .map(({ method, path, access }) => `${method} ${path} ${'scope' in access ? access.scope : 'public'}`)
    .toSorted();
  expect(table).toMatchInlineSnapshot(`
   [
     "delete /api/v1/api-keys/:id admin",
     "delete /api/v1/attributes/:name write",
     "delete /api/v1/feedback-digests/:department admin",
     "delete /api/v1/friends/:id/blacklist write",
     "delete /api/v1/friends/:id/consent/:purpose write",
     "delete /api/v1/friends/:id/notes/:noteId write",
     "delete /api/v1/friends/:id/stage-lock write",
     "delete /api/v1/friends/:id/tier write",
     "delete /api/v1/media/:id write",
     "delete /api/v1/message-sets/:id write",
     "delete /api/v1/point-rules/:id write",
     "delete /api/v1/segments/:id write",
     "delete /api/v1/tag-folders/:id write",
     "delete /api/v1/tag-links/:id write",
     "delete /api/v1/tag-rules/:id write",
     "delete /api/v1/tags/:tagId write",
     "get /api/v1/add-links read",
     "get /api/v1/allowance read",
     "get /api/v1/api-keys admin",
     "get /api/v1/attributes read",
     "get /api/v1/attributes/:name/used-by read",
     "get /api/v1/auto-responses read",
     "get /api/v1/calendars read",
     "get /api/v1/calendars/:id read",
     "get /api/v1/calendars/:id/moment read",
     "get /api/v1/calendars/:id/versions read",
     "get /api/v1/campaigns read",
     "get /api/v1/campaigns/:id read",
     "get /api/v1/campaigns/:id/history read",
     "get /api/v1/campaigns/:id/preflight read",
     "get /api/v1/campaigns/:id/recipients read",
     "get /api/v1/campaigns/:id/recipients.csv read",
     "get /api/v1/campaigns/:id/report read",
     "get /api/v1/campaigns/:id/report.csv read",
     "get /api/v1/channels read",
     "get /api/v1/channels/:channelId read",
     "get /api/v1/check-in read",
     "get /api/v1/costs read",
     "get /api/v1/coupons read",
     "get /api/v1/deliveries/unknown read",
     "get /api/v1/erasures admin",
     "get /api/v1/erasures/:id admin",
     "get /api/v1/exports/:file admin",
     "get /api/v1/feedback read",
     "get /api/v1/feedback-digests admin",
     "get /api/v1/feedback/:id read",
     "get /api/v1/friends read",
     "get /api/v1/friends/:id read",
     "get /api/v1/friends/:id/account-links read",
     "get /api/v1/friends/:id/activities read",
     "get /api/v1/friends/:id/check-in read",
     "get /api/v1/friends/:id/clv read",
     "get /api/v1/friends/:id/deliveries read",
     "get /api/v1/friends/:id/export.ndjson admin",
     "get /api/v1/friends/:id/health read",
     "get /api/v1/friends/:id/notes read",
     "get /api/v1/friends/:id/orders read",
     "get /api/v1/friends/:id/points read",
     "get /api/v1/friends/:id/points/audit read",
     "get /api/v1/friends/:id/points/entries read",
     "get /api/v1/friends/:id/referral-link read",
     "get /api/v1/friends/:id/referral-link/:file read",
     "get /api/v1/friends/:id/rich-menu read",
     "get /api/v1/friends/:id/stage/history read",
     "get /api/v1/friends/:id/stage/why read",
     "get /api/v1/friends/:id/tags read",
     "get /api/v1/friends/:id/tags/:tagId/ledger read",
     "get /api/v1/friends/:id/tier read",
     "get /api/v1/friends/:id/timeline read",
     "get /api/v1/friends/search read",
     "get /api/v1/holidays/:country read",
     "get /api/v1/items read",
     "get /api/v1/items/:serial read",
     "get /api/v1/lifecycle/clv read",
     "get /api/v1/lifecycle/overdue read",
     "get /api/v1/lifecycle/report read",
     "get /api/v1/lifecycle/rfm read",
     "get /api/v1/lifecycle/settings read",
     "get /api/v1/links read",
     "get /api/v1/links/:id/clicks read",
     "get /api/v1/media read",
     "get /api/v1/media/:id read",
     "get /api/v1/menu-rules read",
     "get /api/v1/message-sets read",
     "get /api/v1/message-sets/:id read",
     "get /api/v1/message-sets/:id/versions read",
     "get /api/v1/notices read",
     "get /api/v1/operations read",
     "get /api/v1/operations/:id read",
     "get /api/v1/operations/:id/errors.csv read",
     "get /api/v1/ownership-requests read",
     "get /api/v1/point-rules read",
     "get /api/v1/points/settings read",
     "get /api/v1/questionnaires read",
     "get /api/v1/questionnaires/:id read",
     "get /api/v1/questionnaires/:id/responses read",
     "get /api/v1/questionnaires/:id/results read",
     "get /api/v1/referral-program read",
     "get /api/v1/referrals read",
     "get /api/v1/rich-menus read",
     "get /api/v1/rich-menus/drift read",
     "get /api/v1/rich-menus/plan read",
     "get /api/v1/rich-menus/status read",
     "get /api/v1/rich-menus/taps read",
     "get /api/v1/segments read",
     "get /api/v1/segments/:id read",
     "get /api/v1/segments/:id/friends read",
     "get /api/v1/segments/:id/friends/:friendId/why read",
     "get /api/v1/segments/:id/transitions read",
     "get /api/v1/segments/:id/versions read",
     "get /api/v1/sending-policy read",
     "get /api/v1/service-policies read",
     "get /api/v1/service-policies/:id read",
     "get /api/v1/service-policies/:id/versions read",
     "get /api/v1/stage-policy read",
     "get /api/v1/stage-policy/templates read",
     "get /api/v1/stage-policy/versions read",
     "get /api/v1/surveys/:id/results read",
     "get /api/v1/tag-folders read",
     "get /api/v1/tag-links read",
     "get /api/v1/tag-links/:id read",
     "get /api/v1/tag-links/:id/:file read",
     "get /api/v1/tag-recipes read",
     "get /api/v1/tag-rules read",
     "get /api/v1/tags read",
     "get /api/v1/tags/:tagId read",
     "get /api/v1/tags/:tagId/figures read",
     "get /api/v1/tags/:tagId/used-by read",
     "get /api/v1/tier-program read",
     "get /api/v1/tier-program/versions read",
     "get /media/:id public",
     "get /media/:id/:size public",
     "patch /api/v1/attributes/:name write",
     "patch /api/v1/campaigns/:id send",
     "patch /api/v1/channels/:channelId admin",
     "patch /api/v1/feedback/:id write",
     "patch /api/v1/friends/:id/attributes write",
     "patch /api/v1/friends/:id/notes/:noteId write",
     "patch /api/v1/point-rules/:id write",
     "patch /api/v1/tag-folders/:id write",
     "patch /api/v1/tag-rules/:id write",
     "patch /api/v1/tags/:tagId write",
     "post /api/v1/account-links/nonces write",
     "post /api/v1/add-links write",
     "post /api/v1/api-keys admin",
     "post /api/v1/attributes write",
     "post /api/v1/auto-responses write",
     "post /api/v1/calendars write",
     "post /api/v1/campaigns send",
     "post /api/v1/campaigns/:id/approve send",
     "post /api/v1/campaigns/:id/cancel send",
     "post /api/v1/campaigns/:id/copy send",
     "post /api/v1/campaigns/:id/pause send",
     "post /api/v1/campaigns/:id/reject send",
     "post /api/v1/campaigns/:id/resume send",
     "post /api/v1/campaigns/:id/retry send",
     "post /api/v1/campaigns/:id/schedule send",
     "post /api/v1/campaigns/:id/submit send",
     "post /api/v1/campaigns/:id/test send",
     "post /api/v1/campaigns/:id/unschedule send",
     "post /api/v1/channels admin",
     "post /api/v1/coupons write",
     "post /api/v1/coupons/:id/close write",
     "post /api/v1/deliveries/unknown/resolve send",
     "post /api/v1/feedback write",
     "post /api/v1/feedback/:id/move send",
     "post /api/v1/friends/:id/account-links/begin write",
     "post /api/v1/friends/:id/account-links/unlink write",
     "post /api/v1/friends/:id/activities write",
     "post /api/v1/friends/:id/check-in write",
     "post /api/v1/friends/:id/erase admin",
     "post /api/v1/friends/:id/notes write",
     "post /api/v1/friends/:id/notes/:noteId/restore write",
     "post /api/v1/friends/:id/orders write",
     "post /api/v1/friends/:id/orders/:externalId/refunds write",
     "post /api/v1/friends/:id/ownership-requests write",
     "post /api/v1/friends/:id/points/earn write",
     "post /api/v1/friends/:id/points/entries/:entryId/reverse write",
     "post /api/v1/friends/:id/points/refold admin",
     "post /api/v1/friends/:id/points/spend write",
     "post /api/v1/friends/:id/tags/:tagId write",
     "post /api/v1/friends/import write",
     "post /api/v1/friends/import-followers write",
     "post /api/v1/friends/merges admin",
     "post /api/v1/friends/merges/:id/undo admin",
     "post /api/v1/friends/merges/preview read",
     "post /api/v1/items write",
     "post /api/v1/items/:serial/transfer write",
     "post /api/v1/media write",
     "post /api/v1/menu-rules/preview write",
     "post /api/v1/message-sets write",
     "post /api/v1/message-sets/check read",
     "post /api/v1/messages send",
     "post /api/v1/messages/preview read",
     "post /api/v1/notices/done write",
     "post /api/v1/operations/:id/cancel write",
     "post /api/v1/operations/:id/undo write",
     "post /api/v1/ownership-codes write",
     "post /api/v1/ownership-requests/approve write",
     "post /api/v1/ownership-requests/refuse write",
     "post /api/v1/point-rules write",
     "post /api/v1/points/audits write",
     "post /api/v1/questionnaires write",
     "post /api/v1/questionnaires/:id/ask send",
     "post /api/v1/rich-menus/apply write",
     "post /api/v1/rich-menus/drift write",
     "post /api/v1/rich-menus/publish write",
     "post /api/v1/segments write",
     "post /api/v1/segments/:id/tags/:tagId write",
     "post /api/v1/segments/count read",
     "post /api/v1/segments/preview read",
     "post /api/v1/service-policies write",
     "post /api/v1/service-policies/:id/preview read",
     "post /api/v1/stage-policy/preview write",
     "post /api/v1/stage-policy/rollback write",
     "post /api/v1/surveys write",
     "post /api/v1/tag-folders write",
     "post /api/v1/tag-links write",
     "post /api/v1/tag-rules write",
     "post /api/v1/tag-rules/dry-run read",
     "post /api/v1/tags write",
     "post /api/v1/tags/:tagId/bulk write",
     "post /api/v1/tags/:tagId/bulk/csv write",
     "post /api/v1/tier-program/preview read",
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
     "post /liff/tag-openings public",
     "post /liff/tier/read public",
     "put /api/v1/calendars/:id write",
     "put /api/v1/check-in admin",
     "put /api/v1/feedback-digests/:department admin",
     "put /api/v1/friends/:id/blacklist write",
     "put /api/v1/friends/:id/consent/:purpose write",
     "put /api/v1/friends/:id/stage write",
     "put /api/v1/friends/:id/tier write",
     "put /api/v1/lifecycle/settings write",
     "put /api/v1/menu-rules write",
     "put /api/v1/message-sets/:id write",
     "put /api/v1/points/settings admin",
     "put /api/v1/questionnaires/:id write",
     "put /api/v1/referral-program admin",
     "put /api/v1/segments/:id write",
     "put /api/v1/sending-policy admin",
     "put /api/v1/service-policies/:id write",
     "put /api/v1/stage-policy write",
     "put /api/v1/tier-program write",
   ]
  `);
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

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ERROR_CODES } from '../../src/errors.js';
import { buildApp, type TestApp } from '../support/build-app.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp();
});
afterAll(() => product.close());

test('alive and ready name what they checked', async () => {
  expect(await product.api('GET', '/healthz', undefined, null)).toMatchObject({
    status: 200,
    body: { status: 'alive' },
  });
  expect(await product.api('GET', '/readyz', undefined, null)).toEqual({
    status: 200,
    body: { status: 'ready', store: 'reachable', queue: 'reachable' },
  });
});

test('metrics count requests by route, never by path', async () => {
  await product.api('GET', '/api/v1/friends/01ARZ3NDEKTSV4RRFFQ69G5FAV');
  const { status, body } = await product.api('GET', '/metrics', undefined, null);
  expect(status).toBe(200);
  expect(body).toMatch(
    /lifeline_http_request_seconds_count\{method="GET",route="\/api\/v1\/friends\/:id",status="404"\} 1/,
  );
  expect(body).toContain('lifeline_queue_jobs');
  expect(body).not.toContain('01ARZ3NDEKTSV4RRFFQ69G5FAV');
});

test('the API describes itself, with every route, its scope and its errors', async () => {
  const { status, body } = await product.api('GET', '/api/v1/openapi.json', undefined, null);
  expect(status).toBe(200);
  expect(body.openapi).toBe('3.1.0');
  expect(body.paths['/api/v1/friends/{id}/orders'].post).toMatchObject({
    security: [{ apiKey: [] }, { session: [], csrf: [] }],
    requestBody: {
      content: {
        'application/json': {
          schema: { type: 'object', required: expect.arrayContaining(['externalId', 'totalMinor', 'currency']) },
        },
      },
    },
    responses: { 201: expect.anything(), default: expect.anything() },
  });
  expect(
    body.paths['/api/v1/friends/{id}'].get.responses['200'].content['application/json'].schema.properties.createdAt,
  ).toEqual({ type: 'string', format: 'date-time' });
});

test('every reference of the description leads somewhere within it', async () => {
  const { body } = await product.api('GET', '/api/v1/openapi.json', undefined, null);
  const references = Array.from(JSON.stringify(body).matchAll(/"\$ref":"([^"]+)"/g), ([, reference = '']) => reference);
  expect(references).toContain('#/components/schemas/SegmentRule');
  const missing = references.filter(
    (reference) => !(reference.replace('#/components/schemas/', '') in body.components.schemas),
  );
  expect(missing).toEqual([]);
});

test('the documentation page and its parts are served from here', async () => {
  const page = await product.api('GET', '/docs', undefined, null);
  expect(page.body).toContain('/docs/assets/swagger-ui-bundle.js');
  for (const part of [
    '/docs/assets/swagger-ui-bundle.js',
    '/docs/assets/swagger-ui.css',
    '/docs/page/docs.js',
    '/liff/assets/add.js',
    '/liff/add/2000000002-abcdefgh',
    '/liff/add/2000000002-abcdefgh/survey',
  ]) {
    expect((await product.api('GET', part, undefined, null)).status).toBe(200);
  }
});

test('every address of the console answers with it: only its own scripts run, nobody frames it, its files are kept for good', async () => {
  for (const path of ['/', '/inbox', '/inbox/01ARZ3NDEKTSV4RRFFQ69G5FAV', '/sign-in', '/welcome']) {
    const answer = await fetch(`${product.url}${path}`);
    expect({ path, status: answer.status, kept: answer.headers.get('cache-control') }).toEqual({
      path,
      status: 200,
      kept: 'no-cache',
    });
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/(^|;)script-src 'self'(;|$)/);
    expect(policy).toContain("frame-ancestors 'none'");
  }
  const html = await (await fetch(product.url)).text();
  expect(html).not.toMatch(/<script(?![^>]*\ssrc=)/);
  const [, script = ''] = /src="(\/console\/assets\/[^"]+\.js)"/.exec(html) ?? [];
  const file = await fetch(`${product.url}${script}`);
  expect(file.status).toBe(200);
  expect(file.headers.get('cache-control')).toContain('immutable');
  expect((await product.api('GET', '/console/assets/none.js', undefined, null)).status).toBe(404);
});

test('what pages inside LINE consist of may be kept for good, because another version has another address', async () => {
  const page = await product.api('GET', '/liff/add/2000000002-abcdefgh', undefined, null);
  const [script = ''] = /\/liff\/assets\/\w+\/add\.js/.exec(String(page.body)) ?? [];
  const keptFor = async (path: string) => (await fetch(`${product.url}${path}`)).headers.get('cache-control');
  expect(await keptFor(script)).toBe('public, max-age=31536000, immutable');
  const older = script.replace(/assets\/\w+/, 'assets/0123456789ab');
  expect(await keptFor(older)).toBe('public, max-age=0');
  expect((await fetch(`${product.url}${older}`)).status).toBe(200);
});

describe('errors', () => {
  test.each([
    ['GET', '/nowhere', undefined, 404, 'not_found'],
    ['GET', '/api/v1/friends/not-an-id', undefined, 400, 'invalid_input'],
    ['GET', '/api/v1/friends?limit=-1', undefined, 400, 'invalid_input'],
    ['GET', '/api/v1/friends?limit=abc', undefined, 400, 'invalid_input'],
    ['POST', '/api/v1/tags', { tagId: 'bad id', name: 'x' }, 400, 'invalid_input'],
    ['POST', '/api/v1/tags', { tagId: 'a', name: 'x', unheardOf: 1 }, 400, 'invalid_input'],
    [
      'POST',
      '/api/v1/campaigns',
      { name: 'x', audience: { nobody: 1 }, content: { template: 'greeting' }, sendAt: 'soon' },
      400,
      'invalid_input',
    ],
    [
      'POST',
      '/api/v1/campaigns',
      { name: 'x', audience: { everyone: true }, content: { template: 'unheard-of' }, sendAt: '2026-01-01T00:00:00Z' },
      400,
      'invalid_input',
    ],
  ])('%s %s %j answers %i %s', async (method, path, body, status, code) => {
    const answer = await product.api(method, path, body);
    expect(answer).toMatchObject({ status, body: { error: { code, message: expect.stringMatching(/\S/) } } });
    expect(Object.keys(ERROR_CODES)).toContain(answer.body.error.code);
  });

  test('name the field and what is allowed', async () => {
    const { body } = await product.api('POST', '/api/v1/tags', { tagId: 'bad id', name: 'x' });
    expect(body.error.message).toContain('tagId');
    expect(body.error.details).toEqual([
      expect.objectContaining({ path: 'tagId', message: expect.stringContaining('letters, digits and hyphens') }),
    ]);
  });

  test('a body that is not JSON, and one that is too large', async () => {
    const post = (body: string) =>
      fetch(`${product.url}/api/v1/tags`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer x' },
        body,
      });
    expect((await post('{')).status).toBe(400);
    expect((await post(JSON.stringify({ name: 'x'.repeat(1_200_000) }))).status).toBe(413);
  });

  test('never show how we are built', async () => {
    const answer = await fetch(`${product.url}/nowhere`);
    expect(answer.headers.get('x-powered-by')).toBeNull();
    expect(await answer.text()).not.toMatch(/at .*\.[jt]s/);
  });

  test('say whether the store or LINE is away, so that callers know to try again', async () => {
    await product.control.inject({ path: '/v2/bot/richmenu', kind: 'serverError' });
    const published = await product.api('POST', '/api/v1/rich-menus/publish', {});
    expect([200, 503]).toContain(published.status);
    if (published.status === 503) expect(published.body.error.code).toBe('line_unavailable');
    await product.control.clearFaults();
    product.storeProxy.cut();
    expect(await product.api('GET', '/api/v1/friends')).toMatchObject({
      status: 503,
      body: { error: { code: 'store_unavailable' } },
    });
    product.storeProxy.mend();
  });
});

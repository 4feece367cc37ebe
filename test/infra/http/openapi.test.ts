import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { buildOpenApi } from '../../../src/infra/http/openapi.js';

interface Document {
  openapi: string;
  info: object;
  servers: object[];
  paths: Record<string, Record<string, Record<string, unknown>>>;
  components: { schemas: { Error: object }; securitySchemes: object };
}
type Route = Parameters<typeof buildOpenApi>[0][number];

const aRoute = (changes: Partial<Route> = {}): Route => ({
  method: 'get',
  path: '/api/v1/friends',
  summary: 'List friends',
  tag: 'Friends',
  status: 200,
  access: { scope: 'read' },
  permission: 'friends:read',
  ...changes,
});
const build = async (...routes: Route[]) =>
  (await buildOpenApi(routes, { version: '0.1.0', serverUrl: 'https://crm.example.com' })) as Document;
const operation = async (changes: Partial<Route>) => {
  const [methods = {}] = Object.values((await build(aRoute(changes))).paths);
  return Object.values(methods)[0] ?? {};
};

describe('the document of the HTTP interface', () => {
  test('says what it is, where it is, and how to get in', async () => {
    expect(await build()).toMatchObject({
      openapi: '3.1.0',
      info: { title: 'Lifeline', version: '0.1.0' },
      servers: [{ url: 'https://crm.example.com' }],
      paths: {},
      components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } } },
    });
  });

  test('has the methods of one path together, its parameters in braces', async () => {
    const path = '/api/v1/friends/:friendId/tags/:tagId';
    const { paths } = await build(aRoute({ path }), aRoute({ path, method: 'delete' }), aRoute());
    expect(Object.keys(paths)).toEqual(['/api/v1/friends/{friendId}/tags/{tagId}', '/api/v1/friends']);
    expect(Object.keys(paths['/api/v1/friends/{friendId}/tags/{tagId}'] ?? {})).toEqual(['get', 'delete']);
  });

  test('says who may call: with which scope, or why everybody', async () => {
    const description = 'A person needs the permission friends:read, an API key the scope read.';
    expect(await operation({})).toMatchObject({ security: [{ apiKey: [] }, { session: [] }], description });
    expect(await operation({ method: 'post' })).toMatchObject({
      security: [{ apiKey: [] }, { session: [], csrf: [] }],
    });
    expect(await operation({ access: { signedIn: 'For oneself.' }, permission: null })).toMatchObject({
      security: [{ session: [] }],
      description: 'For oneself.',
    });
    expect(await operation({ access: { public: 'Friends open it from a message.' } })).toMatchObject({
      security: [],
      description: 'Friends open it from a message.',
    });
  });

  test('shows a file that is taken and a file that is given', async () => {
    const file = { schema: { type: 'string', format: 'binary' } };
    expect(await operation({ method: 'post', upload: { contentTypes: ['text/csv'], bytesMax: 10 } })).toMatchObject({
      requestBody: { required: true, description: 'A file of at most 10 bytes.', content: { 'text/csv': file } },
    });
    expect(await operation({ download: { contentTypes: ['text/csv', 'application/x-ndjson'] } })).toMatchObject({
      responses: { 200: { content: { 'text/csv': file, 'application/x-ndjson': file } } },
    });
  });

  test('has every path parameter required, a query parameter only where it is', async () => {
    const { parameters } = await operation({
      params: z.object({ friendId: z.string() }),
      query: z.strictObject({ after: z.string(), limit: z.coerce.number().int().max(200).default(50) }),
    });
    expect(parameters).toMatchObject([
      { name: 'friendId', in: 'path', required: true, schema: { type: 'string' } },
      { name: 'after', in: 'query', required: true, schema: { type: 'string' } },
      { name: 'limit', in: 'query', required: false, schema: { type: 'integer', default: 50, maximum: 200 } },
    ]);
  });

  test('shows a body as callers send it and an answer as they get it: defaults, and dates as text', async () => {
    const schema = z.strictObject({ name: z.string(), weight: z.number().default(1), at: z.date().nullable() });
    const { requestBody, responses } = await operation({ method: 'post', status: 201, body: schema, response: schema });
    const date = { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] };
    expect(requestBody).toMatchObject({
      required: true,
      content: { 'application/json': { schema: { required: ['name', 'at'], properties: { at: date } } } },
    });
    expect(responses).toMatchObject({
      201: {
        content: { 'application/json': { schema: { required: ['name', 'weight', 'at'], properties: { at: date } } } },
      },
    });
  });

  test('has no body and no content where there is none', async () => {
    const { requestBody, responses } = await operation({ status: 204 });
    expect(requestBody).toBeUndefined();
    expect(responses).toMatchObject({ 204: { description: 'Done' } });
    expect(responses).not.toHaveProperty('204.content');
  });

  test('describes every refusal once, for all routes', async () => {
    expect((await operation({}))['responses']).toMatchObject({
      default: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } },
    });
    expect((await build()).components.schemas.Error).toMatchObject({
      properties: {
        error: { properties: { code: { type: 'string' }, message: { type: 'string' } }, required: ['code', 'message'] },
      },
      required: ['error'],
    });
  });

  test('has a schema with a name of its own once, also one that contains itself', async () => {
    const Rule: z.ZodType = z.lazy(() => z.object({ all: z.array(Rule) })).meta({ id: 'Rule' });
    const { paths, components } = await build(
      aRoute({ method: 'post', body: z.object({ rule: Rule }), response: z.object({ rule: Rule }) }),
    );
    const json = (name: string) => ({ 'application/json': { schema: { properties: { rule: { $ref: name } } } } });
    expect(paths['/api/v1/friends']?.['post']).toMatchObject({
      requestBody: { content: json('#/components/schemas/Rule') },
      responses: { 200: { content: json('#/components/schemas/RuleRead') } },
    });
    expect(components.schemas).toMatchObject({
      Rule: { properties: { all: { items: { $ref: '#/components/schemas/Rule' } } } },
      RuleRead: { properties: { all: { items: { $ref: '#/components/schemas/RuleRead' } } } },
    });
    expect(JSON.stringify(paths)).not.toContain('$defs');
  });
});

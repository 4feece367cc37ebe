import { setImmediate as othersTurn } from 'node:timers/promises';
import { z } from 'zod';

interface DocumentedRoute {
  method: string;
  path: string;
  summary: string;
  tag: string;
  status: number;
  access: { scope: string; startedBy?: unknown } | { signedIn: string } | { public: string };
  /** What a person needs for it, as area:scope. */
  permission: string | null;
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  response?: z.ZodType;
  upload?: { contentTypes: string[]; bytesMax: number };
  download?: { contentTypes: string[] };
  events?: z.ZodType;
}

type Schemas = Record<string, object>;

/**
 * The OpenAPI 3.1 document of these routes, from the same schemas that check the requests. A schema with an id of its own
 * (`.meta({ id })`) stands once among the components; what it looks like when it leaves the server is named `...Read`. All
 * routes take about a second of work, so other requests have their turn after each.
 */
export async function buildOpenApi(
  routes: DocumentedRoute[],
  { version, serverUrl }: { version: string; serverUrl: string },
): Promise<object> {
  const schemas: Schemas = {};
  schemas['Error'] = jsonSchema(ErrorBody, 'output', schemas);
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operation(route, schemas) };
    await othersTurn();
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Lifeline', version, description: 'Social CRM for LINE Official Accounts.' },
    servers: [{ url: serverUrl }],
    paths,
    components: {
      securitySchemes: SECURITY_SCHEMES,
      schemas,
    },
  };
}

const SECURITY_SCHEMES = {
  apiKey: { type: 'http', scheme: 'bearer', description: 'An API key, for programs.' },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'lifeline-session',
    description: 'The session of a person; over https the cookie is named __Host-lifeline-session.',
  },
  csrf: {
    type: 'apiKey',
    in: 'header',
    name: 'x-csrf-token',
    description: 'Goes with the session for every change: GET /api/v1/session says it.',
  },
};

/** A program sends its key; a browser the cookie, and for a change the token of its session. */
function security({ access, permission, method }: DocumentedRoute): object {
  if ('public' in access) return { security: [], description: access.public };
  const session = method === 'get' ? { session: [] } : { session: [], csrf: [] };
  if ('signedIn' in access) return { security: [session], description: access.signedIn };
  const own = access.startedBy ? ' Whoever started it needs neither.' : '';
  const description = `A person needs the permission ${permission}, an API key the scope ${access.scope}.${own}`;
  return { security: [{ apiKey: [] }, session], description };
}

const ErrorBody = z.object({
  error: z.object({ code: z.string(), message: z.string(), details: z.unknown().optional() }),
});

function operation(route: DocumentedRoute, schemas: Schemas): object {
  const { summary, tag, status, params, query, body, response, upload, download, events } = route;
  const json = (schema: z.ZodType, io: 'input' | 'output', type = 'application/json') => ({
    content: { [type]: { schema: jsonSchema(schema, io, schemas) } },
  });
  return {
    summary,
    tags: [tag],
    ...security(route),
    parameters: [...parameters('path', params, schemas), ...parameters('query', query, schemas)],
    ...(body ? { requestBody: { required: true, ...json(body, 'input') } } : {}),
    ...(upload ? { requestBody: uploadBody(upload) } : {}),
    responses: {
      [status]: {
        description: 'Done',
        ...(response ? json(response, 'output') : {}),
        ...(events ? json(events, 'output', 'text/event-stream') : {}),
        ...(download ? { content: files(download.contentTypes) } : {}),
      },
      default: {
        description: 'Refused',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  };
}

/** A body or answer that is a file of one of these types. */
const files = (contentTypes: string[]) =>
  Object.fromEntries(contentTypes.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]));

const uploadBody = ({ contentTypes, bytesMax }: NonNullable<DocumentedRoute['upload']>) => ({
  required: true,
  description: `A file of at most ${bytesMax} bytes.`,
  content: files(contentTypes),
});

function parameters(place: 'path' | 'query', schema: z.ZodType | undefined, schemas: Schemas): object[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = jsonSchema(schema, 'input', schemas) as {
    properties?: Record<string, object>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
}

/** The JSON Schema of one schema; those with an id move to the components. Dates travel as ISO 8601 text. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output', schemas: Schemas): object {
  const { $schema: _dialect, ...converted } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema: json }) => {
      if (zodSchema._zod.def.type === 'date') Object.assign(json, { type: 'string', format: 'date-time' });
    },
  });
  const suffix = io === 'output' ? 'Read' : '';
  const text = JSON.stringify(converted).replaceAll(/"#\/\$defs\/([^"]+)"/g, `"#/components/schemas/$1${suffix}"`);
  const { $defs = {}, ...own } = JSON.parse(text) as { $defs?: Schemas };
  for (const [id, definition] of Object.entries($defs)) {
    const { id: _id, ...rest } = definition as { id?: string };
    schemas[`${id}${suffix}`] = rest;
  }
  return own;
}

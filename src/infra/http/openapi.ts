import { z } from 'zod';

interface DocumentedRoute {
  method: string;
  path: string;
  summary: string;
  tag: string;
  status: number;
  access: { scope: string } | { public: string };
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  response?: z.ZodType;
}

/** The OpenAPI 3.1 document of these routes, from the same schemas that check the requests. */
export function buildOpenApi(
  routes: DocumentedRoute[],
  { version, serverUrl }: { version: string; serverUrl: string },
): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Lifeline', version, description: 'Social CRM for LINE Official Accounts.' },
    servers: [{ url: serverUrl }],
    paths,
    components: {
      securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: 'An API key.' } },
      schemas: { Error: jsonSchema(ErrorBody, 'output') },
    },
  };
}

const ErrorBody = z.object({
  error: z.object({ code: z.string(), message: z.string(), details: z.unknown().optional() }),
});

function operation({ summary, tag, status, access, params, query, body, response }: DocumentedRoute): object {
  const scope = 'scope' in access ? access.scope : null;
  return {
    summary,
    tags: [tag],
    ...(scope === null
      ? { security: [], description: (access as { public: string }).public }
      : { security: [{ apiKey: [] }], description: `Needs the scope ${scope}.` }),
    parameters: [...parameters('path', params), ...parameters('query', query)],
    ...(body
      ? { requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(body, 'input') } } } }
      : {}),
    responses: {
      [status]: {
        description: 'Done',
        ...(response ? { content: { 'application/json': { schema: jsonSchema(response, 'output') } } } : {}),
      },
      default: {
        description: 'Refused',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  };
}

function parameters(place: 'path' | 'query', schema: z.ZodType | undefined): object[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = jsonSchema(schema, 'input') as {
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

/** Dates travel as ISO 8601 text, which JSON Schema has no type for. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema: json }) => {
      if (zodSchema._zod.def.type === 'date') Object.assign(json, { type: 'string', format: 'date-time' });
    },
  });
  return rest;
}

import type { z } from 'zod';
import type { Context } from './context.js';
import type { DomainEvent, EventDefinition } from './infra/announcements/event.js';

/** A queue job: its payload holds ids only, its handler calls one verb and may run twice. */
export interface JobDefinition {
  name: string;
  concurrency: number;
  run(ctx: Context, payload: unknown): Promise<void>;
}

/** Declares a job; the payload is parsed before the handler sees it. */
export function defineJob<Payload>(definition: {
  name: string;
  payload: z.ZodType<Payload>;
  concurrency: number;
  handle(ctx: Context, payload: Payload): Promise<void>;
}): JobDefinition {
  const { name, payload, concurrency, handle } = definition;
  return { name, concurrency, run: (ctx, given) => handle(ctx, payload.parse(given)) };
}

/** Reacts to domain events of other domains. May run twice for one event; acts once. */
export interface ListenerDefinition {
  id: string;
  on: string[];
  run(ctx: Context, event: DomainEvent): Promise<void>;
}

/** Declares a listener to one kind of event; the payload is typed by the event's definition. */
export function defineListener<Payload>(definition: {
  id: string;
  on: EventDefinition<Payload> | EventDefinition<Payload>[];
  handle(ctx: Context, event: DomainEvent<Payload>): Promise<void>;
}): ListenerDefinition {
  const events = Array.isArray(definition.on) ? definition.on : [definition.on];
  const byName = new Map(events.map((event) => [event.name, event]));
  return {
    id: definition.id,
    on: [...byName.keys()],
    run: (ctx, event) => {
      const known = byName.get(event.name);
      if (!known) throw new Error(`Listener ${definition.id} does not listen to ${event.name}.`);
      return definition.handle(ctx, { ...event, payload: known.payload.parse(event.payload) });
    },
  };
}

/** Finds what is due or was lost, and fans out; it does not do the work itself. Runs every few seconds on every worker. */
export interface SweepDefinition {
  name: string;
  run(ctx: Context): Promise<void>;
}

/** Scopes that an API key can hold. */
export const SCOPES = ['read', 'write', 'send', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** Who may call a route: nobody without an API key of this scope, unless the route says `public` and why. */
export type Access = { scope: Scope } | { public: string };

/** One HTTP route: who may call it, what it takes and gives. The OpenAPI document and the route test read the same value. */
export interface RouteDefinition {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Express path, e.g. `/api/v1/friends/:id`. */
  path: string;
  access: Access;
  summary: string;
  tag: string;
  status: number;
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  response?: z.ZodType;
  run(ctx: Context, input: { params: unknown; query: unknown; body: unknown }): Promise<unknown>;
}

/** Declares a JSON route; params, query and body are parsed before the handler sees them. */
export function defineRoute<Params = undefined, Query = undefined, Body = undefined>(definition: {
  method: RouteDefinition['method'];
  path: string;
  access: Access;
  summary: string;
  tag: string;
  status?: number;
  params?: z.ZodType<Params>;
  query?: z.ZodType<Query>;
  body?: z.ZodType<Body>;
  response?: z.ZodType;
  handle(ctx: Context, input: { params: Params; query: Query; body: Body }): Promise<unknown>;
}): RouteDefinition {
  const { handle, status = 200, ...rest } = definition;
  return {
    ...rest,
    status,
    run: (ctx, input) =>
      handle(ctx, {
        params: definition.params?.parse(input.params) as Params,
        query: definition.query?.parse(input.query) as Query,
        body: definition.body?.parse(input.body) as Body,
      }),
  };
}

/** What a domain adds to the server and the worker. */
export interface DomainEdges {
  routes?: RouteDefinition[];
  jobs?: JobDefinition[];
  listeners?: ListenerDefinition[];
  sweeps?: SweepDefinition[];
}

import { z } from 'zod';
import { recordAudit } from './access/index.js';
import type { Context, NotedChange } from './context.js';
import { Answer, type RouteDefinition } from './edges.js';
import { AppError } from './errors.js';

type Given = Parameters<RouteDefinition['run']>[1];

const FRIENDS = '/api/v1/friends/:id';
const CONVERSATIONS = '/api/v1/conversations/:id';
const SETTING_CHARACTERS_MAX = 20_000;

/**
 * Runs a route, and adds what it changed, or the file that it gave, to the audit log. What can be read under the path that is written is read before and
 * after, so a setting needs to do nothing for it; what is made is in what the route answers. Facts about friends are left out:
 * they have their own histories, and are erased.
 */
export function auditRoute(
  route: RouteDefinition,
  routes: RouteDefinition[],
): (ctx: Context, given: Given) => Promise<unknown> {
  if ('scope' in route.access && route.access.area === 'exports') return recordExport(route);
  const isChange = route.method !== 'get' && !('scope' in route.access && route.access.scope === 'read');
  if (!isChange || 'public' in route.access || route.recordedBy !== undefined) return route.run;
  const action = `${route.method} ${route.path}`;
  const twin = twinOf(route, routes);
  const read = readerOf(route.path, twin);
  // Settings are remembered for a second: what the change answers is newer than what a reading may give.
  const answersWithAll = twin?.response !== undefined && twin.response === route.response;
  const shown = route.method === 'post' && twin?.path === route.path && !answersWithAll ? shownInList(twin) : null;
  return async (ctx, given) => {
    const noted: NotedChange[] = [];
    const before = shown ? null : await read(ctx, given);
    const own = { ...ctx, caller: { ...ctx.caller, noteChange: (change: NotedChange) => void noted.push(change) } };
    const result = await route.run(own, given);
    const readAfter = async () => (answersWithAll ? result : await read(ctx, given));
    const change = noted[0] ?? { before, after: shown ? madeBy(route, result, shown) : await readAfter() };
    await recordAudit(ctx, { action, ...subjectOf(route, given, result), ...differenceOf(change) });
    return result;
  };
}

/** Files with people in them leave the product: who took which is written down. */
const recordExport =
  (route: RouteDefinition): RouteDefinition['run'] =>
  async (ctx, given) => {
    const result = await route.run(ctx, given);
    await recordAudit(ctx, { action: `${route.method} ${route.path}`, ...subjectOf(route, given, result) });
    return result;
  };

/** The route that reads what this one writes, alone or in a list; undefined where there is none, or it would be about a friend. */
function twinOf({ path, access }: RouteDefinition, routes: RouteDefinition[]): RouteDefinition | undefined {
  if (path.startsWith(FRIENDS) || !('scope' in access)) return undefined;
  const reads = routes.filter(({ method, response }) => method === 'get' && response);
  const list = /^(.+)\/:\w+$/.exec(path)?.[1];
  return reads.find((read) => read.path === path) ?? reads.find((read) => read.path === list);
}

/** Reads what stands under the path; null when there is nothing. */
function readerOf(path: string, twin: RouteDefinition | undefined): (ctx: Context, given: Given) => Promise<unknown> {
  if (!twin) return async () => null;
  return async (ctx, { params, query, body }) => {
    const { channelId = (query as { channelId?: unknown }).channelId } = body as { channelId?: unknown };
    try {
      const read = await twin.run(ctx, { params, query: channelId === undefined ? {} : { channelId }, body: {} });
      return twin.path === path ? read : oneOf(read, Object.values(params as Record<string, string>).at(-1));
    } catch (error) {
      // Not there, or asked for in a way that is not allowed: the change itself says so.
      if (error instanceof AppError || error instanceof z.ZodError) return null;
      throw error;
    }
  };
}

/** What a list shows of each of its entries: a secret that is answered once is not among it. Null when it is no list. */
function shownInList({ response }: RouteDefinition): string[] | null {
  const parts = response instanceof z.ZodObject ? Object.values(response.shape) : [];
  for (const part of parts)
    if (part instanceof z.ZodArray && part.element instanceof z.ZodObject) return Object.keys(part.element.shape);
  return null;
}

/** What was made, as its list shows it; null when it is about a friend. */
function madeBy({ path }: RouteDefinition, result: unknown, shown: string[]): Record<string, unknown> | null {
  const made = partsOf(bodyOf(result));
  if (!made || path.startsWith(CONVERSATIONS) || typeof made['friendId'] === 'string') return null;
  return Object.fromEntries(Object.entries(made).filter(([name]) => shown.includes(name)));
}

const bodyOf = (result: unknown): unknown => (result instanceof Answer ? result.parts.body : result);

/** The one of a list that goes by this id or name. */
function oneOf(answer: unknown, key: string | undefined): unknown {
  const lists = Object.values(partsOf(answer) ?? {}).filter(Array.isArray);
  return lists.flat().find((one) => [partsOf(one)?.['id'], partsOf(one)?.['name']].includes(key)) ?? null;
}

function subjectOf({ path }: RouteDefinition, { params }: Given, result: unknown) {
  const { id = null, ...others } = params as Record<string, string>;
  if (path.startsWith(FRIENDS)) return { friendId: id, subjectId: Object.values(others)[0] ?? null };
  const { id: madeId = null, friendId = null } = partsOf(bodyOf(result)) ?? {};
  const subjectId = id ?? Object.values(others)[0] ?? madeId;
  return { subjectId: textOrNull(subjectId), friendId: textOrNull(friendId) };
}

const textOrNull = (value: unknown) => (typeof value === 'string' ? value : null);

/** Of a setting only the parts that differ; one that is too large is only named. */
function differenceOf({ before, after }: { before: unknown; after: unknown }) {
  const [was, is] = [partsOf(before), partsOf(after)];
  if (was === null && is === null) return {};
  const names = [...new Set([...Object.keys(was ?? {}), ...Object.keys(is ?? {})])];
  const changed = names.filter((name) => JSON.stringify(was?.[name]) !== JSON.stringify(is?.[name]));
  const pick = (parts: Record<string, unknown> | null) =>
    parts && Object.fromEntries(changed.filter((name) => name in parts).map((name) => [name, bounded(parts[name])]));
  return { before: pick(was), after: pick(is) };
}

const partsOf = (value: unknown): Record<string, unknown> | null =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;

function bounded(value: unknown): unknown {
  const text = JSON.stringify(value) ?? 'null';
  return text.length <= SETTING_CHARACTERS_MAX ? (JSON.parse(text) as unknown) : `${text.length} characters`;
}

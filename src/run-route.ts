import type { Request, RequestHandler, Response } from 'express';
import { authenticate, csrfTokenOf, maskFile, recordRefusal } from './access/index.js';
import { holdsMask, mask, MASK } from './access/core/mask.js';
import { auditRoute } from './audit-route.js';
import type { Caller, Context } from './context.js';
import { Answer, Download, EventStream, type Cookie, type RouteDefinition } from './edges.js';
import { ForbiddenError, InvalidInputError } from './errors.js';
import { openEventStream } from './infra/http/event-stream.js';
import { sendDownload } from './infra/http/send-download.js';
import { takeUpload } from './infra/http/take-upload.js';
import { NO_RIGHTS } from './access/core/rights.js';

const USER_AGENT_MAX = 300;

/** Gather, authenticate, run, write down, answer. Whatever a role hides is hidden here, and a refusal is written down here. */
export function runRoute(ctx: Context, route: RouteDefinition, routes: RouteDefinition[]): RequestHandler {
  const audit = auditRoute(route, routes);
  return async (req, res) => {
    const caller = callerOf(ctx.baseUrl, req);
    const { known, refusal } = await authenticate({ ...ctx, caller }, route, req.get('authorization'), req.params);
    const { actor, rights, session } = known;
    const own: Context = { ...ctx, actor, caller: { ...caller, rights, session } };
    try {
      checkOrigin(own, route, req);
      if (refusal) throw refusal;
      if (rights.maskedFields.length > 0 && holdsMask(req.body))
        throw new InvalidInputError('invalid_input', `${MASK} stands for what your role does not see; leave it out.`);
      const upload = route.upload ? takeUpload(req, res, route.upload) : undefined;
      const given = { params: req.params, query: req.query, body: (req.body as unknown) ?? {}, upload };
      const result = await audit(own, given);
      await answer(own, res, route.status, result);
    } catch (error) {
      if (error instanceof ForbiddenError && !('public' in route.access))
        await recordRefusal(own, `${route.method} ${route.path}`, {
          message: error.message,
          subject: error.subject ?? namedBy(route, req),
        });
      throw error;
    }
  };
}

const ID_MAX = 100;

/** What a request is about by its path. */
function namedBy({ path }: RouteDefinition, req: Request): ForbiddenError['subject'] {
  const id = Object.values(req.params)[0];
  if (typeof id !== 'string') return undefined;
  return { kind: path.startsWith('/api/v1/friends/:id') ? 'friend' : 'subject', id: id.slice(0, ID_MAX) };
}

function callerOf(baseUrl: string, req: Request): Caller {
  return {
    rights: NO_RIGHTS,
    address: req.ip ?? null,
    userAgent: req.get('user-agent')?.slice(0, USER_AGENT_MAX) ?? null,
    session: null,
    cookie: (name) => readCookie(req.get('cookie') ?? '', cookieName(baseUrl, name)),
    noteChange: () => {},
  };
}

const SAFE_METHOD = 'get';
const CSRF_HEADER = 'x-csrf-token';

/**
 * A change by a browser that is signed in has to come from a page of ours, and bring the token that only such a page can read.
 * A program sends its key itself, which no other site can make it do.
 */
function checkOrigin(ctx: Context, { method, access }: RouteDefinition, req: Request): void {
  const isFromBrowser = ctx.caller.session !== null;
  if (method === SAFE_METHOD || (!isFromBrowser && !('public' in access))) return;
  const origin = req.get('origin');
  const isOurs =
    origin !== undefined && [new URL(ctx.baseUrl).origin, `${req.protocol}://${req.get('host')}`].includes(origin);
  const isPublicByProgram = !isFromBrowser && origin === undefined;
  if (req.path.startsWith('/api/') && !isOurs && !isPublicByProgram)
    throw new ForbiddenError(
      `A change with a session has to come from ${ctx.baseUrl}, not from ${origin ?? 'nowhere'}.`,
    );
  const { session } = ctx.caller;
  if (session && req.get(CSRF_HEADER) !== csrfTokenOf(ctx, session.token))
    throw new ForbiddenError(
      `A change with a session needs its token in the header ${CSRF_HEADER}; GET /api/v1/session says it.`,
    );
}

async function answer({ baseUrl, caller }: Context, res: Response, status: number, result: unknown): Promise<void> {
  const { maskedFields } = caller.rights;
  if (result instanceof Download) return sendDownload(res, maskFile(result.file, maskedFields));
  if (result instanceof EventStream) {
    if (res.req.method === 'HEAD') res.end();
    else result.begin(openEventStream(res.req, res));
    return;
  }
  if (caller.session) res.set('cache-control', 'no-store');
  const { body, cookies = [], redirect } = result instanceof Answer ? result.parts : { body: result };
  for (const cookie of cookies) setCookie(res, baseUrl, cookie);
  if (redirect !== undefined) res.redirect(302, redirect);
  else if (body === undefined) res.status(status).end();
  else res.status(status).json(mask(body, maskedFields));
}

const isHttps = (baseUrl: string) => baseUrl.startsWith('https:');

/** Over https with the prefix that browsers take from this host alone (RFC 6265bis, section 4.1.3.2). */
const cookieName = (baseUrl: string, name: string) => `${isHttps(baseUrl) ? '__Host-' : ''}lifeline-${name}`;

function setCookie(res: Response, baseUrl: string, { name, value, endsAt }: Cookie): void {
  res.set('cache-control', 'no-store');
  res.cookie(cookieName(baseUrl, name), value ?? '', {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: isHttps(baseUrl),
    expires: endsAt,
  });
}

/** Our values are URL-safe, so nothing is encoded in them. */
function readCookie(header: string, name: string): string | null {
  const pair = header
    .split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${name}=`));
  return pair?.slice(name.length + 1) || null;
}

import type { Context } from '../context.js';
import type { Cookie } from '../edges.js';
import { newId, newToken } from '../infra/ids.js';
import { SessionModel, type Session } from './session.model.js';

/** OWASP, Session Management Cheat Sheet: 32 bytes are far above the 64 bits that it asks for. */
const TOKEN_BYTES = 32;
const HOUR_MS = 3_600_000;
const IDLE_MS = 12 * HOUR_MS; // a shift with its breaks
const LIFETIME_MS = 7 * 24 * HOUR_MS;
const SEEN_EVERY_MS = 60_000; // so that a session is not written with each request
const SESSIONS_LISTED_MAX = 100;

export const SESSION_COOKIE = 'session';

type Needs = Pick<Context, 'caller' | 'clock' | 'secrets'>;

/** Opens a session under a new token. The session that the browser had is over: nobody goes on with a token from before. */
export async function openSession(ctx: Needs, staffId: string, way: Session['way']): Promise<OpenedSession> {
  const earlier = ctx.caller.cookie(SESSION_COOKIE);
  if (earlier !== null) await SessionModel.deleteOne({ fingerprint: fingerprintOf(ctx, earlier) });
  const token = newToken(TOKEN_BYTES);
  const now = ctx.clock.now();
  const session: Session = {
    _id: newId(),
    fingerprint: fingerprintOf(ctx, token),
    staffId,
    way,
    address: ctx.caller.address,
    userAgent: ctx.caller.userAgent,
    createdAt: now,
    seenAt: now,
    endsAt: new Date(now.getTime() + LIFETIME_MS),
  };
  await SessionModel.collection.insertOne(session as never);
  const cookie = { name: SESSION_COOKIE, value: token, endsAt: session.endsAt };
  return { session, cookie, csrfToken: csrfTokenOf(ctx, token) };
}

export interface OpenedSession {
  session: Session;
  cookie: Cookie;
  csrfToken: string;
}

/** The session of a token, unless it is over; notes that it is used. */
export async function readSession(ctx: Pick<Context, 'clock' | 'secrets'>, token: string): Promise<Session | null> {
  const session = await SessionModel.findOne({ fingerprint: fingerprintOf(ctx, token) }).lean();
  const now = ctx.clock.now();
  if (!session || isOver(session, now)) return null;
  if (now.getTime() - session.seenAt.getTime() > SEEN_EVERY_MS)
    await SessionModel.updateOne({ _id: session._id }, { $set: { seenAt: now } });
  return session;
}

/** Whether a session is over: by its end, or because it was not used for long. */
export const isOver = ({ endsAt, seenAt }: Session, now: Date): boolean =>
  endsAt <= now || now.getTime() - seenAt.getTime() > IDLE_MS;

/** The sessions of a person that are not over, the newest first. */
export async function listSessions(ctx: Pick<Context, 'clock'>, staffId: string): Promise<Session[]> {
  const now = ctx.clock.now();
  const used = { $gt: new Date(now.getTime() - IDLE_MS) };
  return SessionModel.find({ staffId, endsAt: { $gt: now }, seenAt: used })
    .sort({ createdAt: -1 })
    .limit(SESSIONS_LISTED_MAX)
    .lean();
}

/** Ends sessions of a person at once: one of them, all of them, or all but one. Resolves to how many. */
export async function endSessions(
  staffId: string,
  which: { only: string } | { butNot: string | null } = { butNot: null },
): Promise<number> {
  const chosen = 'only' in which ? { _id: which.only } : which.butNot === null ? {} : { _id: { $ne: which.butNot } };
  return (await SessionModel.deleteMany({ staffId, ...chosen })).deletedCount;
}

/** Takes the session's cookie away. */
export const forgetCookie = (): Cookie => ({ name: SESSION_COOKIE, value: null, endsAt: new Date(0) });

/** What a page of ours sends back with each change: it belongs to the session, and other sites cannot know it. */
export const csrfTokenOf = ({ secrets }: Pick<Context, 'secrets'>, token: string): string =>
  secrets.fingerprint(`csrf/${token}`);

const fingerprintOf = ({ secrets }: Pick<Context, 'secrets'>, token: string) => secrets.fingerprint(`session/${token}`);

import type { Readable } from 'node:stream';
import type { z } from 'zod';
import { AREA_OF_TAG, type Area, type Tag } from './access/core/areas.js';
import type { Permission, Scope } from './access/core/permits.js';
import type { Actor, ChatSubject, Context, Naming, Reference, Subject } from './context.js';
import type { DomainEvent, EventDefinition } from './infra/announcements/event.js';
import type { SecretBox } from './infra/secret-box.js';
import type { EventSink } from './infra/http/event-stream.js';
import type { StreamedFile } from './infra/http/send-download.js';

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
  /** Of several events of a friend published together it hears only the latest. */
  onlyLatest: boolean;
  run(ctx: Context, event: DomainEvent): Promise<void>;
}

/**
 * Declares a listener to one kind of event; the payload is typed by the event's definition. `onlyLatest` is for one that
 * looks at the friend as they are, whatever was announced.
 */
export function defineListener<Payload>(definition: {
  id: string;
  on: EventDefinition<Payload> | EventDefinition<Payload>[];
  onlyLatest?: true;
  handle(ctx: Context, event: DomainEvent<Payload>): Promise<void>;
}): ListenerDefinition {
  const events = Array.isArray(definition.on) ? definition.on : [definition.on];
  const byName = new Map(events.map((event) => [event.name, event]));
  return {
    id: definition.id,
    on: [...byName.keys()],
    onlyLatest: definition.onlyLatest ?? false,
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

/** What one bounded piece of an operation did. Counts are of this piece alone; the runner adds them up. */
export interface OperationStep {
  /** Where the next piece begins; anything that the step itself understands. */
  cursor: string | null;
  isDone: boolean;
  done: number;
  failed?: number;
  /** How much there is altogether, once known. */
  total?: number;
  errors?: OperationProblem[];
  /** Replaces the result so far. */
  result?: Record<string, unknown>;
}

/** What could not be done: the row of an uploaded file, or null; what it is about; why. */
export interface OperationProblem {
  row: number | null;
  subject: string;
  reason: string;
}

/** An operation as its step sees it; `result` is what earlier pieces gave. */
export interface RunningOperation<Input = unknown> {
  id: string;
  channelId: string;
  input: Input;
  cursor: string | null;
  result: Record<string, unknown>;
  startedAt: Date;
  startedBy: Actor;
}

/** Long work that a person starts. The runner calls the step until it is done, and goes on after a crash. */
export interface OperationDefinition {
  kind: string;
  step(ctx: Context, operation: RunningOperation): Promise<OperationStep>;
  undo: { withinHours: number; step(ctx: Context, operation: RunningOperation): Promise<OperationStep> } | null;
}

/**
 * Declares a kind of operation. A step is one bounded piece and may run twice for the same cursor. It runs as who started
 * the operation. An error is tried again, but for an AppError that no repetition can cure: that ends the operation.
 */
export function defineOperation<Input>(definition: {
  kind: string;
  input: z.ZodType<Input>;
  step(ctx: Context, operation: RunningOperation<Input>): Promise<OperationStep>;
  undo?: { withinHours: number; step(ctx: Context, operation: RunningOperation<Input>): Promise<OperationStep> };
}): OperationDefinition {
  const { kind, input, step, undo } = definition;
  const parsed = (operation: RunningOperation) => ({ ...operation, input: input.parse(operation.input) });
  return {
    kind,
    step: (ctx, operation) => step(ctx, parsed(operation)),
    undo: undo ? { withinHours: undo.withinHours, step: (ctx, operation) => undo.step(ctx, parsed(operation)) } : null,
  };
}

/** Whose data a holding is asked for. */
export interface HeldFriend {
  _id: string;
  channelId: string;
  lineUserId: string;
}

/** What a domain keeps about friends: counted, exported, erased on request, and moved when two friends are merged. */
export interface HoldingDefinition {
  name: string;
  /** Collections that it speaks for. */
  collections: string[];
  count(friend: HeldFriend): Promise<number>;
  rows(friend: HeldFriend): AsyncIterable<Record<string, unknown>>;
  /** Removes everything; running it again is harmless. Throws while something is under way that must end first. */
  erase(ctx: Context, friend: HeldFriend): Promise<void>;
  /** Makes it the other friend's, noting the merge; running it again is harmless. */
  move(ctx: Context, merge: HeldMerge): Promise<void>;
  /** Gives back what a merge moved. */
  moveBack(ctx: Context, merge: HeldMerge): Promise<void>;
}

/** A merge of two friends, as a holding sees it. */
export interface HeldMerge {
  id: string;
  at: Date;
  from: HeldFriend;
  to: HeldFriend;
}

/** What one domain gives to an export of a channel; sources of one name follow one another in one file. */
export interface ExportSource {
  name: string;
  /** Columns of the CSV file; the same for all sources of a name. */
  columns(ctx: Context, channelId: string): Promise<string[]>;
  /** It holds what was said in chats: for whoever sees all of them. */
  isOfChats?: boolean;
  rows(ctx: Context, channelId: string): AsyncIterable<Record<string, unknown>>;
}

/** One line of what is known about a friend, in order of time. */
export interface TimelineEntry {
  /** Unique within its source. */
  id: string;
  at: Date;
  kind: string;
  data: Record<string, unknown>;
  /** The chat that it was said in, or the conversation that it is about: its data are for whoever may read that. */
  chat?: ChatSubject | null;
}

/** What one domain adds to a friend's timeline. */
export interface TimelineSource {
  name: string;
  /** Kinds that it can give; null for any. */
  kinds: string[] | null;
  /** Entries before (at, id), newest first and then by id from the last on; of these kinds only, when some are named. */
  read(
    friendId: string,
    page: { before: { at: Date; id: string } | null; kinds: string[] | null; limit: number },
  ): Promise<TimelineEntry[]>;
}

/**
 * Who may call a route: nobody but API keys of this scope and people with the permission for it, unless the route says
 * `public` and why. `area` is for a route that its tag does not tell it of; whoever started what the path names (`startedBy`) needs
 * no permission for it; `signedIn` says what everybody does who is signed in, and no program.
 */
export type Access =
  | { scope: Scope; area?: Area; startedBy?(params: Record<string, unknown>): Promise<Actor | null> }
  | { signedIn: string }
  | { public: string };

/** A body that is streamed instead of parsed: its media types and how large it may be. */
export interface UploadRule {
  contentTypes: string[];
  bytesMax: number;
}

/** An answer that is streamed to the caller as a file. */
export class Download {
  constructor(readonly file: StreamedFile) {}
}

/** What a handler returns to stream a file. Check everything first: once it streams, an error only cuts it off. */
export const download = (file: Download['file']) => new Download(file);

/** An answer that goes on: events, until either side ends it. */
export class EventStream {
  constructor(readonly begin: (sink: EventSink) => void) {}
}

/** A cookie of ours, for the whole site and never for scripts. Without a value it is taken away. */
export interface Cookie {
  name: string;
  value: string | null;
  endsAt: Date;
}

/** An answer that is more than a body: with cookies, or leading the browser elsewhere. */
export class Answer {
  constructor(readonly parts: { body?: unknown; cookies?: Cookie[]; redirect?: string }) {}
}

/** One HTTP route: who may call it, what it takes and gives. The OpenAPI document and the route test read the same value. */
export interface RouteDefinition {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Express path, e.g. `/api/v1/friends/:id`. */
  path: string;
  access: Access;
  summary: string;
  tag: Tag;
  status: number;
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  response?: z.ZodType;
  upload?: UploadRule;
  /** Media types of the file that it answers with, instead of JSON. */
  download?: { contentTypes: string[] };
  /** What each event of the stream looks like that it answers with, instead of JSON. */
  events?: z.ZodType;
  /** The collection that says already who did this and when: the audit log leaves it out. */
  recordedBy?: string;
  run(ctx: Context, input: { params: unknown; query: unknown; body: unknown; upload?: Readable }): Promise<unknown>;
}

/** Declares a route; params, query and body are parsed before the handler sees them, an upload arrives as a stream. */
export function defineRoute<
  Params = undefined,
  Query = undefined,
  Body = undefined,
  Upload extends UploadRule | undefined = undefined,
>(definition: {
  method: RouteDefinition['method'];
  path: string;
  access: Access;
  summary: string;
  tag: Tag;
  recordedBy?: string;
  status?: number;
  params?: z.ZodType<Params>;
  query?: z.ZodType<Query>;
  body?: z.ZodType<Body>;
  response?: z.ZodType;
  upload?: Upload;
  download?: { contentTypes: string[] };
  events?: z.ZodType;
  handle(
    ctx: Context,
    input: { params: Params; query: Query; body: Body; upload: Upload extends UploadRule ? Readable : undefined },
  ): Promise<unknown>;
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
        upload: input.upload as Upload extends UploadRule ? Readable : undefined,
      }),
  };
}

/** The permission that a person needs for a route; null where none is needed. */
export const permissionFor = ({ access, tag }: Pick<RouteDefinition, 'access' | 'tag'>): Permission | null =>
  'scope' in access ? `${access.area ?? AREA_OF_TAG[tag]}:${access.scope}` : null;

/** Finds what one domain has that speaks of a subject. */
export interface ReferenceFinder {
  find(ctx: Pick<Context, 'clock' | 'templates'>, channelId: string, subject: Subject): Promise<Reference[]>;
}

/** The stages or tiers of a channel, by the names that rules know them by. */
export interface NameSource {
  kind: Naming;
  list(ctx: Pick<Context, 'clock'>, channelId: string): Promise<string[]>;
}

/** What a domain keeps sealed; after another APP_SECRET it is sealed anew. */
export interface SealedDefinition {
  name: string;
  /** Seals anew what an earlier secret sealed; resolves to how much that was. */
  reseal(secrets: SecretBox): Promise<number>;
}

/** What a domain adds to the server and the worker. */
export interface DomainEdges {
  routes?: RouteDefinition[];
  jobs?: JobDefinition[];
  listeners?: ListenerDefinition[];
  sweeps?: SweepDefinition[];
  operations?: OperationDefinition[];
  references?: ReferenceFinder[];
  names?: NameSource[];
  holdings?: HoldingDefinition[];
  timeline?: TimelineSource[];
  exports?: ExportSource[];
  sealed?: SealedDefinition[];
}

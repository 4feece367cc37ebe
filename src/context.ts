import type { Rights } from './access/core/rights.js';
import type { ExportSource, HoldingDefinition, TimelineSource } from './edges.js';
import type { Scope } from './access/core/permits.js';
import type { Clock } from './infra/clock.js';
import type { DomainEvent } from './infra/announcements/event.js';
import type { Wake } from './infra/queue/queue.js';
import type { Signal } from './infra/signals.js';
import type { Relay } from './live/relay.js';
import type { Logger } from './infra/logger.js';
import type { SendMail } from './infra/mail.js';
import type { OidcProvider } from './infra/oidc.js';
import type { SendSms } from './infra/sms.js';
import type { SecretBox } from './infra/secret-box.js';
import type { ConnectLine } from './line/gateway.js';
import type { TemplateLibrary } from './messages/core/template-library.js';
import type { RichMenuLibrary } from './richmenus/core/library.js';

/** Who acts: one of our own jobs, a friend through LINE, somebody of the staff, or a program with an API key. */
export type Actor =
  | { kind: 'system'; name: string }
  | { kind: 'friend'; friendId: string }
  | { kind: 'staff'; staffId: string; roleKey: string }
  | { kind: 'apiKey'; keyId: string; scopes: Scope[] };

/** Something that rules and settings can speak of. */
export interface Subject {
  kind:
    'tag' | 'attribute' | 'segment' | 'stage' | 'tier' | 'campaign' | 'messageSet' | 'picture' | 'calendar' | 'team';
  id: string;
}

/** What a channel's settings name, and rules speak of by name. */
export type Naming = 'stage' | 'tier';

/** A rule or setting that speaks of a subject. */
export interface Reference {
  kind: string;
  id: string;
  name: string;
}

/** What a setting was before somebody changed it and after; null where it was not there. */
export interface NotedChange {
  before: unknown;
  after: unknown;
}

/** A conversation with what staff wrote about it; what was said with a friend; all of a friend's conversations. */
export type ChatSubject = { conversationId: string } | { friendId: string; isAll?: true };

/** Whether somebody may read what was said there. */
export type MayReadChat = (viewer: Pick<Context, 'actor' | 'caller'>, subject: ChatSubject) => boolean;

/** What is known of the request that a verb works for. Our own work has every right and no address. */
export interface Caller {
  rights: Rights;
  /** Where on the network it came from, and by which browser or program. */
  address: string | null;
  userAgent: string | null;
  /** The session of a person who is signed in: its id, the token that the browser keeps, and how they signed in. */
  session: { id: string; token: string; way: 'password' | 'oidc' } | null;
  /** A cookie of the request, by the name that `Answer` gave it. */
  cookie(name: string): string | null;
  /** Notes what a setting was for the audit log, where the route cannot be read before and after. */
  noteChange(change: NotedChange): void;
}

/** What a verb receives. A verb asks for the parts it uses: `Pick<Context, 'clock' | 'publish'>`. */
export interface Context {
  actor: Actor;
  caller: Caller;
  clock: Clock;
  log: Logger;
  secrets: SecretBox;
  /** Public address of this server, for links in messages. */
  baseUrl: string;
  /** Where LIFF apps open, and their script. */
  liff: { baseUrl: string; sdkUrl: string };
  /** The same for links in rich menus; null where phones cannot be expected to reach it. */
  menuLinkBase: string | null;
  /** A gateway to LINE for one channel's credentials. */
  connectLine: ConnectLine;
  /** Sends a text message to a telephone; null where no provider is set up. */
  sendSms: SendSms | null;
  /** Where people can sign in beside by password; null where none is set up. */
  oidc: OidcProvider | null;
  /** Sends a mail; null where no mail server is set up. */
  sendMail: SendMail | null;
  /** Message templates, loaded and checked at start. */
  templates: TemplateLibrary;
  /** Rich menu definitions with their rendered images, loaded and checked at start. */
  richMenus: RichMenuLibrary;
  /** Wakes a job, now or later. Best effort: what must happen is in MongoDB, and a sweep wakes what was lost. */
  wake: Wake;
  /** Tells consoles that listen what changed, by ids. Best effort: they also look from time to time. */
  signal: Signal;
  /** The consoles that listen to this process. */
  relay: Relay;
  /** Stores domain events with the listeners they are owed to, and wakes these. Safe to run twice with the same ids. */
  publish(events: DomainEvent[]): Promise<void>;
  /** What the domains keep about friends. */
  holdings: HoldingDefinition[];
  /** Where the timeline of a friend comes from. */
  timeline: TimelineSource[];
  /** What can be exported of a channel. */
  exports: ExportSource[];
  /** Everything of a channel that speaks of a subject. */
  findReferences(channelId: string, subject: Subject): Promise<Reference[]>;
  /** Looks once who may read these chats; each of the viewers is asked about afterwards. Nobody else decides who may. */
  lookAtChats(viewers: Pick<Context, 'actor' | 'caller'>[], subjects: ChatSubject[]): Promise<MayReadChat>;
  /** Takes a free reply of a friend for what we begin, which nobody else then has; null when nobody has one to spare. */
  takeFreeReply(friendId: string): Promise<{ token: string; until: Date } | null>;
  /** The stages of a channel, or its tiers, by their names. */
  listNames(channelId: string, kind: Naming): Promise<string[]>;
}

import type { z } from 'zod';
import type { PresentedNotice } from '../../notices/schemas.js';
import type { Wire } from '../api/wire.js';

export type Notice = Wire<z.infer<typeof PresentedNotice>>;

/** Kinds of notices that have words of their own. */
const KINDS = {
  'assignment.ruleSwitchedOff': 'ruleSwitchedOff',
  'campaign.failed': 'campaignFailed',
  'campaign.paused': 'campaignPaused',
  'campaign.timeMissed': 'campaignTimeMissed',
  'delivery.unknown': 'deliveryUnknown',
  'feedback.digestFailed': 'digestFailed',
  'feedback.open': 'feedbackOpen',
  'inbox.answerNotSent': 'answerNotSent',
  'inbox.mentioned': 'mentioned',
  'inbox.scheduledFailed': 'scheduledFailed',
  ownershipRequest: 'ownershipRequest',
  'serviceLevel.breached': 'breached',
  'serviceLevel.warned': 'warned',
  'survey.lowScore': 'lowScore',
  'survey.rulesFailed': 'rulesFailed',
} as const;

export type NoticeKind = (typeof KINDS)[keyof typeof KINDS] | 'other';

/** What a notice says, for words to say it with. */
export interface Reading {
  kind: NoticeKind;
  /** Values that the words of its kind name; empty where it has none. */
  values: Record<'name' | 'text' | 'score', string>;
  /** Why, as the server tells; null where it tells nothing. */
  reason: string | null;
  /** Harm that was done already, rather than something to look at. */
  isLate: boolean;
  /** The conversation or the friend that it tells of; null where it tells of none. */
  href: string | null;
}

const LATE: NoticeKind[] = ['breached', 'campaignFailed', 'answerNotSent', 'scheduledFailed', 'digestFailed'];

/** What there is to say of a notice. */
export function readNotice({ kind, data, friendId }: Pick<Notice, 'kind' | 'data' | 'friendId'>): Reading {
  const known = isKnown(kind) ? KINDS[kind] : 'other';
  return {
    kind: known,
    values: {
      name: firstOf(data, ['rule', 'name', 'surveyName', 'department', 'policy', 'serial']) || kind,
      text: firstOf(data, ['text', 'preview']),
      score: textOf(data['score']),
    },
    reason: firstOf(data, ['reason', 'problem']) || null,
    isLate: LATE.includes(known),
    href: addressOf(textOf(data['conversationId']), friendId),
  };
}

/** Harm that was done first, then the newest. */
export const inOrder = <Shown extends Notice>(notices: Shown[]): Shown[] =>
  notices.toSorted(
    (one, other) =>
      Number(readNotice(other).isLate) - Number(readNotice(one).isLate) || other.raisedAt.localeCompare(one.raisedAt),
  );

/** Notices that somebody sees: one that mentions a person is for that person alone. */
export const isFor = ({ kind, data }: Pick<Notice, 'kind' | 'data'>, staffId: string): boolean =>
  kind !== 'inbox.mentioned' || data['staffId'] === staffId;

function addressOf(conversationId: string, friendId: string | null): string | null {
  if (conversationId !== '') return `/inbox/${encodeURIComponent(conversationId)}`;
  return friendId === null ? null : `/friends/${encodeURIComponent(friendId)}`;
}

const isKnown = (kind: string): kind is keyof typeof KINDS => Object.hasOwn(KINDS, kind);

const firstOf = (data: Notice['data'], fields: string[]): string =>
  fields.map((field) => textOf(data[field])).find((text) => text !== '') ?? '';

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

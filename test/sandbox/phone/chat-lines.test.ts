import { expect, test } from '@jest/globals';
import { quickReplyLine, readLines } from '../../../src/sandbox/phone/chat-lines.js';

type Entry = Parameters<typeof readLines>[0]['entries'][number];

const DAY = 86_400_000;
const dayOf = (at: number) => String(Math.floor(at / DAY));
const read = { readMessageId: null, isReadAtOnce: false };

const seen = (at: number, messageId: string, message: object): Entry => ({
  kind: 'seen',
  at,
  method: 'push',
  requestId: `request ${messageId}`,
  messageId,
  message: { ...message },
  quoteToken: '',
  notificationDisabled: false,
});
const said = (at: number, messageId: string, unsentAt?: number): Entry => ({
  kind: 'said',
  at,
  messageId,
  message: { type: 'text', text: messageId },
  ...(unsentAt !== undefined && { unsentAt }),
});

test('a line says where another day begins, and what is no line of a chat has none', () => {
  const entries: Entry[] = [
    { kind: 'did', at: 1, act: 'follow' },
    seen(2, '1', { type: 'text' }),
    { kind: 'did', at: 3, act: 'open', detail: { uri: 'https://example.com' } },
    said(DAY + 1, '2', DAY + 2),
  ];
  expect(readLines({ entries, ...read }, dayOf).map((line) => ('note' in line ? line.note : line.kind))).toEqual([
    'day',
    'added',
    'account',
    'day',
    'unsent',
  ]);
});

test('a postback is seen by the text that it shows, if any', () => {
  const entries: Entry[] = [
    { kind: 'did', at: 1, act: 'postback', detail: { data: 'a=1', displayText: '<b>Book</b>' } },
    { kind: 'did', at: 2, act: 'postback', detail: { data: 'a=2' } },
  ];
  expect(readLines({ entries, ...read }, () => '')).toMatchObject([
    { kind: 'own', messageId: null, message: { type: 'text', text: '<b>Book</b>' } },
  ]);
});

test('everything up to the message that was read is read, or all at once', () => {
  const entries = [said(1, '560001'), said(2, '560002'), said(3, '560003')];
  const readOf = (changes: object) =>
    readLines({ entries, ...read, ...changes }, () => '').map((line) => line.kind === 'own' && line.isRead);
  expect(readOf({ readMessageId: '560002' })).toEqual([true, true, false]);
  expect(readOf({})).toEqual([false, false, false]);
  expect(readOf({ isReadAtOnce: true })).toEqual([true, true, true]);
});

test('an icon is shown once for what one sender says in a row', () => {
  const desk = { sender: { name: 'Desk' } };
  const entries = [
    seen(1, '1', {}),
    seen(2, '2', {}),
    seen(3, '3', desk),
    seen(4, '4', desk),
    said(5, '5'),
    seen(6, '6', desk),
  ];
  const lines = readLines({ entries, ...read }, () => '');
  expect(lines.map((line) => line.kind === 'account' && line.isFollowUp)).toEqual([
    false,
    true,
    false,
    true,
    false,
    false,
  ]);
});

test('quick replies are those of the last message, until something is said', () => {
  const asked = seen(1, '1', { quickReply: { items: [] } });
  const last = (entries: Entry[]) => quickReplyLine(readLines({ entries, ...read }, () => ''))?.messageId;
  expect(last([asked])).toBe('1');
  expect(last([asked, said(2, '2')])).toBeUndefined();
  expect(last([asked, seen(2, '2', {})])).toBeUndefined();
});

import { describe, expect, test } from '@jest/globals';
import { EVENT_TYPES, EventParts, WebhookBody, WebhookEvent } from '../../src/line/webhook-events.js';

const anEvent = (changes: object = {}) => ({
  type: 'message',
  mode: 'active',
  timestamp: 1_772_330_400_000,
  webhookEventId: '01HV8M2X6QJ4Z8Y3N5P7R9T1W2',
  deliveryContext: { isRedelivery: false },
  source: { type: 'user', userId: `U${'1'.repeat(32)}` },
  replyToken: 'reply-token',
  ...changes,
});

describe('an event', () => {
  test('keeps everything that LINE sent, also what we do not know', () => {
    const event = anEvent({ message: { id: '1', type: 'text', text: 'Hi', moon: 'full' }, future: { field: [1] } });
    expect(WebhookEvent.parse(event)).toEqual(event);
  });

  test.each([
    ['of a type that LINE adds one day', { type: 'teleport' }],
    ['without a source, as account events have', { source: undefined }],
    ['from a kind of source that LINE adds one day', { source: { type: 'square', squareId: 'S1' } }],
    ['without a reply token', { replyToken: undefined }],
    ['at the first instant of time', { timestamp: 0 }],
  ])('%s is taken', (_what, changes) => {
    expect(WebhookEvent.safeParse(anEvent(changes)).success).toBe(true);
  });

  test.each([
    ['type', { type: undefined }],
    ['type', { type: 'x'.repeat(101) }],
    ['webhookEventId', { webhookEventId: undefined }],
    ['webhookEventId', { webhookEventId: '' }],
    ['webhookEventId', { webhookEventId: 'x'.repeat(101) }],
    ['timestamp', { timestamp: undefined }],
    ['timestamp', { timestamp: '1772330400000' }],
    ['timestamp', { timestamp: -1 }],
    ['timestamp', { timestamp: 1.5 }],
    ['source.userId', { source: { type: 'user', userId: 7 } }],
    ['deliveryContext.isRedelivery', { deliveryContext: {} }],
  ])('is refused for its %s: %j', (path, changes) => {
    const issues = WebhookEvent.safeParse(anEvent(changes)).error?.issues ?? [];
    expect(issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });
});

describe('a request', () => {
  test('may hold events that nobody can read: each is looked at by itself', () => {
    const body = { destination: `U${'2'.repeat(32)}`, events: [anEvent(), null, 'broken'] };
    expect(WebhookBody.parse(body)).toEqual(body);
  });
  test.each([
    ['no events, as the console sends to verify the address', { events: [] }, true],
    ['no destination', { events: [anEvent()] }, true],
    ['no list of events', { destination: 'U1' }, false],
    ['events that are no list', { events: {} }, false],
    ['nothing', null, false],
    ['a list', [], false],
  ])('with %s', (_what, body, isTaken) => {
    expect(WebhookBody.safeParse(body).success).toBe(isTaken);
  });
});

describe('the part of an event that its type promises', () => {
  test.each<[keyof typeof EventParts, object, boolean]>([
    ['message', { message: { id: '1', type: 'text', text: 'Hi' } }, true],
    ['message', { message: { id: '1', type: 'hologram', colour: 'blue' } }, true],
    ['message', { message: { id: '1', type: 'image', contentProvider: { type: 'line' } } }, true],
    ['message', { message: { type: 'text', text: 'Hi' } }, false],
    ['message', {}, false],
    ['unsend', { unsend: { messageId: '1' } }, true],
    ['unsend', { unsend: {} }, false],
    ['follow', { follow: { isUnblocked: true } }, true],
    ['follow', {}, true],
    ['postback', { postback: { data: 'action=book' } }, true],
    ['postback', { postback: { data: 'action=book', params: { datetime: '2026-03-01T10:00' } } }, true],
    ['postback', { postback: { params: {} } }, false],
  ])('%s: %j', (type, part, isTaken) => {
    expect(EventParts[type].safeParse(anEvent({ type, ...part })).success).toBe(isTaken);
  });
});

test('each event type is known once', () => {
  expect(new Set(EVENT_TYPES).size).toBe(EVENT_TYPES.length);
});

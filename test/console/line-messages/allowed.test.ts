import { expect, test } from '@jest/globals';
import {
  addressOf,
  allowedAction,
  allowedColour,
  allowedLink,
  allowedSource,
} from '../../../src/console/line-messages/allowed.js';

test.each([
  ['https://example.com/?a=1'],
  ['http://example.com'],
  ['line://app/1-a'],
  ['tel:+886212345678'],
  ['mailto:a@b.co'],
])('a tap may open %s', (address) => {
  expect(allowedLink(address)).toBe(address);
});

test.each([
  ['javascript:alert(1)'],
  ['JavaScript:alert(1)'],
  [' javascript:alert(1)'],
  ['java\tscript:alert(1)'],
  ['java\nscript:alert(1)'],
  ['data:text/html,<script>alert(1)</script>'],
  ['blob:https://example.com/x'],
  ['file:///etc/passwd'],
  ['vbscript:x'],
  ['//example.com'],
  ['/control/reset'],
  [''],
  [undefined],
  [['https://example.com']],
])('a tap never opens %p', (address) => {
  expect(allowedLink(address)).toBeUndefined();
  expect(allowedAction({ type: 'uri', label: 'Open', uri: address })).toBeUndefined();
  expect(allowedSource(address)).toBeUndefined();
});

test('pictures come from the web alone', () => {
  expect(allowedSource('https://example.com/a.png')).toBe('https://example.com/a.png');
  for (const other of ['tel:1', 'line://app/1', 'data:image/svg+xml,<svg/>'])
    expect(allowedSource(other)).toBeUndefined();
});

test('colours are those of LINE, and no other CSS', () => {
  expect(['#06c755', '#06C75580'].map(allowedColour)).toEqual(['#06c755', '#06C75580']);
  for (const other of ['red', '#fff', 'url(https://example.com)', '#06c755;x', 6, null])
    expect(allowedColour(other)).toBeUndefined();
});

test('an action that phones do not know is none; an imagemap’s address has another name', () => {
  expect(allowedAction({ type: 'explode', label: 'Boom' })).toBeUndefined();
  expect(allowedAction('message')).toBeUndefined();
  expect(allowedAction({ type: 'message', text: 'Hi' })).toEqual({ type: 'message', text: 'Hi' });
  expect(addressOf({ type: 'uri', linkUri: 'https://example.com/' })).toBe('https://example.com/');
});

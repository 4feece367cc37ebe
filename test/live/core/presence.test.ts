import { expect, test } from '@jest/globals';
import { changedPresences, groupPresences } from '../../../src/live/core/presence.js';

const row = (conversationId: string, staffId: string, isTyping = false) => ({ conversationId, staffId, isTyping });

test('a conversation is another when somebody came, types or left, and not when nothing did', () => {
  const before = groupPresences([row('a', '2'), row('a', '1'), row('b', '1'), row('c', '1'), row('d', '1')]);
  const after = groupPresences([row('a', '1'), row('a', '2'), row('b', '1', true), row('c', '1'), row('c', '2')]);
  expect(changedPresences(before, after).toSorted()).toEqual(['b', 'c', 'd']);
});

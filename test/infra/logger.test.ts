import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const SCRIPT = join(import.meta.dirname, 'print-logs.ts');

/** The lines that a process with our logger writes to its standard output. */
function linesOf(fields: object[], level = 'info'): string[] {
  const args = ['--import', 'tsx', SCRIPT, level, JSON.stringify(fields)];
  const env = { ...process.env, NODE_OPTIONS: '' };
  return execFileSync(process.execPath, args, { encoding: 'utf8', env }).trim().split('\n');
}

const WORDS = 'words of a friend';
const withheld = [
  { event: { text: WORDS } },
  { event: { message: { text: WORDS } } },
  { events: [{ text: WORDS }] },
  { friend: { displayName: WORDS } },
  { friend: { profile: { displayName: WORDS, statusMessage: WORDS } } },
  { delivery: { messages: [{ type: 'text', text: WORDS }] } },
  { request: { body: { anything: WORDS } } },
  { event: { replyToken: WORDS } },
  { channel: { accessToken: WORDS, channelSecret: WORDS } },
  { request: { headers: { authorization: WORDS } } },
  { claim: { code: WORDS } },
  { login: { idToken: WORDS } },
];

describe('the log', () => {
  const lines = linesOf([...withheld, { friendId: '01FRIEND', counts: { accepted: 3 } }]);
  const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  const [plain = {}, failure = {}, oddFailure = {}] = entries.slice(withheld.length);

  test.each(withheld.map((fields, index) => [JSON.stringify(fields), index] as const))(
    'withholds %s',
    (_what, index) => {
      expect(lines[index]).toContain('[withheld]');
      expect(lines[index]).not.toContain(WORDS);
    },
  );

  test('shows ids, counts, the role and what happened', () => {
    expect(plain).toMatchObject({
      role: 'worker',
      pid: expect.any(Number),
      msg: 'something happened',
      friendId: '01FRIEND',
      counts: { accepted: 3 },
    });
  });

  test('shows of an error its message, code, stack and cause, and nothing that hangs on it', () => {
    expect(failure['err']).toEqual({
      name: 'Error',
      message: 'Friend 01FRIEND is being changed.',
      stack: expect.stringContaining('print-logs.ts'),
      errorCode: 'conflict',
      cause: { name: 'Error', message: 'The store was away.' },
    });
    expect(JSON.stringify(failure)).not.toContain(WORDS);
  });

  test('shows what was thrown without being an error', () => {
    expect(oddFailure['err']).toEqual({ message: 'thrown as a text' });
  });

  test('is silent below its level', () => {
    const quiet = linesOf(withheld, 'error');
    expect(quiet).toHaveLength(2);
  });
});

import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CHANNEL, type Stage, refusal, startStage, text } from './support.js';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(async () => stage.simulator.close());

describe('the oracle for "nothing twice"', () => {
  test('finds a planted duplicate, and nobody else', async () => {
    const [one = '', two = '', three = ''] = await stage.friends(3);
    const messages = [text('Spring sale')];
    await stage.client().multicast({ to: [one, two, three], messages });
    await stage.client().pushMessage({ to: two, messages });
    await stage.client().pushMessage({ to: three, messages: [text('Something else')] });
    const { people, isComplete } = await stage.control.duplicates({ channelId: CHANNEL });
    expect(isComplete).toBe(true);
    expect(people).toMatchObject([{ userId: two, methods: ['multicast', 'push'] }]);
    expect(people[0]?.requestIds).toHaveLength(2);
  });

  test('a retry with the same key is no duplicate', async () => {
    const to = await stage.friend();
    const key = randomUUID();
    await stage.client().pushMessage({ to, messages: [text('Spring sale')] }, key);
    await refusal(stage.client().pushMessage({ to, messages: [text('Spring sale')] }, key));
    expect((await stage.control.duplicates()).people).toEqual([]);
  });

  test('somebody who blocked in between saw it once', async () => {
    const to = await stage.friend();
    await stage.client().pushMessage({ to, messages: [text('Spring sale')] });
    await stage.control.block({ channelId: CHANNEL, userId: to });
    await stage.client().pushMessage({ to, messages: [text('Spring sale')] });
    expect((await stage.control.duplicates()).people).toEqual([]);
  });

  test('an accepted request whose answer was lost is in the ledger', async () => {
    const to = await stage.friend();
    await stage.control.inject({ kind: 'acceptThenReset', times: 1 });
    await expect(stage.client().pushMessage({ to, messages: [text('Spring sale')] })).rejects.toThrow('fetch failed');
    await stage.client().pushMessage({ to, messages: [text('Spring sale')] });
    const { accepted } = await stage.control.ledger();
    expect(accepted.map(({ isAnswered }) => isAnswered)).toEqual([false, true]);
    expect((await stage.control.duplicates()).people).toMatchObject([{ userId: to }]);
  });
});

import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { NODE_VERSION_MIN, nodeVersionProblem } from '../../.ci/node-version.mjs';

test.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0', '100.0.0'])('Node %s is new enough', (version) => {
  expect(nodeVersionProblem(version)).toBeNull();
});

test.each(['20.18.3', '20.2.0', '18.20.0', '9.11.2'])(
  'Node %s is refused with what is needed and what was found',
  (version) => {
    expect(nodeVersionProblem(version)).toBe(`Lifeline needs Node 20.19 or newer; this is ${version}.`);
  },
);

test('package.json asks for the same Node', async () => {
  const { engines } = JSON.parse(await readFile('package.json', 'utf8')) as { engines: { node: string } };
  expect(engines.node).toBe(`>=${NODE_VERSION_MIN}`);
});

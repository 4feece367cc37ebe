import { expect, test } from '@jest/globals';
import { layOut, NODE_WIDTH, type Flow } from '../../../src/console/home/sankey.js';

const SIZE = { width: 1_000, height: 200, labelRoom: 100 };
const stages = ['acquire', 'engage', 'retain', 'grow'];
const draw = (flows: Flow[], ends: string[] = ['quiet', 'lost']) => layOut({ stages, ends, flows, ...SIZE });
const FLOWS = [
  { from: 'acquire', to: 'engage', count: 400 },
  { from: 'engage', to: 'retain', count: 100 },
  { from: 'acquire', to: 'retain', count: 50 },
  { from: 'acquire', to: 'quiet', count: 80 },
  { from: 'retain', to: 'lost', count: 20 },
];

test('bands and nodes are drawn in one scale that begins at zero', () => {
  const { nodes, bands } = draw(FLOWS);
  const scale = (bands[0]?.thickness ?? 0) / (bands[0]?.count ?? 1);
  for (const { thickness, count } of bands) expect(thickness).toBeCloseTo(count * scale);
  const heights = Object.fromEntries(nodes.map(({ name, height }) => [name, height / scale]));
  // Whatever is more of what came in and what went out; without anything a node is only marked.
  expect(heights['acquire']).toBeCloseTo(530);
  expect(heights['engage']).toBeCloseTo(400);
  expect(heights['retain']).toBeCloseTo(150);
  expect(heights['quiet']).toBeCloseTo(80);
  expect(nodes.find(({ name }) => name === 'grow')?.height).toBe(2);
});

test('everything fits, and what passes a stage goes beneath it', () => {
  const { nodes, bands } = draw(FLOWS);
  for (const { y, height } of nodes) {
    expect(y).toBeGreaterThanOrEqual(0);
    expect(y + height).toBeLessThanOrEqual(SIZE.height + 0.1);
  }
  const engage = nodes.find(({ name }) => name === 'engage');
  const path = bands.find(({ from, to }) => from === 'acquire' && to === 'retain')?.path ?? '';
  const points = [...path.matchAll(/([\d.]+),([\d.]+)(?=[CLZ])/g)].map(([, x, y]) => ({ x: Number(x), y: Number(y) }));
  const passing = points.filter(({ x }) => x === engage?.x || x === (engage?.x ?? 0) + NODE_WIDTH);
  expect(passing).toHaveLength(4);
  for (const { y } of passing) expect(y).toBeGreaterThan(engage?.height ?? 0);
});

test('what leads back, nowhere, or counts nothing is left out', () => {
  const { bands } = draw([
    { from: 'retain', to: 'engage', count: 5 },
    { from: 'gone', to: 'engage', count: 5 },
    { from: 'engage', to: 'retain', count: 0 },
  ]);
  expect(bands).toEqual([]);
});

test('labels of bands that begin together can each be read', () => {
  const { bands } = draw(
    stages
      .slice(1)
      .map((to) => ({ from: 'acquire', to, count: 1 }))
      .concat(FLOWS),
  );
  const labels = bands.filter(({ from }) => from === 'acquire').map(({ label }) => label.y);
  const sorted = labels.toSorted((one, other) => one - other);
  for (const [index, y] of sorted.entries()) if (index > 0) expect(y - (sorted[index - 1] ?? 0)).toBeGreaterThan(14.9);
});

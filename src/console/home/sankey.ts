/** How many went from one node to another; the target stands further to the right. */
export interface Flow {
  from: string;
  to: string;
  count: number;
}

export interface Chart {
  /** Nodes of the first columns, one in each, from left to right. */
  stages: string[];
  /** Nodes of the last column, from top to bottom. */
  ends: string[];
  flows: Flow[];
  width: number;
  height: number;
  /** Room to the right of the last column, for its labels. */
  labelRoom: number;
}

export interface Node {
  name: string;
  x: number;
  y: number;
  height: number;
  count: number;
}

export interface Band extends Flow {
  path: string;
  thickness: number;
  label: { x: number; y: number };
}

export const NODE_WIDTH = 14;
const GAP = 16;
const LABEL_STEP = 15;
const HEIGHT_MIN = 2; // of a node without anything, so that it is seen

/** Where a band passes a column, from its upper edge. */
type Stop = { x: number; y: number };
interface Lane {
  flow: Flow;
  stops: Stop[];
}

/**
 * Nodes and bands of a Sankey chart, all in one scale that begins at zero. A stage stands at the top of its column; what passes it
 * by goes beneath it; the ends stand at the bottom of the last column. Flows that do not lead to the right are left out.
 */
export function layOut({ stages, ends, flows, width, height, labelRoom }: Chart): { nodes: Node[]; bands: Band[] } {
  const columnOf = (name: string) => (ends.includes(name) ? stages.length : stages.indexOf(name));
  const drawn = inOrder(
    flows.filter(({ from, to, count }) => count > 0 && stages.includes(from) && columnOf(from) < columnOf(to)),
    [...stages, ...ends],
  );
  const xOf = (column: number) =>
    column < stages.length ? (column * width) / stages.length : width - labelRoom - NODE_WIDTH;
  const passing = (column: number) => drawn.filter(({ from, to }) => columnOf(from) < column && column < columnOf(to));
  const last = ends.map((name) => countOf(name, drawn));
  const scale = Math.min(
    scaleOf(sumOf(last), height - GAP * Math.max(0, ends.length - 1)),
    ...stages.map((name, column) => {
      const lanes = passing(column);
      return scaleOf(countOf(name, drawn) + sumOf(lanes.map(({ count }) => count)), height - gapsOf(lanes));
    }),
  );

  const nodes = new Map<string, Node>();
  const lanes = new Map<Flow, Lane>(drawn.map((flow) => [flow, { flow, stops: [] }]));
  for (const [column, name] of stages.entries()) {
    const node = nodeOf(name, xOf(column), 0, countOf(name, drawn), scale);
    nodes.set(name, node);
    let y = node.height;
    let before: string | null = null;
    for (const flow of passing(column)) {
      // What leads to the same node goes together.
      if (flow.to !== before) y += GAP;
      lanes.get(flow)?.stops.push({ x: node.x, y });
      y += flow.count * scale;
      before = flow.to;
    }
  }
  let y = height - sumOf(last) * scale - GAP * Math.max(0, ends.length - 1);
  for (const [index, name] of ends.entries()) {
    const node = nodeOf(name, xOf(stages.length), y, last[index] ?? 0, scale);
    nodes.set(name, node);
    y += node.height + GAP;
  }
  return { nodes: [...nodes.values()], bands: apart(bandsOf([...lanes.values()], nodes, scale)) };
}

/** Flows as they leave and arrive from top to bottom: to what is nearer first. */
const inOrder = (flows: Flow[], names: string[]): Flow[] =>
  flows.toSorted(
    (one, other) =>
      names.indexOf(one.to) - names.indexOf(other.to) || names.indexOf(other.from) - names.indexOf(one.from),
  );

/** What came in or went out, whichever is more. */
function countOf(name: string, flows: Flow[]): number {
  const into = sumOf(flows.filter(({ to }) => to === name).map(({ count }) => count));
  const out = sumOf(flows.filter(({ from }) => from === name).map(({ count }) => count));
  return Math.max(into, out);
}

/** Room between a node and the lanes beneath it, and between lanes that lead to different nodes. */
const gapsOf = (lanes: Flow[]): number => GAP * new Set(lanes.map(({ to }) => to)).size;

const scaleOf = (total: number, height: number): number =>
  total === 0 ? Number.POSITIVE_INFINITY : Math.max(0, height) / total;

const nodeOf = (name: string, x: number, y: number, count: number, scale: number): Node => ({
  name,
  x,
  y,
  count,
  height: Math.max(HEIGHT_MIN, count === 0 ? 0 : count * scale),
});

function bandsOf(lanes: Lane[], nodes: Map<string, Node>, scale: number): Band[] {
  const [left, arrived] = [new Map<string, number>(), new Map<string, number>()];
  return lanes.flatMap(({ flow, stops }) => {
    const [source, target] = [nodes.get(flow.from), nodes.get(flow.to)];
    if (!source || !target) return [];
    const thickness = flow.count * scale;
    const [out, into] = [left.get(flow.from) ?? 0, arrived.get(flow.to) ?? 0];
    left.set(flow.from, out + thickness);
    arrived.set(flow.to, into + thickness);
    const start = { x: source.x + NODE_WIDTH, y: source.y + out };
    const end = { x: target.x, y: target.y + into };
    const edge = [
      start,
      ...stops.flatMap(({ x, y }) => [
        { x, y },
        { x: x + NODE_WIDTH, y },
      ]),
      end,
    ];
    const [, next = end] = edge;
    return [
      {
        ...flow,
        thickness,
        path: `${trace(edge, 'M')}${trace(lowered(edge, thickness), 'L')}Z`,
        label: { x: (start.x + next.x) / 2, y: (start.y + next.y + thickness) / 2 },
      },
    ];
  });
}

const lowered = (edge: Stop[], by: number): Stop[] => edge.toReversed().map(({ x, y }) => ({ x, y: y + by }));

/** Along the points, level where it meets each. */
const trace = (points: Stop[], begin: 'M' | 'L'): string =>
  points
    .map(({ x, y }, index) => {
      const before = points[index - 1];
      if (!before) return `${begin}${round(x)},${round(y)}`;
      const middle = round((before.x + x) / 2);
      return `C${middle},${round(before.y)} ${middle},${round(y)} ${round(x)},${round(y)}`;
    })
    .join('');

/** Moves labels at the same place down until each can be read. */
function apart(bands: Band[]): Band[] {
  const lowest = new Map<number, number>();
  return bands
    .toSorted((one, other) => one.label.y - other.label.y)
    .map((band) => {
      const { x, y } = band.label;
      const free = Math.max(y, (lowest.get(Math.round(x)) ?? Number.NEGATIVE_INFINITY) + LABEL_STEP);
      lowest.set(Math.round(x), free);
      return { ...band, label: { x, y: free } };
    });
}

const sumOf = (numbers: number[]) => numbers.reduce((sum, one) => sum + one, 0);
const round = (number: number) => Math.round(number * 10) / 10;

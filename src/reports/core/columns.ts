import { TARGETS } from '../../hours/core/service-policy.js';
import { ROW_KINDS, type Row, type RowKind } from './row.js';

/** The numbers of the rows of a day, each kind of number in one array. What is not there is NaN, or 0 where counting begins at 1. */
interface Numbers {
  kind: Uint8Array;
  conversation: Uint32Array;
  at: Float64Array;
  hour: Uint8Array;
  agent: Uint16Array;
  team: Uint16Array;
  labels: Uint16Array;
  clockMs: Float64Array;
  businessMs: Float64Array;
  /** Twice the place of the target, and 1 when kept; counts from 1. */
  promise: Uint8Array;
  score: Uint8Array;
}
type Column = keyof Numbers;

/** The rows of a day as columns: reading a hundred thousand as documents takes seconds, as columns a part of one. */
export interface Columns {
  conversations: string[];
  agents: (string | null)[];
  teams: (string | null)[];
  labelSets: string[][];
  numbers: Record<Column, Uint8Array>;
}

const ARRAYS = {
  kind: Uint8Array,
  conversation: Uint32Array,
  at: Float64Array,
  hour: Uint8Array,
  agent: Uint16Array,
  team: Uint16Array,
  labels: Uint16Array,
  clockMs: Float64Array,
  businessMs: Float64Array,
  promise: Uint8Array,
  score: Uint8Array,
} as const;

/** Rows as columns. */
export function toColumns(rows: readonly Row[]): Columns {
  const conversations = numbered<string>();
  const agents = numbered<string | null>();
  const teams = numbered<string | null>();
  const labelSets = numbered<string>();
  const values: Record<Column, number[]> = {
    kind: rows.map(({ kind }) => ROW_KINDS.indexOf(kind)),
    conversation: rows.map(({ conversationId }) => conversations.of(conversationId)),
    at: rows.map(({ at }) => at.getTime()),
    hour: rows.map(({ hour }) => hour),
    agent: rows.map(({ agentId }) => agents.of(agentId)),
    team: rows.map(({ teamId }) => teams.of(teamId)),
    labels: rows.map(({ labels }) => labelSets.of(JSON.stringify(labels))),
    clockMs: rows.map(({ clockMs }) => clockMs ?? NaN),
    businessMs: rows.map(({ businessMs }) => businessMs ?? NaN),
    promise: rows.map(({ promise }) =>
      promise ? 1 + 2 * TARGETS.indexOf(promise.target) + Number(promise.isKept) : 0,
    ),
    score: rows.map(({ score }) => score ?? 0),
  };
  const bytes = (column: Column) => new Uint8Array(ARRAYS[column].from(values[column]).buffer);
  const columns = Object.keys(ARRAYS) as Column[];
  return {
    conversations: conversations.all,
    agents: agents.all,
    teams: teams.all,
    labelSets: labelSets.all.map((set) => JSON.parse(set) as string[]),
    numbers: Object.fromEntries(columns.map((column) => [column, bytes(column)])) as Columns['numbers'],
  };
}

/** Numbers things in the order in which they come. */
function numbered<Thing>() {
  const numbers = new Map<Thing, number>();
  const all: Thing[] = [];
  return {
    all,
    of(thing: Thing): number {
      const known = numbers.get(thing);
      if (known !== undefined) return known;
      numbers.set(thing, all.length);
      return all.push(thing) - 1;
    },
  };
}

/** A row of columns: what it says is read when it is asked for. */
export interface ColumnRow extends Row {
  /** The place of its conversation among those of the columns. */
  readonly conversation: number;
}

/** The rows of columns, one after the other, but for those at the places in `dropped`. */
export function* rowsIn(columns: Columns, dropped: ReadonlySet<number> = new Set()): Generator<ColumnRow> {
  const read = Object.fromEntries(
    Object.entries(columns.numbers).map(([column, bytes]) => [column, arrayOf(column as Column, bytes)]),
  ) as unknown as Numbers;
  for (let index = 0; index < read.kind.length; index += 1)
    if (!dropped.has(index)) yield new RowIn(columns, read, index);
}

/** Whether columns have a row of a kind. */
export const hasKind = ({ numbers }: Columns, kind: RowKind): boolean =>
  new Uint8Array(numbers.kind).includes(ROW_KINDS.indexOf(kind));

class RowIn implements ColumnRow {
  readonly #columns: Columns;
  readonly #numbers: Numbers;
  readonly #index: number;

  constructor(columns: Columns, numbers: Numbers, index: number) {
    this.#columns = columns;
    this.#numbers = numbers;
    this.#index = index;
  }
  get kind() {
    return ROW_KINDS[this.#numbers.kind[this.#index] ?? 0] ?? 'opened';
  }
  get conversation() {
    return this.#numbers.conversation[this.#index] ?? 0;
  }
  get conversationId() {
    return this.#columns.conversations[this.conversation] ?? '';
  }
  get at() {
    return new Date(this.#numbers.at[this.#index] ?? 0);
  }
  get hour() {
    return this.#numbers.hour[this.#index] ?? 0;
  }
  get agentId() {
    return this.#columns.agents[this.#numbers.agent[this.#index] ?? 0] ?? null;
  }
  get teamId() {
    return this.#columns.teams[this.#numbers.team[this.#index] ?? 0] ?? null;
  }
  get labels() {
    return this.#columns.labelSets[this.#numbers.labels[this.#index] ?? 0] ?? [];
  }
  get clockMs() {
    return numberOf(this.#numbers.clockMs[this.#index]);
  }
  get businessMs() {
    return numberOf(this.#numbers.businessMs[this.#index]);
  }
  get promise() {
    return promises[(this.#numbers.promise[this.#index] ?? 0) - 1] ?? null;
  }
  get score() {
    return this.#numbers.score[this.#index] || null;
  }
}

/** What the store gives may begin where such numbers may not; a copy never does. */
function arrayOf(column: Column, bytes: Uint8Array): Numbers[Column] {
  const Numbers = ARRAYS[column];
  const { buffer, byteOffset, byteLength } = new Uint8Array(bytes);
  return new Numbers(buffer, byteOffset, byteLength / Numbers.BYTES_PER_ELEMENT);
}

const numberOf = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : value;

const promises = TARGETS.flatMap((target) => [
  { target, isKept: false },
  { target, isKept: true },
]);

export type FaultKind =
  'rate' | 'quota' | 'serverError' | 'acceptThenTimeout' | 'acceptThenReset' | 'slow' | 'reset' | 'down';

/** A failure on demand: which calls it hits, how often, and what happens to them. */
export interface Fault {
  id: string;
  kind: FaultKind;
  method?: string | undefined;
  /** A path template, or the text of a regular expression over the path. */
  path?: string | undefined;
  channelId?: string | undefined;
  /** How many matching calls pass before the first is hit. */
  after?: number | undefined;
  /** How many calls are hit; without it, all until cleared. */
  times?: number | undefined;
  /** Chance of each matching call, 0 to 1; without it, 1. */
  probability?: number | undefined;
  /** Milliseconds of real time: the delay of `slow`, the silence of `acceptThenTimeout`. */
  delayMs?: number | undefined;
  /** The status of `serverError`. */
  status?: number | undefined;
}

export interface FaultQuestion {
  method: string;
  template: string;
  path: string;
  channelId: string | undefined;
}

/** The faults that are in force. */
export class Faults {
  /** Milliseconds by which every call is slowed down. */
  slowEveryMs = 0;
  private faults: Fault[] = [];
  private count = 0;

  constructor(private readonly random: () => number) {}

  inject(fault: Omit<Fault, 'id'>): string {
    this.count += 1;
    const id = `fault-${this.count}`;
    this.faults.push({ ...fault, id });
    return id;
  }

  /** The first fault that hits this call, its turn spent. */
  strike(question: FaultQuestion): Fault | undefined {
    const fault = this.faults.find((candidate) => matches(candidate, question) && this.hits(candidate));
    if (fault?.times !== undefined) {
      fault.times -= 1;
      if (fault.times <= 0) this.faults = this.faults.filter((other) => other !== fault);
    }
    return fault;
  }

  clear(id?: string): void {
    this.faults = id === undefined ? [] : this.faults.filter((fault) => fault.id !== id);
    if (id === undefined) this.slowEveryMs = 0;
  }

  private hits(fault: Fault): boolean {
    if (fault.after !== undefined && fault.after > 0) {
      fault.after -= 1;
      return false;
    }
    return fault.probability === undefined || this.random() < fault.probability;
  }
}

function matches(fault: Fault, question: FaultQuestion): boolean {
  if (fault.method !== undefined && fault.method.toUpperCase() !== question.method) return false;
  if (fault.channelId !== undefined && fault.channelId !== question.channelId) return false;
  if (fault.path === undefined || fault.path === question.template) return true;
  // A template holds braces, which no regular expression over paths needs.
  return !fault.path.includes('{') && new RegExp(fault.path).test(question.path);
}

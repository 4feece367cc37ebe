import { setTimeout as pause } from 'node:timers/promises';

/** How often a clock that somebody else moves is looked at while work is waiting for it. */
const FOREIGN_CLOCK_POLL_MS = 20;

interface Task {
  dueAt: number;
  run: () => void | Promise<void>;
}

/** The simulator's time in milliseconds; every limit, token and window reads it. */
export class SimulatorClock {
  /** Milliseconds that advance() has added to the base clock. */
  offset = 0;
  private tasks: Task[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly base: { now(): number } | undefined) {}

  now(): number {
    return (this.base ?? Date).now() + this.offset;
  }

  /** Runs the work once the clock has moved on by the given milliseconds. */
  after(milliseconds: number, run: Task['run']): void {
    this.tasks.push({ dueAt: this.now() + milliseconds, run });
    this.tasks.sort((one, other) => one.dueAt - other.dueAt);
    this.arm();
  }

  /** Moves the clock forward and waits until everything that became due has been done, in order. */
  async advance(milliseconds: number): Promise<void> {
    const target = this.now() + milliseconds;
    for (let next = this.tasks[0]; next && next.dueAt <= target; next = this.tasks[0]) {
      this.offset += Math.max(0, next.dueAt - this.now());
      await this.runDue();
    }
    this.offset += Math.max(0, target - this.now());
  }

  /** Forgets all waiting work. */
  stop(): void {
    this.tasks = [];
    clearTimeout(this.timer);
  }

  private async runDue(): Promise<void> {
    while (this.tasks[0] && this.tasks[0].dueAt <= this.now()) {
      const task = this.tasks.shift();
      await task?.run();
    }
    this.arm();
  }

  private arm(): void {
    clearTimeout(this.timer);
    const next = this.tasks[0];
    if (!next) return;
    const wait = this.base ? FOREIGN_CLOCK_POLL_MS : Math.min(Math.max(0, next.dueAt - this.now()), 2 ** 31 - 1);
    this.timer = setTimeout(() => void this.runDue(), wait);
    this.timer.unref();
  }
}

/** Waits in real time: a client on the other end of a socket does not live by the simulator's clock. */
export async function waitReally(milliseconds: number): Promise<void> {
  await pause(milliseconds, undefined, { ref: false });
}

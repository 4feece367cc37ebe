import { open, readFile, rename } from 'node:fs/promises';
import type { Simulator } from '../simulator.js';
import { readLine } from './read-lines.js';
import { stateLines } from './write-lines.js';

/** Lines turned into text before others get a turn. */
const LINES_PER_TURN = 500;
/** A save may take at most one part in so many of the simulator's time. */
const REST_PER_WORK = 10;

/**
 * Keeps the state in a file of JSON lines: people, friendships, menus, chats, ledger. Written some time after a
 * change, a few hundred lines at a turn so that requests are answered in between, to a new file that then takes the
 * old one's place.
 */
export class StateFile {
  private isDirty = false;
  private isClosed = false;
  private timer: NodeJS.Timeout | undefined;
  private saving: Promise<void> = Promise.resolve();
  private restMs = 0;

  constructor(
    private readonly sim: Simulator,
    private readonly path: string,
  ) {}

  async load(): Promise<void> {
    const text = await readFile(this.path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return '';
      throw cause;
    });
    for (const line of text.split('\n')) if (line !== '') readLine(this.sim, JSON.parse(line));
  }

  /** From here on, every change is saved soon after. */
  start(): void {
    this.sim.touch = () => {
      this.isDirty = true;
      this.arm();
    };
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer);
    await this.saving;
    await this.save();
  }

  private arm(): void {
    if (this.timer || this.isClosed) return;
    const wait = Math.max(this.sim.settings.saveDelayMs, this.restMs);
    this.timer = setTimeout(() => {
      this.saving = this.save()
        .catch((cause: unknown) => console.error(`line simulator could not save ${this.path}:`, cause))
        .finally(() => {
          this.timer = undefined;
          if (this.isDirty) this.arm();
        });
    }, wait);
    this.timer.unref();
  }

  private async save(): Promise<void> {
    this.isDirty = false;
    const startedAt = performance.now();
    const draft = `${this.path}.new`;
    const file = await open(draft, 'w');
    try {
      let lines: string[] = [];
      for (const line of stateLines(this.sim)) {
        lines.push(JSON.stringify(line));
        if (lines.length < LINES_PER_TURN) continue;
        await file.write(`${lines.join('\n')}\n`);
        lines = [];
      }
      await file.write(`${lines.join('\n')}\n`);
    } finally {
      await file.close();
    }
    await rename(draft, this.path);
    this.restMs = (performance.now() - startedAt) * REST_PER_WORK;
  }
}

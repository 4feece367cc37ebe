import type { z } from 'zod';
import type { Simulator } from '../simulator.js';

/** One function of the control API: the shape of its input, and what it does. */
export interface Verb<Input extends z.ZodType, Output> {
  input: Input;
  run: (sim: Simulator, input: z.output<Input>) => Output;
}

export function verb<Input extends z.ZodType, Output>(
  input: Input,
  run: (sim: Simulator, input: z.output<Input>) => Output,
): Verb<Input, Output> {
  return { input, run };
}

type Arguments<Input extends z.ZodType> =
  undefined extends z.input<Input> ? [input?: z.input<Input>] : [input: z.input<Input>];

/** The functions that a table of verbs offers, in this process or over HTTP. */
export type FunctionsOf<Verbs> = {
  [Name in keyof Verbs]: Verbs[Name] extends Verb<infer Input, infer Output>
    ? (...args: Arguments<Input>) => Promise<Awaited<Output>>
    : never;
};

import type { z } from 'zod';
import type { Simulator } from '../simulator.js';
import { actVerbs } from './act-verbs.js';
import { faultVerbs } from './fault-verbs.js';
import { loginVerbs } from './login-verbs.js';
import { phoneVerbs } from './phone-verbs.js';
import { readVerbs } from './read-verbs.js';
import { setupVerbs } from './setup-verbs.js';
import type { FunctionsOf, Verb } from './verb.js';
import { webhookVerbs } from './webhook-verbs.js';

/** Every function of the control API. Over HTTP each is `POST /control/<name>` with its input as a JSON body. */
export const CONTROL_VERBS = {
  ...setupVerbs,
  ...actVerbs,
  ...webhookVerbs,
  ...readVerbs,
  ...phoneVerbs,
  ...loginVerbs,
  ...faultVerbs,
};

/** Moves people, looks at what they see, and breaks things on purpose. */
export type Control = FunctionsOf<typeof CONTROL_VERBS>;

/** The control API in this process. */
export function createControl(sim: Simulator): Control {
  const functions = Object.entries(CONTROL_VERBS).map(([name, verb]) => [
    name,
    async (input?: unknown) => runVerb(sim, verb, input),
  ]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- built from the very table that the type is made of
  return Object.fromEntries(functions) as Control;
}

/** Checks the input and does what the verb does. */
export async function runVerb(sim: Simulator, verb: Verb<z.ZodType, unknown>, input: unknown): Promise<unknown> {
  return verb.run(sim, verb.input.parse(input));
}

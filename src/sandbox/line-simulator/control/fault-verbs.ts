import { z } from 'zod';
import { createWorld } from '../world/world.js';
import { verb } from './verb.js';

const Fault = z.object({
  method: z.string().optional(),
  path: z.string().optional(),
  channelId: z.string().optional(),
  kind: z.enum(['rate', 'quota', 'serverError', 'acceptThenTimeout', 'acceptThenReset', 'slow', 'reset', 'down']),
  after: z.number().int().min(0).optional(),
  times: z.number().int().min(1).optional(),
  probability: z.number().min(0).max(1).optional(),
  delayMs: z.number().min(0).optional(),
  status: z.number().int().min(400).max(599).optional(),
});

/** Failures on demand, the clock, and starting over. */
export const faultVerbs = {
  inject: verb(Fault, (sim, fault) => sim.faults.inject(fault)),
  clearFaults: verb(z.string().optional(), (sim, id) => {
    sim.faults.clear(id);
    return {};
  }),
  slowEvery: verb(z.number().min(0), (sim, milliseconds) => {
    sim.faults.slowEveryMs = milliseconds;
    return {};
  }),
  /** Changes what the simulator invents: rate factor, delays, redelivery. */
  configure: verb(z.record(z.string(), z.number()), (sim, changes) => {
    for (const [name, value] of Object.entries(changes)) {
      if (!(name in sim.settings)) throw new Error(`There is no setting ${name}.`);
      Object.assign(sim.settings, { [name]: value });
    }
    return { ...sim.settings };
  }),
  advanceClock: verb(z.number().min(0), async (sim, milliseconds) => {
    await sim.clock.advance(milliseconds);
    return { now: sim.clock.now() };
  }),
  now: verb(z.undefined().optional(), (sim) => sim.clock.now()),
  reset: verb(z.undefined().optional(), (sim) => {
    sim.clock.stop();
    Object.assign(sim.world, createWorld());
    for (const part of [sim.ledger, sim.calls, sim.callLog, sim.buckets, sim.retryKeys, sim.webhooks, sim.faults])
      part.clear();
    sim.channelIdByToken.clear();
    sim.linkTokens.clear();
    sim.loginCodes.clear();
    sim.touch();
    return {};
  }),
};

import { z } from 'zod';
import { defineJob, type SweepDefinition } from '../edges.js';
import { CHECK_AGENT, checkAgent, sweepAgents } from './check-agent.js';
import { giveOut, sweepWaiting } from './give-out.js';
import { OVERFLOW, overflow, sweepOverflows } from './overflow.js';
import { GIVE_OUT } from './wake-giving.js';

export const jobs = [
  defineJob({ name: GIVE_OUT, payload: z.object({}), concurrency: 2, handle: (ctx) => giveOut(ctx) }),
  defineJob({
    name: CHECK_AGENT,
    payload: z.object({ staffId: z.string() }),
    concurrency: 2,
    handle: (ctx, { staffId }) => checkAgent(ctx, staffId),
  }),
  defineJob({
    name: OVERFLOW,
    payload: z.object({ conversationId: z.string() }),
    concurrency: 2,
    handle: (ctx, { conversationId }) => overflow(ctx, conversationId),
  }),
];

export const sweeps: SweepDefinition[] = [
  { name: 'assignment.waiting', run: (ctx) => sweepWaiting(ctx) },
  { name: 'assignment.agents', run: (ctx) => sweepAgents(ctx) },
  { name: 'assignment.overflows', run: (ctx) => sweepOverflows(ctx) },
];

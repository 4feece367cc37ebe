import { z } from 'zod';
import type { Context } from '../context.js';
import { defineOperation, type OperationStep, type RunningOperation } from '../edges.js';
import { listGoingOn } from '../inbox/index.js';
import { startOperation, type Operation } from '../operations/index.js';
import { checkService } from './check-service.js';
import { getServiceRules } from './service-rules.js';

const APPLY = 'service.apply';
const PAGE = 50;
const TRIES_MAX = 5; // who looks at the same conversation meanwhile is one job

/** Starts to hold the conversations of a channel that go on to the rules as they are, in the newest versions of their policies. */
export const startApplying = (ctx: Pick<Context, 'actor' | 'clock' | 'wake'>, channelId: string): Promise<Operation> =>
  startOperation(ctx, { channelId, kind: APPLY, input: {} });

async function step(
  ctx: Context,
  { channelId, cursor, startedAt: at }: RunningOperation<object>,
): Promise<OperationStep> {
  const { rules } = await getServiceRules(ctx, channelId);
  const page = await listGoingOn(channelId, cursor, PAGE);
  const ids = page.map(({ _id }) => _id);
  for (let attempt = 1; !(await checkService(ctx, ids, { rules, at })) && attempt < TRIES_MAX; attempt += 1);
  return { cursor: page.at(-1)?._id ?? cursor, isDone: page.length < PAGE, done: page.length };
}

export const operations = [defineOperation({ kind: APPLY, input: z.strictObject({}), step })];

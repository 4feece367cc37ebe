import { z } from 'zod';
import { defineJob, type SweepDefinition } from '../edges.js';
import { listDueFigures, readMenuFigures } from './read-menu-figures.js';

const READ_FIGURES = 'richmenus.read-figures';
const SWEEP_MAX = 50;

export const figureJobs = [
  defineJob({
    name: READ_FIGURES,
    payload: z.object({ publishedId: z.string() }),
    concurrency: 1,
    handle: (ctx, { publishedId }) => readMenuFigures(ctx, publishedId),
  }),
];

export const figureSweeps: SweepDefinition[] = [
  {
    name: 'richmenus.line-figures',
    run: async (ctx) => {
      const due = await listDueFigures(ctx.clock.now(), SWEEP_MAX);
      ctx.wake(
        READ_FIGURES,
        due.map((publishedId) => ({ publishedId })),
      );
    },
  },
];

import type { Context } from '../context.js';

export const GIVE_OUT = 'assignment.give-out';

/** Wakes the job that gives out what waits. */
export const wakeGiving = ({ wake }: Pick<Context, 'wake'>): void => wake(GIVE_OUT, [{}]);
